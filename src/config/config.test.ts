import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { faultsOf } from '../../test/support/config-faults';
import { type Environment, loadConfig } from './config';
import { describeConfig, redactAddress, settingRows } from './describe';

const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
const dkim = {
  CERTLOOM_DKIM_DOMAIN: 'Mail.example',
  CERTLOOM_DKIM_SELECTOR: 's1',
  CERTLOOM_DKIM_KEY: generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(pkcs8).toString(),
};

describe('loadConfig', () => {
  it('gives defaults that work on a laptop', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      dataDir: path.resolve('data'),
      logLevel: 'info',
      instance: 'default',
      temporalNamespace: 'default',
      temporalPort: 7233,
      temporalUiPort: 8233,
      mongoPort: 27017,
      rateLimit: 0,
      workerServes: ['certloom', 'scan', 'delivery', 'scripts-api', 'scripts-service'],
      scriptParallel: 4,
      scriptStopSeconds: 20,
      corsOrigins: [],
      outboundAllow: [],
    });
    expect(config.adminKey).toBeUndefined();
    expect(config.mongodbUri).toBeUndefined();
    expect(config.given.size).toBe(0);
  });

  it.each<[string, Environment, object]>([
    ['a port', { CERTLOOM_PORT: '0' }, { port: 0 }],
    ['the highest port', { CERTLOOM_PORT: '65535' }, { port: 65535 }],
    ['an IPv6 address', { CERTLOOM_HOST: '::1' }, { host: '::1' }],
    ['an empty variable as unset', { SMTP_URL: '', CERTLOOM_PORT: ' ' }, { port: 8080 }],
    [
      'a list without blanks and repeats',
      { CERTLOOM_WORKER_SERVES: ' scan, certloom,scan ' },
      { workerServes: ['scan', 'certloom'] },
    ],
    [
      'keys of payloads in base64 and base64url',
      {
        CERTLOOM_PAYLOAD_KEY: `${Buffer.alloc(32, 255).toString('base64')}, ${Buffer.alloc(32, 254).toString('base64url')}`,
      },
      { payloadKey: [Buffer.alloc(32, 255), Buffer.alloc(32, 254)] },
    ],
    [
      'origins',
      { CORS_ORIGINS: 'https://a.example,http://b.example:8080' },
      { corsOrigins: ['https://a.example', 'http://b.example:8080'] },
    ],
    [
      'networks and hosts',
      { CERTLOOM_OUTBOUND_ALLOW: '10.0.0.0/8,fd00::/8,hooks.local,192.0.2.1' },
      { outboundAllow: ['10.0.0.0/8', 'fd00::/8', 'hooks.local', '192.0.2.1'] },
    ],
    [
      'a URL without its last slash',
      { CERTLOOM_PUBLIC_URL: 'https://certs.example/' },
      { publicUrl: 'https://certs.example' },
    ],
    [
      'a database into a connection string',
      { MONGODB_URI: 'mongodb://a:1,b:2?replicaSet=r' },
      { mongodbUri: 'mongodb://a:1,b:2/certloom?replicaSet=r' },
    ],
    [
      'a connection string with a database',
      { MONGODB_URI: 'mongodb://u:p@a:1/x' },
      { mongodbUri: 'mongodb://u:p@a:1/x' },
    ],
    ['a bracketed IPv6 address', { TEMPORAL_ADDRESS: '[::1]:7233' }, { temporalAddress: '[::1]:7233' }],
    ['a DKIM key', { ...dkim }, { dkimDomain: 'mail.example', dkimSelector: 's1', dkimKey: dkim.CERTLOOM_DKIM_KEY }],
    ['the forms of the event log', {}, { eventLogFormat: 'json', syslogFormat: 'rfc5424' }],
    ['variables of the test setup', { CERTLOOM_TEST_MONGODB_URI: 'mongodb://x' }, { port: 8080 }],
  ])('reads %s', (_, env, expected) => {
    expect(loadConfig(env)).toMatchObject(expected);
  });

  it.each<[string, Environment, RegExp]>([
    ['a port above 65535', { CERTLOOM_PORT: '65536' }, /^CERTLOOM_PORT: expected a whole number from 0 to 65535$/],
    ['a port with a fraction', { CERTLOOM_MONGO_PORT: '1.5' }, /^CERTLOOM_MONGO_PORT: /],
    ['an odd IP notation', { CERTLOOM_HOST: '127.1' }, /^CERTLOOM_HOST: expected an IP address or a host name$/],
    ['a log level', { CERTLOOM_LOG_LEVEL: 'loud' }, /^CERTLOOM_LOG_LEVEL: expected one of fatal, /],
    ['an unknown queue', { CERTLOOM_WORKER_SERVES: 'certloom,scripts' }, /^CERTLOOM_WORKER_SERVES: .*item 2 is not/],
    ['no queue at all', { CERTLOOM_WORKER_SERVES: ',' }, /^CERTLOOM_WORKER_SERVES: expected at least one of/],
    ['a wildcard origin', { CORS_ORIGINS: '*' }, /^CORS_ORIGINS: /],
    ['an origin with a path', { CORS_ORIGINS: 'https://a.example/x' }, /^CORS_ORIGINS: /],
    ['a network that is too wide', { CERTLOOM_OUTBOUND_ALLOW: '10.0.0.0/33' }, /^CERTLOOM_OUTBOUND_ALLOW: /],
    [
      'a short administrator key',
      { CERTLOOM_ADMIN_KEY: 'secret' },
      /^CERTLOOM_ADMIN_KEY: expected at least 20 characters$/,
    ],
    [
      'a short master key',
      { CERTLOOM_MASTER_KEY: 'x'.repeat(31) },
      /^CERTLOOM_MASTER_KEY: expected at least 32 characters$/,
    ],
    ['an address without a port', { TEMPORAL_ADDRESS: 'temporal' }, /^TEMPORAL_ADDRESS: expected host:port$/],
    ['an address with a scheme', { TEMPORAL_ADDRESS: 'http://temporal:7233' }, /^TEMPORAL_ADDRESS: /],
    ['another database', { MONGODB_URI: 'postgres://x' }, /^MONGODB_URI: expected a MongoDB connection string/],
    ['a mail server by HTTP', { SMTP_URL: 'http://mail.example' }, /^SMTP_URL: expected a URL that starts with smtp:/],
    ['a sender with a line break', { CERTLOOM_MAIL_FROM: 'a@b.example\r\nBcc: c@d.example' }, /^CERTLOOM_MAIL_FROM: /],
    [
      'a key of payloads of another length',
      { CERTLOOM_PAYLOAD_KEY: Buffer.alloc(31).toString('base64') },
      /^CERTLOOM_PAYLOAD_KEY: expected 32 bytes in base64/,
    ],
    [
      'a private key of a context where everybody may read it',
      { CERTLOOM_CONTEXT_PUBLIC_KEYS: `clc_private_api_${'A'.repeat(43)}` },
      /^CERTLOOM_CONTEXT_PUBLIC_KEYS: expected public keys/,
    ],
    [
      'an account with a blank',
      { CERTLOOM_SCRIPT_ACCOUNT: 'my user' },
      /^CERTLOOM_SCRIPT_ACCOUNT: expected a user's name/,
    ],
    ['a command that is an empty list', { CERTLOOM_PWSH: '[]' }, /^CERTLOOM_PWSH: expected a command, or a JSON list/],
    ['a command that is half a list', { CERTLOOM_PWSH: '["dotnet"' }, /^CERTLOOM_PWSH: expected a command/],
    ['a domain that is an address', { ...dkim, CERTLOOM_DKIM_DOMAIN: '192.0.2.1' }, /^CERTLOOM_DKIM_DOMAIN: /],
    ['a selector with a blank', { ...dkim, CERTLOOM_DKIM_SELECTOR: 'a b' }, /^CERTLOOM_DKIM_SELECTOR: /],
    ['a key that is none', { ...dkim, CERTLOOM_DKIM_KEY: 'x' }, /^CERTLOOM_DKIM_KEY: expected an RSA private key/],
    [
      'a key for another algorithm',
      { ...dkim, CERTLOOM_DKIM_KEY: generateKeyPairSync('ed25519').privateKey.export(pkcs8).toString() },
      /^CERTLOOM_DKIM_KEY: expected an RSA private key/,
    ],
    [
      'a DKIM domain alone',
      { CERTLOOM_DKIM_DOMAIN: 'a.example' },
      /^CERTLOOM_DKIM_SELECTOR and CERTLOOM_DKIM_KEY must be set too: DKIM needs domain, selector and key$/,
    ],
    [
      'a form of the event log',
      { CERTLOOM_EVENT_LOG_FORMAT: 'xml' },
      /^CERTLOOM_EVENT_LOG_FORMAT: expected one of json, cef$/,
    ],
    ['a form of syslog', { SYSLOG_FORMAT: 'json' }, /^SYSLOG_FORMAT: expected one of rfc5424, cef$/],
    [
      'a file twin of what is no secret',
      { CERTLOOM_PORT_FILE: '/x' },
      /^CERTLOOM_PORT_FILE is unknown: CERTLOOM_PORT holds no secret/,
    ],
    ['a misspelt name', { CERTLOOM_DATADIR: 'x' }, /^CERTLOOM_DATADIR is unknown: did you mean CERTLOOM_DATA_DIR\?$/],
    ['swapped letters', { CERTLOOM_PROT: '1' }, /did you mean CERTLOOM_PORT\?$/],
    ['a name like no other', { CERTLOOM_XYZZY_PLUGH_FOO: '1' }, /^CERTLOOM_XYZZY_PLUGH_FOO is unknown$/],
    [
      'a secret file that is not there',
      { CERTLOOM_ADMIN_KEY_FILE: '/nowhere/key' },
      /^CERTLOOM_ADMIN_KEY_FILE: the file cannot be read$/,
    ],
  ])('refuses %s', (_, env, fault) => {
    expect(faultsOf(env)).toEqual([expect.stringMatching(fault)]);
  });

  it('reports all faults together, with exit code 78 and without values', () => {
    const env = {
      CERTLOOM_PORT: 'hunter2',
      SMTP_URL: 'hunter2',
      CERTLOOM_ADMIN_KEY: 'hunter2',
      CERTLOOM_PRT: 'hunter2',
    };
    expect(faultsOf(env)).toHaveLength(4);
    try {
      loadConfig(env);
    } catch (error) {
      expect(error).toMatchObject({ exitCode: 78, message: expect.not.stringContaining('hunter2') });
    }
  });

  describe('with secrets in files', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'certloom-config-'));
    const file = (name: string, content: string) => {
      writeFileSync(path.join(folder, name), content);
      return path.join(folder, name);
    };
    afterAll(() => rmSync(folder, { recursive: true }));

    it('drops one newline at the end', () => {
      const config = loadConfig({ CERTLOOM_ADMIN_KEY_FILE: file('key', `${'k'.repeat(20)}\n`) });
      expect(config.adminKey).toBe('k'.repeat(20));
      expect(config.given).toEqual(new Set(['CERTLOOM_ADMIN_KEY']));
    });

    it('refuses both forms at once and an empty file', () => {
      const key = file('other', 'k'.repeat(20));
      expect(faultsOf({ CERTLOOM_ADMIN_KEY: 'k'.repeat(20), CERTLOOM_ADMIN_KEY_FILE: key })).toEqual([
        'CERTLOOM_ADMIN_KEY and CERTLOOM_ADMIN_KEY_FILE are both set: leave one out',
      ]);
      expect(faultsOf({ MONGODB_URI_FILE: file('empty', '\n') })).toEqual(['MONGODB_URI_FILE: the file is empty']);
    });
  });
});

