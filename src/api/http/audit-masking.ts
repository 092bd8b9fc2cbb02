import { isSecretType } from '../../domain/attributes/attribute';

const mask = '***';
const maxDepth = 40;

/** Member names whose values are never recorded, compared in lower case without `-` and `_`. */
const secretMembers = new Set([
  'password',
  'currentpassword',
  'passphrase',
  'passwd',
  'pwd',
  'secret',
  'secrets',
  'secretkey',
  'clientsecret',
  'webhooksecret',
  'signingsecret',
  'routingkey',
  'token',
  'accesstoken',
  'refreshtoken',
  'bearertoken',
  'apikey',
  'xapikey',
  'key',
  'privatekey',
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'credential',
  'credentials',
  'pin',
]);

/** Channels whose whole address is a secret: who knows it may post. */
const secretAddressChannels = new Set(['slack', 'teams']);
const privateKeyBlock = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----/;
/** The start of the same text as base64, at each of its three alignments, and of a JSON web key's private part. */
const encodedPrivateKey = /LS0tLS1CRUdJTiB[A-Za-z0-9+/]{0,60}(?:UFJJVkFURSBLRVk|BSSVZBVEUgS0VZ|QUklWQVRFIEtFW)/;

/**
 * A copy as plain JSON in which secrets are `***`: members with the names above, contents of secret attributes (by
 * their `contentType`, or by name or uuid when `secretAttributes` has it), user information in addresses, and text
 * that holds a private key. Dates become RFC 3339; `undefined` members go; what lies deeper than 40 levels is cut.
 */
export function maskForAudit(value: unknown, secretAttributes: ReadonlySet<string> = new Set()): unknown {
  return masked(value, secretAttributes, 0);
}

function masked(value: unknown, secrets: ReadonlySet<string>, depth: number): unknown {
  if (typeof value === 'string') return maskedText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol' || value === undefined) return null;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Buffer.isBuffer(value)) return maskedText(value.toString('base64'));
  if (depth >= maxDepth) return '[cut]';
  if (Array.isArray(value)) return value.map((item: unknown) => masked(item, secrets, depth + 1));
  return maskedObject(value as Record<string, unknown>, secrets, depth);
}

function maskedObject(value: Record<string, unknown>, secrets: ReadonlySet<string>, depth: number): unknown {
  const hidesContent = isSecretAttribute(value, secrets);
  const hidesAddress = secretAddressChannels.has(String(value['type']));
  const copy = new Map<string, unknown>();
  for (const [member, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const hidden =
      isSecretMember(member) ||
      secrets.has(member) ||
      (hidesContent && ['content', 'data', 'value'].includes(member)) ||
      (hidesAddress && member === 'url');
    copy.set(member, hidden && inner !== null && typeof inner !== 'boolean' ? mask : masked(inner, secrets, depth + 1));
  }
  return Object.fromEntries(copy);
}

function isSecretMember(member: string): boolean {
  return secretMembers.has(member.toLowerCase().replace(/[-_]/g, ''));
}

function isSecretAttribute(value: Record<string, unknown>, secrets: ReadonlySet<string>): boolean {
  const named = (member: string) => {
    const text = value[member];
    return typeof text === 'string' && secrets.has(text);
  };
  return (
    isSecretType(String(value['contentType'])) ||
    ['name', 'uuid', 'attribute', 'attributeUuid', 'definitionUuid', 'target'].some(named)
  );
}

function maskedText(value: string): string {
  if (privateKeyBlock.test(value) || encodedPrivateKey.test(value)) return mask;
  return value.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@\s]+@/i, `$1${mask}@`);
}
