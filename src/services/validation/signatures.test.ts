import { constants, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { SignedBytes } from '../../domain/validation/path-certificate';
import { explicit, integer, nothing, objectIdentifier, sequence } from '../../x509/der-writer';
import { verifySignature } from './signatures';

const tbs = Buffer.from('what is signed');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const ed25519 = generateKeyPairSync('ed25519');

function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

function signed(algorithmName: string, signature: Uint8Array, rest: Partial<SignedBytes> = {}): SignedBytes {
  return { tbs, signature, algorithmName, algorithm: Buffer.alloc(0), ...rest };
}

function pss(digest: string, mask: string, saltLength: number): Buffer {
  const hash = (oid: string) => sequence(objectIdentifier(oid), nothing);
  const generator = sequence(objectIdentifier('1.2.840.113549.1.1.8'), hash(mask));
  const parameters = sequence(explicit(0, hash(digest)), explicit(1, generator), explicit(2, integer(saltLength)));
  return sequence(objectIdentifier('1.2.840.113549.1.1.10'), parameters);
}

const SHA256 = '2.16.840.1.101.3.4.2.1';
const SHA384 = '2.16.840.1.101.3.4.2.2';

describe('verifySignature', () => {
  it.each<[string, { publicKey: KeyObject; privateKey: KeyObject }, string | null]>([
    ['sha256WithRSAEncryption', rsa, 'sha256'],
    ['sha1WithRSAEncryption', rsa, 'sha1'],
    ['sha512-256WithRSAEncryption', rsa, 'sha512-256'],
    ['ecdsa-with-SHA384', ec, 'sha384'],
    ['ecdsa_with_SHA3-256', ec, 'sha3-256'],
    ['ed25519', ed25519, null],
  ])('knows good from bad: %s', async (name, { publicKey, privateKey }, digest) => {
    const signature = sign(digest, tbs, privateKey);
    expect(await verifySignature(signed(name, signature), spkiOf(publicKey))).toBe('good');
    expect(await verifySignature(signed(name, signature, { tbs: Buffer.from('else') }), spkiOf(publicKey))).toBe('bad');
  });

  it('reads the parameters of RSASSA-PSS', async () => {
    const key = { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 20 };
    const signature = sign('sha256', tbs, key);
    const verdict = (algorithm: Buffer) =>
      verifySignature(signed('rsassaPss', signature, { algorithm }), spkiOf(rsa.publicKey));
    expect(await verdict(pss(SHA256, SHA256, 20))).toBe('good');
    expect(await verdict(pss(SHA256, SHA256, 32))).toBe('bad');
    expect(await verdict(pss(SHA256, SHA384, 20))).toBe('not_run');
    expect(await verdict(Buffer.from([0x30, 0x00]))).toBe('not_run');
  });

  it.each([
    ['sha256WithRSAEncryption', ec.publicKey, 'bad'],
    ['ecdsa-with-SHA256', rsa.publicKey, 'bad'],
    ['ed25519', rsa.publicKey, 'bad'],
    ['1.2.3.4', rsa.publicKey, 'not_run'],
    ['2.16.840.1.114027.80.8.1.21', rsa.publicKey, 'not_run'],
    ['SM2-with-SM3', ec.publicKey, 'not_run'],
  ])('%s by a key of another kind, or of no known scheme', async (name, key, expected) => {
    expect(await verifySignature(signed(name, Buffer.alloc(64)), spkiOf(key))).toBe(expected);
  });

  it('cannot run with a key that cannot be loaded', async () => {
    expect(await verifySignature(signed('sha256WithRSAEncryption', Buffer.alloc(8)), Buffer.alloc(20))).toBe('not_run');
  });

  it('lets other threads compute what is large', async () => {
    const large = Buffer.alloc(1 << 20, 7);
    const signature = sign('sha256', large, rsa.privateKey);
    const pending = verifySignature(
      signed('sha256WithRSAEncryption', signature, { tbs: large }),
      spkiOf(rsa.publicKey),
    );
    expect(pending).toBeInstanceOf(Promise);
    expect(await pending).toBe('good');
  });
});
