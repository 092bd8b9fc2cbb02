import { isPlainObject } from '../../domain/values/json';

/** Of one side of a visit, as JSON. */
const mostBytes = 64 * 1024;
const mostText = 2_000;
const mask = '***';
/** Names of members whose values are secrets, in lower case without `-` and `_`. */
const secretNames =
  /^(?:.*password|passphrase|pwd|.*secret|.*token|apikey|xapikey|privatekey|(?:proxy)?authorization|(?:set)?cookie|credentials?)$/;
const privateKey = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----/;
const hook = /\/hooks\/[A-Za-z0-9_-]{20,}/g;

/**
 * What the record of a visit keeps of its inputs or outputs: secrets masked, and large texts cut. What is passed on to
 * later steps is not touched by this.
 */
export function forTheRecord(
  value: Readonly<Record<string, unknown>> | null,
): Readonly<Record<string, unknown>> | null {
  if (value === null) return null;
  const masked = maskedOf(value) as Record<string, unknown>;
  if (Buffer.byteLength(JSON.stringify(masked)) <= mostBytes) return masked;
  const short = cut(masked) as Record<string, unknown>;
  if (Buffer.byteLength(JSON.stringify(short)) <= mostBytes) return short;
  return Object.fromEntries(
    Object.keys(masked)
      .slice(0, 100)
      .map((name) => [name.slice(0, 100), '[cut]']),
  );
}

/** A copy with secrets as `***`. */
export function maskedOf(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return privateKey.test(value) ? mask : value.replace(hook, `/hooks/${mask}`);
  if (value instanceof Date) return value.toISOString();
  if (depth > 40) return '[cut]';
  if (Array.isArray(value)) return value.map((one) => maskedOf(one, depth + 1));
  if (!isPlainObject(value)) return typeof value === 'object' && value !== null ? null : value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const isSecret = secretNames.test(name.toLowerCase().replace(/[-_]/g, ''));
      return [name, isSecret && inner !== null && typeof inner !== 'boolean' ? mask : maskedOf(inner, depth + 1)];
    }),
  );
}

function cut(value: unknown): unknown {
  if (typeof value === 'string') return value.length <= mostText ? value : `${value.slice(0, mostText)}…`;
  if (Array.isArray(value)) return value.slice(0, 100).map(cut);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cut(inner)]));
}
