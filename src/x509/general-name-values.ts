/** GeneralNames (RFC 5280, section 4.2.1.6) as values that can be matched, beside the texts of `general-names.ts`. */
import { foldText } from '../domain/certificates/comparable-names';
import type { NameValue, PathName } from '../domain/validation/path-certificate';
import type { DerElement, DerReader } from './der';
import { derTags } from './der';
import { fingerprintOf } from './fingerprint';
import { decodeOid } from './oids';
import { decodeString, isAscii } from './strings';

const EMAIL_OID = '1.2.840.113549.1.9.1';
const DIRECTORY_NAME = 0xa4;

/** One name; null when it cannot be read, so that nobody takes it for a name without constraints. */
export function nameValueOf(reader: DerReader, bytes: Buffer, name: DerElement): NameValue | null {
  switch (name.tag) {
    case 0x81:
      return textValue(bytes, name, 'email');
    case 0x82:
      return textValue(bytes, name, 'dns');
    case 0x86:
      return textValue(bytes, name, 'uri');
    case 0x87:
      return { kind: 'ip', octets: bytes.toString('hex', name.contentStart, name.contentEnd) };
    case DIRECTORY_NAME: {
      const [inner] = reader.children(name);
      const value = inner === undefined ? null : readPathName(reader, bytes, inner);
      return value === null ? null : { kind: 'directory', name: value };
    }
    case 0xa0: {
      const type = reader.elementAt(name.contentStart, name.contentEnd);
      const oid = type?.tag === derTags.oid ? decodeOid(bytes, type.contentStart, type.contentEnd) : null;
      return oid === null ? null : { kind: 'other', type: `otherName:${oid}` };
    }
    case 0xa3:
    case 0xa5:
    case 0x88:
      return { kind: 'other', type: otherKinds[name.tag] };
    default:
      return null;
  }
}

const otherKinds = { 0xa3: 'x400Address', 0xa5: 'ediPartyName', 0x88: 'registeredID' } as const;

/** All names inside `list`; null when one of them, or the list, cannot be read. */
export function nameValuesOf(reader: DerReader, bytes: Buffer, list: DerElement): NameValue[] | null {
  const names = reader.children(list).map((name) => nameValueOf(reader, bytes, name));
  return names.includes(null) || reader.fault !== null ? null : names.filter((name) => name !== null);
}

/** A Name in comparable form; null when it cannot be read. */
export function readPathName(reader: DerReader, bytes: Buffer, name: DerElement): PathName | null {
  if (name.tag !== derTags.sequence) return null;
  const inside = reader.fork();
  const rdns: string[] = [];
  for (const set of inside.children(name)) {
    const rdn = comparableRdn(inside, bytes, set);
    if (rdn === null) return null;
    rdns.push(rdn);
  }
  if (inside.fault !== null) return null;
  return { derSha256: fingerprintOf(bytes.subarray(name.start, name.end)), rdns, comparable: rdns.join('\n') };
}

/** A SET, or what stands in its place, of attributes as one text; null when it cannot be read. */
export function comparableRdn(reader: DerReader, bytes: Buffer, set: DerElement): string | null {
  const pairs: string[] = [];
  for (const pair of reader.children(set)) {
    const [type, value] = reader.children(pair);
    const oid = type?.tag === derTags.oid ? decodeOid(bytes, type.contentStart, type.contentEnd) : null;
    if (oid === null || value === undefined) return null;
    pairs.push(JSON.stringify([oid, comparableValue(bytes, value)]));
  }
  return reader.fault === null && pairs.length > 0 ? pairs.sort().join('+') : null;
}

/** Mail addresses among the attributes of a name (RFC 5280, section 4.2.1.10, constrains them like SANs). */
export function emailsIn(reader: DerReader, bytes: Buffer, name: DerElement): string[] {
  const inside = reader.fork();
  const found: string[] = [];
  for (const pair of inside.children(name).flatMap((set) => inside.children(set))) {
    const [type, value] = inside.children(pair);
    if (type?.tag !== derTags.oid || value === undefined) continue;
    if (decodeOid(bytes, type.contentStart, type.contentEnd) !== EMAIL_OID) continue;
    found.push(decodeString(bytes, value.tag, value.contentStart, value.contentEnd)?.text ?? '');
  }
  return found;
}

/** Octets that are no characters compare as they are, marked so that no text is equal to them. */
function comparableValue(bytes: Buffer, value: DerElement): string {
  const decoded = decodeString(bytes, value.tag, value.contentStart, value.contentEnd);
  if (decoded?.valid === true) return foldText(decoded.text);
  return `#${bytes.toString('hex', value.start, value.end)}`;
}

function textValue(bytes: Buffer, name: DerElement, kind: 'dns' | 'email' | 'uri'): NameValue {
  const { contentStart, contentEnd } = name;
  // A name with other octets matches no constraint by characters; as Latin-1 each octet stays what it is.
  const value = bytes.toString('latin1', contentStart, contentEnd);
  return isAscii(bytes, contentStart, contentEnd) ? { kind, value } : { kind, value: `\u0000${value}` };
}