describe('describeConfig', () => {
  it('shows neither secrets nor user info nor queries', () => {
    const lines = describeConfig(
      loadConfig({
        CERTLOOM_ADMIN_KEY: 'hunter2-hunter2-hunter2',
        MONGODB_URI: 'mongodb://u:hunter2@a.example:1,b.example:2/x?password=hunter2',
        SMTP_URL: 'smtps://me%40x:hunter2@mail.example:465',
      }),
    );
    expect(lines.join('\n')).not.toContain('hunter2');
    expect(lines).toContain('CERTLOOM_ADMIN_KEY = [set]');
    expect(lines).toContain('CERTLOOM_MASTER_KEY = [unset]');
    expect(lines).toContain('MONGODB_URI = mongodb://a.example:1,b.example:2/x');
    expect(lines).toContain('SMTP_URL = smtps://mail.example:465');
    expect(lines).toContain('CERTLOOM_PORT = 8080 (default)');
    expect(lines).toHaveLength(settingRows.length);
  });

  it('shows switches in the words that they are set with', () => {
    const lines = describeConfig(
      loadConfig({
        CERTLOOM_TEMPORAL_ENCRYPTION: 'off',
        TEMPORAL_ADDRESS: 'temporal.example:7233',
        TEMPORAL_TLS: 'on',
      }),
    );
    expect(lines).toContain('CERTLOOM_TEMPORAL_UI = on (default)');
    expect(lines).toContain('CERTLOOM_TEMPORAL_ENCRYPTION = off');
    expect(lines).toContain('TEMPORAL_TLS = on');
    expect(lines.filter((line) => /= (true|false)\b/.test(line))).toEqual([]);
  });

  it.each([
    ['smtp://mail.example', 'smtp://mail.example'],
    ['smtp://u:p@ss@mail.example/x?y#z', 'smtp://mail.example/x'],
    ['127.0.0.1:7233', '127.0.0.1:7233'],
    ['mongodb://u:p%40@[::1]:27017/x', 'mongodb://[::1]:27017/x'],
  ])('shortens %s', (address, shown) => {
    expect(redactAddress(address)).toBe(shown);
  });
});

