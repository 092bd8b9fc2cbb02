/** ACME servers of others: pebble and step-ca, with a name server that leads every name to this machine. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineStartError, startEngine, type EngineProcess } from '../../src/embedded/engine-process';
import { choosePort } from '../../src/embedded/ports';
import { keyIdentifier, writeCertificate } from '../../src/x509/certificate-writer';
import { writeName } from '../../src/x509/name-writer';
import { pemOf } from '../../src/x509/pem-writer';
import { createSigner } from '../../src/x509/signer';
import { goProgram, goPrograms, type GoProgram } from './go-programs';
import { provisionerJwe, provisionerPublicKey } from './step-ca-provisioner';

const freePort = () => choosePort({ variable: 'none', wanted: 0, strict: false });
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface AcmeServers {
  readonly pebbleDirectory: string;
  /** Address of pebble's management, which says what renewal information it gives. */
  readonly pebbleManagement: string;
  /** Address where records of the name server are set that both ask by default. */
  readonly dnsManagement: string;
  readonly stepDirectory: string;
  /** Address of step-ca's own API, and the name of the provisioner of `step-ca-provisioner.ts` there. */
  readonly stepUrl: string;
  readonly stepProvisioner: string;
  /** Another with the same key: the organization is the field `A` of the request, the unit all its fields in JSON. */
  readonly stepFieldsProvisioner: string;
  /** PEM of what both servers' TLS certificates are checked against. */
  readonly trust: string;
  /** Where servers ask for http-01. */
  readonly challengePort: number;
  readonly bindingKeyId: string;
  readonly bindingKey: string;
  pebbleLog(): string;
  stepLog(): string;
  stop(): Promise<void>;
}

export interface AcmeServerOptions {
  /** Part of nonces that pebble refuses, in percent. */
  readonly nonceRejectPercent: number;
  /** Name server that both ask; by default one that leads every name here. */
  readonly nameServer?: string;
}

const fieldsTemplate = `{
  "subject": {
    "commonName": {{ toJson .Subject.CommonName }},
    "organization": {{ toJson .Insecure.User.A }},
    "organizationalUnit": {{ toJson (toJson .Insecure.User) }}
  },
  "sans": {{ toJson .SANs }},
  "keyUsage": ["digitalSignature"],
  "extKeyUsage": ["serverAuth", "clientAuth"]
}`;

interface Made {
  readonly der: Buffer;
  readonly key: KeyObject;
  readonly subject: Buffer;
  readonly spki: Buffer;
}

async function certificate(name: string, issuer: Made | null, ca: boolean): Promise<Made> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const subject = writeName([['CN', name]]);
  const day = 86_400_000;
  const der = await writeCertificate(
    {
      serial: Buffer.from([1, name.length, ca ? 1 : 2]),
      issuer: issuer?.subject ?? subject,
      subject,
      spki,
      notBefore: new Date(Date.now() - day),
      notAfter: new Date(Date.now() + 365 * day),
      ca: ca ? { pathLength: issuer === null ? null : 0 } : null,
      keyUsage: ca ? ['keyCertSign', 'cRLSign'] : ['digitalSignature'],
      extendedKeyUsage: ca ? [] : ['serverAuth'],
      names: ca ? [] : ['dNSName:localhost', 'iPAddress:127.0.0.1'],
      authorityKeyId: keyIdentifier(issuer?.spki ?? spki),
      crlUrl: null,
      issuerUrl: null,
      ocspUrl: null,
    },
    createSigner('ecP256', issuer?.key ?? privateKey),
  );
  return { der, key: privateKey, subject, spki };
}

const pem = ({ der }: Made) => pemOf('CERTIFICATE', der);
const keyPem = ({ key }: Made) =>
  createPrivateKey(key.export({ format: 'pem', type: 'pkcs8' })).export({ format: 'pem', type: 'sec1' });

/** Ports were free a moment before they are used: when somebody else was quicker, all is begun again. */
export function startAcmeServers(options: AcmeServerOptions): Promise<AcmeServers> {
  return startOnce(options).catch((error: unknown) => {
    if (!(error instanceof EngineStartError)) throw error;
    return startOnce(options);
  });
}

