import { hkdfSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { derivedKey, keptSecret, loadMasterKeys, payloadKeys } from './kept-secrets';

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('keptSecret', () => {
  it('makes a secret once, readable by its owner only', () => {
    const dataDir = path.join(folder, 'new', 'data');
    const first = keptSecret(dataDir, 'admin.key', () => 'one');
    const second = keptSecret(dataDir, 'admin.key', () => 'two');
    expect(first).toMatchObject({ value: 'one', made: true });
    expect(second).toMatchObject({ value: 'one', made: false });
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
    expect(readFileSync(first.file, 'utf8')).toBe('one\n');
  });

  it('takes the secret of a process that was quicker', () => {
    const value = keptSecret(folder, 'raced.key', () => {
      keptSecret(folder, 'raced.key', () => 'quicker');
      return 'slower';
    });
    expect(value).toMatchObject({ value: 'quicker', made: false });
  });
});

describe('loadMasterKeys', () => {
  const keysOf = (dataDir: string, masterKey?: string, oldMasterKeys: string[] = []) =>
    loadMasterKeys({ dataDir, masterKey, oldMasterKeys });

  it('stays the same over starts and follows the variable', () => {
    const made = keysOf(folder);
    expect(made.map((key) => key.length)).toEqual([32]);
    expect(keysOf(folder)).toEqual(made);
    const given = keysOf(folder, 'k'.repeat(32));
    expect(given).not.toEqual(made);
    expect(keysOf('/nowhere', 'k'.repeat(32))).toEqual(given);
  });

  it('puts earlier keys behind the present one', () => {
    const [before] = keysOf('/nowhere', 'a'.repeat(32));
    const [after, ...earlier] = keysOf('/nowhere', 'b'.repeat(32), ['a'.repeat(32)]);
    expect(earlier).toEqual([before]);
    expect(after).not.toEqual(before);
  });
});

describe('payloadKeys', () => {
  it('puts keys of its own before those of the master keys, which stay what they were', () => {
    const masters = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const ofMasters = masters.map((key) => derivedKey(key, 'temporal payloads'));
    expect(payloadKeys({ payloadKey: [] }, masters)).toEqual(ofMasters);
    const own = Buffer.alloc(32, 3);
    expect(payloadKeys({ payloadKey: [own] }, masters)).toEqual([own, ...ofMasters]);
    // HKDF-SHA-256 without salt; whoever changes this cannot open histories of before.
    expect(ofMasters[0]!.toString('hex')).toBe(
      Buffer.from(hkdfSync('sha256', masters[0]!, '', 'certloom temporal payloads', 32)).toString('hex'),
    );
  });
});
