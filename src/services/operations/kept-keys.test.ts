import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createSecretBox } from '../../secrets/secret-box';
import type { KeptKey } from '../../store/operations/kept-keys';
import { createKeptKeys } from './kept-keys';

const at = new Date('2030-01-01T00:00:00Z');
const { privateKey } = generateKeyPairSync('ed25519');

function keeping(rows: KeptKey[], masterKey = randomBytes(32)) {
  const store = {
    keep: async (key: KeptKey) => void rows.push(key),
    ofCertificate: async (uuid: string) => rows.find(({ certificates }) => certificates.includes(uuid)) ?? null,
  };
  return createKeptKeys({ store, box: createSecretBox([masterKey]), now: () => at });
}

it('keeps a key sealed, for its certificate only', async () => {
  const rows: KeptKey[] = [];
  const keys = keeping(rows);
  await keys.keep('k1', privateKey);
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  expect(rows).toMatchObject([{ spkiSha256: 'k1', certificates: [], createdAt: at }]);
  expect(rows[0]!.sealedKey).not.toContain(pkcs8);
  await expect(keys.open('c-1')).rejects.toMatchObject({ code: 'not_found' });
  const held = { ...rows[0]!, certificates: ['c-1'] };
  rows[0] = held;
  expect((await keys.open('c-1')).equals(privateKey)).toBe(true);
  rows[0] = { ...held, spkiSha256: 'k2' };
  await expect(keys.open('c-1')).rejects.toMatchObject({ code: 'invalid_state' });
});

it('says what to do when the master key is another one', async () => {
  const rows: KeptKey[] = [];
  await keeping(rows).keep('k1', privateKey);
  rows[0] = { ...rows[0]!, certificates: ['c-1'] };
  await expect(keeping(rows).open('c-1')).rejects.toThrow('CERTLOOM_OLD_MASTER_KEYS');
});