async function startOnce({ nonceRejectPercent, nameServer }: AcmeServerOptions): Promise<AcmeServers> {
  const folder = mkdtempSync(join(tmpdir(), 'certloom-acme-'));
  const running: EngineProcess[] = [];
  const stop = async () => {
    await Promise.all(running.map((one) => one.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const file = (name: string, content: string | Buffer | object) => {
    const path = join(folder, name);
    const text = typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content);
    writeFileSync(path, text);
    return path;
  };
  const start = async (program: GoProgram, args: string[], ready: () => Promise<void>, env = {}) => {
    const engine = await startEngine(
      {
        name: program.path,
        program: await goProgram(program),
        args,
        env: { ...process.env, ...env },
        logFile: join(folder, `${program.path.split('/').at(-1)}.log`),
        ready,
        readyLimitMs: 30_000,
        stopGraceMs: 5_000,
      },
      { log: quiet },
    );
    running.push(engine);
  };

  try {
    const root = await certificate('Test Root', null, true);
    const issuing = await certificate('Test Issuing', root, true);
    const server = await certificate('localhost', root, false);
    const trust = pem(root);
    const [challengePort, dnsPort, dnsManagement] = [await freePort(), await freePort(), await freePort()];
    const [pebblePort, pebbleManagement, stepPort] = [await freePort(), await freePort(), await freePort()];
    const dns = `127.0.0.1:${dnsPort}`;
    await start(
      goPrograms.challtestsrv,
      [
        '-dnsserver',
        dns,
        '-defaultIPv4',
        '127.0.0.1',
        '-defaultIPv6',
        '',
        '-management',
        `127.0.0.1:${dnsManagement}`,
      ].concat(['-http01', '', '-https01', '', '-tlsalpn01', '', '-doh', '']),
      () => reachable(dnsManagement),
    );
    const binding = { keyId: 'kid-1', key: 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W' };
    const pebble = {
      listenAddress: `127.0.0.1:${pebblePort}`,
      managementListenAddress: `127.0.0.1:${pebbleManagement}`,
      certificate: file('server.pem', pem(server)),
      privateKey: file('server.key', keyPem(server)),
      httpPort: challengePort,
      tlsPort: challengePort,
      externalAccountBindingRequired: false,
      externalAccountMACKeys: { [binding.keyId]: binding.key },
      domainBlocklist: ['blocked.example'],
      retryAfter: { authz: 1, order: 1 },
      keyAlgorithm: 'ecdsa',
      profiles: { default: { description: 'usual', validityPeriod: 7_776_000 } },
    };
    await start(
      goPrograms.pebble,
      ['-config', file('pebble.json', { pebble }), '-dnsserver', nameServer ?? dns],
      () => answers(`https://127.0.0.1:${pebblePort}/dir`, trust),
      { PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: String(nonceRejectPercent), PEBBLE_AUTHZREUSE: '0' },
    );
    mkdirSync(join(folder, 'db'));
    const jwk = { type: 'JWK', name: 'certloom', key: provisionerPublicKey, encryptedKey: provisionerJwe };
    const fieldsJwk = { ...jwk, name: 'certloom-fields', options: { x509: { template: fieldsTemplate } } };
    const step = {
      root: file('root.pem', trust),
      crt: file('issuing.pem', pem(issuing)),
      key: file('issuing.key', keyPem(issuing)),
      address: `127.0.0.1:${stepPort}`,
      dnsNames: ['127.0.0.1', 'localhost'],
      logger: { format: 'text' },
      db: { type: 'bbolt', dataSource: join(folder, 'db', 'step.db') },
      crl: { enabled: true, generateOnRevoke: true },
      authority: { provisioners: [{ type: 'ACME', name: 'acme' }, jwk, fieldsJwk] },
    };
    await start(
      goPrograms.stepCa,
      [
        '--insecure',
        '--acme-http-port',
        String(challengePort),
        '--resolver',
        nameServer ?? dns,
        file('step.json', step),
      ],
      () => answers(`https://127.0.0.1:${stepPort}/acme/acme/directory`, trust),
    );
    return {
      pebbleDirectory: `https://127.0.0.1:${pebblePort}/dir`,
      pebbleManagement: `https://127.0.0.1:${pebbleManagement}`,
      dnsManagement: `http://127.0.0.1:${dnsManagement}`,
      stepDirectory: `https://127.0.0.1:${stepPort}/acme/acme/directory`,
      stepUrl: `https://127.0.0.1:${stepPort}`,
      stepProvisioner: jwk.name,
      stepFieldsProvisioner: fieldsJwk.name,
      trust,
      challengePort,
      bindingKeyId: binding.keyId,
      bindingKey: binding.key,
      pebbleLog: () => readFileSync(join(folder, 'pebble.log'), 'utf8'),
      stepLog: () => readFileSync(join(folder, 'step-ca.log'), 'utf8'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function reachable(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}

function answers(url: string, ca: string): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url, { ca, headers: { 'user-agent': 'certloom-tests' } }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`status ${response.statusCode}`));
    })
      .on('error', reject)
      .end();
  });
}
