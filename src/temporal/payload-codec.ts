import { createCipheriv, createDecipheriv, createHash, randomFillSync } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';

/** Names of Temporal's own encryption samples, which codec servers look for. */
export const encryptedEncoding = 'binary/encrypted';
const keyIdEntry = 'encryption-key-id';

const nonceBytes = 12;
const tagBytes = 16;
const wire = temporal.api.common.v1.Payload;

interface Key {
  readonly id: string;
  readonly idBytes: Buffer;
  readonly bytes: Buffer;
}

/**
 * Seals what Certloom hands to Temporal (arguments, results, heartbeats, memo, summaries) with AES-256-GCM, a fresh
 * nonce each. The key's id stands in the metadata and is authenticated. What was written before, in plain, is passed on
 * as it is; a payload under a key that is not among these throws, so that its task waits for the key.
 * @param keys 32 bytes each; the first one seals, all of them open, so that a key can be replaced
 * @param seals false: only opens, for an installation that has switched the encryption off
 */
export function createPayloadCodec(keys: readonly Buffer[], seals = true): PayloadCodec {
  const [first, ...older] = keys.map(keyOf);
  if (first === undefined) throw new RangeError('The payload codec needs a key.');
  const byId = new Map([first, ...older].map((key) => [key.id, key]));
  return {
    // Synchronous inside: a payload is some hundred bytes, and a thread would cost more than the cipher.
    encode: async (payloads) => (seals ? payloads.map((payload) => seal(payload, first)) : payloads),
    decode: async (payloads) => payloads.map((payload) => open(payload, byId)),
  };
}

function keyOf(bytes: Buffer): Key {
  if (bytes.length !== 32) throw new RangeError('A key of the payload codec must be 32 bytes long.');
  const id = createHash('sha256').update('certloom payload key id\n').update(bytes).digest('hex').slice(0, 16);
  return { id, idBytes: Buffer.from(id), bytes };
}

const encodingBytes = Buffer.from(encryptedEncoding);

function seal(payload: Payload, { bytes, idBytes }: Key): Payload {
  const plain = wire.encode(payload).finish();
  const nonce = randomFillSync(Buffer.allocUnsafe(nonceBytes));
  const cipher = createCipheriv('aes-256-gcm', bytes, nonce).setAAD(idBytes);
  const sealed = [nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
  return { metadata: { encoding: encodingBytes, [keyIdEntry]: idBytes }, data: Buffer.concat(sealed) };
}

function open(payload: Payload, byId: ReadonlyMap<string, Key>): Payload {
  const { metadata, data } = payload;
  if (textOf(metadata?.['encoding']) !== encryptedEncoding) return payload;
  const id = textOf(metadata?.[keyIdEntry]);
  const key = byId.get(id);
  if (key === undefined) {
    throw new Error(`A payload is sealed under a key that is not configured (${id.replace(/[^0-9a-f]/g, '?')}).`);
  }
  if (!data || data.length < nonceBytes + tagBytes) throw new Error('A sealed payload is cut.');
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, data.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  }).setAAD(key.idBytes);
  decipher.setAuthTag(data.subarray(-tagBytes));
  const body = data.subarray(nonceBytes, -tagBytes);
  return wire.decode(Buffer.concat([decipher.update(body), decipher.final()]));
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1') : '';
}
