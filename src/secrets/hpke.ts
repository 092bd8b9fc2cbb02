/**
 * Hybrid public key encryption (RFC 9180) in its base mode, one message to a recipient: DHKEM(X25519, HKDF-SHA256),
 * HKDF-SHA256, AES-256-GCM. Anybody can seal who has the public key; only who has the private key opens. Names are those
 * of the RFC.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';

const keyBytes = 32;
const tagBytes = 16;
const empty = Buffer.alloc(0);

/** Section 7: kem_id, kdf_id and aead_id. */
const kemSuite = Buffer.from([...Buffer.from('KEM'), 0x00, 0x20]);
const suite = Buffer.from([...Buffer.from('HPKE'), 0x00, 0x20, 0x00, 0x01, 0x00, 0x02]);

// RFC 8410, section 7: what stands before the 32 bytes in DER.
const privateHead = Buffer.from('302e020100300506032b656e04220420', 'hex');
const publicHead = Buffer.from('302a300506032b656e032100', 'hex');

/** @param raw 32 bytes, any of them (RFC 7748, section 5) */
export function x25519PrivateKey(raw: Buffer): KeyObject {
  if (raw.length !== keyBytes) throw new RangeError('An X25519 key has 32 bytes.');
  return createPrivateKey({ key: Buffer.concat([privateHead, raw]), format: 'der', type: 'pkcs8' });
}

/** The 32 bytes of the public key that belongs to it. */
export function publicBytesOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(publicHead.length);
}

/**
 * Seals a message to a public key. Throws on a public key of small order.
 * @param recipient 32 bytes of an X25519 public key
 * @param info what the message is for; opening needs the same
 * @returns the encapsulated key, 32 bytes, followed by ciphertext and tag
 */
export function sealTo(recipient: Buffer, message: Buffer, info: Buffer): Buffer {
  const ephemeral = generateKeyPairSync('x25519').privateKey;
  const enc = publicBytesOf(ephemeral);
  const { key, nonce } = schedule(agree(ephemeral, recipient, Buffer.concat([enc, recipient])), info);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([enc, cipher.update(message), cipher.final(), cipher.getAuthTag()]);
}

/** The way back. Throws when anything of it was changed, or was sealed to another key or for something else. */
export function openWith(recipient: KeyObject, sealed: Buffer, info: Buffer): Buffer {
  if (sealed.length < keyBytes + tagBytes) throw new RangeError('A sealed message is cut.');
  const enc = sealed.subarray(0, keyBytes);
  const { key, nonce } = schedule(agree(recipient, enc, Buffer.concat([enc, publicBytesOf(recipient)])), info);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(keyBytes, -tagBytes)), decipher.final()]);
}

/** Section 4.1: the shared secret. OpenSSL refuses a public key that makes it all zeros. */
function agree(own: KeyObject, other: Buffer, kemContext: Buffer): Buffer {
  const publicKey = createPublicKey({ key: Buffer.concat([publicHead, other]), format: 'der', type: 'spki' });
  const dh = diffieHellman({ privateKey: own, publicKey });
  return expand(kemSuite, extract(kemSuite, empty, 'eae_prk', dh), 'shared_secret', kemContext, keyBytes);
}

/** Section 5.1, mode_base; the first message of a context is sealed under the base nonce itself. */
function schedule(sharedSecret: Buffer, info: Buffer): { key: Buffer; nonce: Buffer } {
  const context = Buffer.concat([
    Buffer.from([0x00]),
    extract(suite, empty, 'psk_id_hash', empty),
    extract(suite, empty, 'info_hash', info),
  ]);
  const secret = extract(suite, sharedSecret, 'secret', empty);
  return {
    key: expand(suite, secret, 'key', context, keyBytes),
    nonce: expand(suite, secret, 'base_nonce', context, 12),
  };
}

function extract(suiteId: Buffer, salt: Buffer, label: string, ikm: Buffer): Buffer {
  return hmac(salt.length === 0 ? Buffer.alloc(keyBytes) : salt, [
    Buffer.from('HPKE-v1'),
    suiteId,
    Buffer.from(label),
    ikm,
  ]);
}

/** HKDF-Expand (RFC 5869) of at most one block, which is all that is needed here. */
function expand(suiteId: Buffer, prk: Buffer, label: string, info: Buffer, length: number): Buffer {
  const head = [Buffer.from([0x00, length]), Buffer.from('HPKE-v1'), suiteId, Buffer.from(label)];
  return hmac(prk, [...head, info, Buffer.from([0x01])]).subarray(0, length);
}

function hmac(key: Buffer, parts: readonly Buffer[]): Buffer {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
