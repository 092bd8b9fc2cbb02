import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../config/config';
import { loadMasterKeys, payloadKeys } from '../../config/kept-secrets';
import { contextKeyFile, payloadKeyText } from './commands';

describe('the file of a key of a context', () => {
  it('is taken by CERTLOOM_CONTEXT_KEY, and the public key in its remark by CERTLOOM_CONTEXT_PUBLIC_KEYS', () => {
    const file = contextKeyFile('service');
    const [publicKey] = /clc_public_\S+/.exec(file)!;
    const config = loadConfig({ CERTLOOM_CONTEXT_KEY: file, CERTLOOM_CONTEXT_PUBLIC_KEYS: publicKey });
    expect(config.contextKey).toEqual([expect.stringMatching(/^clc_private_service_[\w-]{43}$/)]);
    expect(config.contextPublicKeys).toEqual([publicKey]);
  });

  it('is another each time, and both contexts may stand in one', () => {
    const files = [contextKeyFile('api'), contextKeyFile('service'), contextKeyFile('api')];
    expect(new Set(loadConfig({ CERTLOOM_CONTEXT_KEY: files.join('') }).contextKey).size).toBe(3);
  });
});

describe('the key of payloads', () => {
  it('is that of the master key in the data folder, and opens the same as a worker’s own', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'certloom-payload-'));
    try {
      const env = { CERTLOOM_DATA_DIR: folder };
      expect(() => payloadKeyText(env)).toThrow(/master\.key is not there/);
      const ofMaster = payloadKeys({ payloadKey: [] }, loadMasterKeys(loadConfig(env)));
      const text = payloadKeyText(env);
      expect(loadConfig({ CERTLOOM_PAYLOAD_KEY: text }).payloadKey).toEqual(ofMaster);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is the first one that is configured', () => {
    const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)].map((key) => key.toString('base64'));
    expect(payloadKeyText({ CERTLOOM_PAYLOAD_KEY: `${first}, ${second}` })).toBe(
      Buffer.alloc(32, 1).toString('base64url'),
    );
  });
});
