/** Distinguished names out of their DER: RFC 4514 text and the list of attributes. */
import type { NameAttribute } from '../domain/certificates/certificate';
import type { DerElement, DerReader } from './der';
import { derTags } from './der';
import { attributeNames, CN_OID, decodeOid } from './oids';
import { decodeString } from './strings';

export interface NameFacts {
  /** RFC 4514 text, most specific attribute first; '' for an empty name. */
  readonly dn: string;
  /** In the order of the DER, the other way round than the text. */
  readonly attributes: readonly NameAttribute[];
  /** The last CN of the DER, the most specific one. */
  readonly commonName: string | null;
}

/** Adds a code to the warnings of the certificate that is being read. */
export type Warn = (code: string) => void;

/** Reads a Name (RFC 5280, section 4.1.2.4). What cannot be read is left out and warned about. */
export function readName(reader: DerReader, bytes: Buffer, name: DerElement, warn: Warn): NameFacts {
  const inside = reader.fork();
  const attributes: NameAttribute[] = [];
  let commonName: string | null = null;
  let dn = '';
  for (const set of inside.children(name)) {
    let relativeName = '';
    for (const pair of inside.children(set)) {
      const [type, value] = inside.children(pair);
      const oid = type?.tag === derTags.oid ? decodeOid(bytes, type.contentStart, type.contentEnd) : null;
      if (oid === null || value === undefined) {
        warn('name_unreadable');
        continue;
      }
      const decoded = decodeString(bytes, value.tag, value.contentStart, value.contentEnd);
      if (decoded?.valid === false) warn('string_invalid');
      const short = attributeNames.get(oid);
      const hex = decoded === null || short === undefined ? `#${bytes.toString('hex', value.start, value.end)}` : '';
      const text = decoded?.text ?? hex;
      attributes.push({ oid, name: short ?? oid, value: text });
      if (oid === CN_OID) commonName = text;
      // RFC 4514, section 2.4: a type without a short name has its value as the hex of its encoding.
      const shown = hex === '' ? escapeValue(text) : hex;
      relativeName += `${relativeName === '' ? '' : '+'}${short ?? oid}=${shown}`;
    }
    if (relativeName !== '') dn = dn === '' ? relativeName : `${relativeName},${dn}`;
  }
  if (inside.fault !== null) warn('name_unreadable');
  return { dn, attributes, commonName };
}

// eslint-disable-next-line no-control-regex -- control characters are what has to be found
const NEEDS_ESCAPE = /[\x00-\x1f\x7f"+,;<>\\]|^[ #]| $/;

/**
 * One value as RFC 4514, section 2.4, writes it. Control characters become hex pairs as well, which the RFC allows,
 * so that a name is always one line.
 */
export function escapeValue(value: string): string {
  if (!NEEDS_ESCAPE.test(value)) return value;
  let escaped = '';
  const last = value.length - 1;
  for (let at = 0; at <= last; at += 1) {
    const character = value[at] as string;
    const code = value.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) escaped += `\\${code.toString(16).padStart(2, '0').toUpperCase()}`;
    else if ('"+,;<>\\'.includes(character)) escaped += `\\${character}`;
    else if (at === 0 && (character === '#' || character === ' ')) escaped += `\\${character}`;
    else if (at === last && character === ' ') escaped += '\\ ';
    else escaped += character;
  }
  return escaped;
}