describe('a command', () => {
  it.each([
    ['pwsh', ['pwsh']],
    ['dotnet  /opt/pwsh.dll', ['dotnet', '/opt/pwsh.dll']],
    ['["dotnet", "/opt/with blank/pwsh.dll"]', ['dotnet', '/opt/with blank/pwsh.dll']],
  ])('may be written as %s', (text, words) => {
    expect(loadConfig({ CERTLOOM_PWSH: text }).pwshCommand).toEqual(words);
  });
});

describe('settingRows', () => {
  it('documents every setting once', () => {
    expect(new Set(settingRows.map((row) => row.name)).size).toBe(settingRows.length);
    for (const row of settingRows) expect([row.type, row.default, row.effect]).not.toContain('');
    expect(settingRows.filter((row) => row.fileTwin).map((row) => row.name)).toEqual([
      'CERTLOOM_ADMIN_KEY',
      'CERTLOOM_MASTER_KEY',
      'CERTLOOM_OLD_MASTER_KEYS',
      'CERTLOOM_PAYLOAD_KEY',
      'CERTLOOM_CONTEXT_KEY',
      'CERTLOOM_CONTEXT_PUBLIC_KEYS',
      'HTTPS_PROXY',
      'CERTLOOM_OUTBOUND_CA',
      'SMTP_URL',
      'SMTP_CA',
      'CERTLOOM_DKIM_KEY',
      'SYSLOG_URL',
      'SYSLOG_TLS_CERT',
      'SYSLOG_TLS_KEY',
      'TEMPORAL_TLS_CA',
      'TEMPORAL_TLS_CERT',
      'TEMPORAL_TLS_KEY',
      'TEMPORAL_API_KEY',
      'MONGODB_URI',
    ]);
  });
});
