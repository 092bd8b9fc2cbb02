import { createHash } from 'node:crypto';
import type { SshKeyFields } from '../../domain/ssh-keys/ssh-key';

export type PublicKeyFacts = Pick<SshKeyFields, 'fingerprint' | 'keyType' | 'keyLength' | 'comment'>;

/** Bits of the kinds that say it by their name; of RSA and DSA the number counts. */
const lengths: Readonly<Record<string, number>> = {
  'ssh-ed25519': 256,
  'ssh-ed448': 456,
  'ecdsa-sha2-nistp256': 256,
  'ecdsa-sha2-nistp384': 384,
  'ecdsa-sha2-nistp521': 521,
  'sk-ssh-ed25519@openssh.com': 256,
  'sk-ecdsa-sha2-nistp256@openssh.com': 256,
};
const longestKey = 16_384;

/**
 * Reads one line of a `.pub` or `authorized_keys` file: options, kind, key in base64, comment (RFC 4253, section 6.6;
 * sshd(8)). Null for everything else: private keys, certificates, several lines.
 */
export function readPublicKey(text: string): PublicKeyFacts | null {
  const line = text.trim();
  const found = /(?:^|\s)([a-z][a-z0-9@.-]{2,63})[ \t]+([A-Za-z0-9+/]+={0,2})(?:[ \t]+([^\r\n]*))?$/.exec(line);
  if (found === null || /[\r\n]/.test(line)) return null;
  const [, keyType = '', encoded = '', comment = ''] = found;
  const blob = Buffer.from(encoded, 'base64');
  const fields = fieldsOf(blob);
  if (fields?.[0]?.toString('latin1') !== keyType) return null;
  const keyLength = lengths[keyType] ?? numberLength(keyType, fields);
  if (keyLength === null || keyLength === 0 || keyLength > longestKey) return null;
  const hash = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  return { fingerprint: `SHA256:${hash}`, keyType, keyLength, comment: comment.trim().slice(0, 200) };
}

/** The strings of a key (RFC 4251, section 5); null when they do not fill it. */
function fieldsOf(blob: Buffer): Buffer[] | null {
  const fields: Buffer[] = [];
  for (let at = 0; at < blob.length;) {
    if (at + 4 > blob.length || fields.length === 10) return null;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return null;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

/** Of `e, n` for RSA, `p, q, g, y` for DSA. */
function numberLength(keyType: string, fields: readonly Buffer[]): number | null {
  const number = keyType === 'ssh-rsa' ? fields[2] : keyType === 'ssh-dss' ? fields[1] : undefined;
  if (number === undefined) return null;
  const first = number.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (number.length - first) * 8 - Math.clz32(number[first]!) + 24;
}
