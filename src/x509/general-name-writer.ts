/** GeneralNames (RFC 5280, section 4.2.1.6) out of the text that conditions and lists use. */
import { isIPv4, isIPv6 } from 'node:net';
import { CertloomError } from '../domain/problem';
import { implicit } from './der-writer';

const numbers = { rfc822Name: 1, dNSName: 2, uniformResourceIdentifier: 6 } as const;

/** Kinds that `writeGeneralName` knows. */
export const writableNameKinds = ['dNSName', 'iPAddress', 'rfc822Name', 'uniformResourceIdentifier'] as const;
export type WritableNameKind = (typeof writableNameKinds)[number];

/**
 * One name out of `dNSName:…`, `rfc822Name:…`, `uniformResourceIdentifier:…` or `iPAddress:…`. Throws
 * `validation_failed` for other kinds and for text that the kind cannot hold.
 */
export function writeGeneralName(text: string): Buffer {
  const colon = text.indexOf(':');
  const [kind, value] = [text.slice(0, colon), text.slice(colon + 1)];
  if (kind === 'iPAddress') return implicit(7, addressOctets(value));
  if (!Object.hasOwn(numbers, kind) || !/^[\x21-\x7e]+$/.test(value)) throw unwritable(text);
  return implicit(numbers[kind as keyof typeof numbers], Buffer.from(value, 'latin1'));
}

function addressOctets(text: string): Buffer {
  if (isIPv4(text)) return Buffer.from(text.split('.').map(Number));
  if (!isIPv6(text) || text.includes('%')) throw unwritable(`iPAddress:${text}`);
  // WHATWG URL brings every notation into groups of hex digits.
  const [head = '', tail] = new URL(`http://[${text}]`).hostname.slice(1, -1).split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

function unwritable(text: string): CertloomError {
  return new CertloomError('validation_failed', `"${text.slice(0, 200)}" cannot be written as a name.`);
}
