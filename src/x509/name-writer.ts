/** Distinguished names (RFC 5280, section 4.1.2.4) into DER. */
import { CertloomError } from '../domain/problem';
import { DerReader, derTags, type DerElement } from './der';
import { ia5String, objectIdentifier, printableString, sequence, setOf, utf8String } from './der-writer';
import { attributeNames, decodeOid } from './oids';
import { decodeString } from './strings';

const oids = new Map([...attributeNames].map(([oid, name]) => [name, oid]));
/** Types that are no DirectoryString; every other value is UTF8String. */
const printable: ReadonlySet<string> = new Set(['C', 'serialNumber', 'dnQualifier']);
const ia5: ReadonlySet<string> = new Set(['DC', 'emailAddress']);
/** Identifier octets of the strings that a DirectoryString may be, but for UTF8String. */
const olderStrings: ReadonlySet<number> = new Set([0x13, 0x14, 0x1c, 0x1e]);

/** A name of single attributes, the least specific first: `[['C', 'CH'], ['CN', 'Test']]`. */
export function writeName(attributes: readonly (readonly [type: string, value: string])[]): Buffer {
  const pairs = attributes.map(([type, value]) => {
    const oid = oids.get(type) ?? type;
    const text = printable.has(type) ? printableString(value) : ia5.has(type) ? ia5String(value) : utf8String(value);
    return setOf(sequence(objectIdentifier(oid), text));
  });
  return sequence(...pairs);
}

/**
 * The same name with its DirectoryStrings as UTF8String: there are readers that take a PrintableString with `*`, `@` or
 * `&` for an empty name. Throws `validation_failed` when a value is not what its type says.
 */
export function withUtf8Strings(name: Uint8Array): Buffer {
  const bytes = Buffer.from(name.buffer, name.byteOffset, name.byteLength);
  const reader = new DerReader(bytes);
  const whole = (element: DerElement) => bytes.subarray(element.start, element.end);
  const root = reader.elementAt(0, bytes.length);
  const sets = root === null ? [] : reader.children(root);
  const rewritten = sequence(
    ...sets.map((set) =>
      setOf(
        ...reader.children(set).map((pair) => {
          const [type, value] = reader.children(pair);
          if (type?.tag !== derTags.oid || value === undefined) throw unreadable();
          return sequence(whole(type), valueOf(bytes, type, value, whole));
        }),
      ),
    ),
  );
  if (reader.fault !== null || root?.tag !== derTags.sequence) throw unreadable();
  return rewritten;
}

function valueOf(bytes: Buffer, type: DerElement, value: DerElement, whole: (element: DerElement) => Buffer): Buffer {
  const decoded = decodeString(bytes, value.tag, value.contentStart, value.contentEnd);
  if (decoded?.valid === false) throw unreadable();
  const short = attributeNames.get(decodeOid(bytes, type.contentStart, type.contentEnd) ?? '') ?? '';
  const isDirectoryString = olderStrings.has(value.tag) && !printable.has(short);
  return isDirectoryString && decoded !== null ? utf8String(decoded.text) : whole(value);
}

function unreadable(): CertloomError {
  return new CertloomError('validation_failed', 'The subject of the request cannot be read.');
}
