/** GeneralNames (RFC 5280, section 4.2.1.6) as text, each with the name of its kind in front. */
import type { DerElement, DerReader } from './der';
import { derTags } from './der';
import { readName, type Warn } from './names';
import { decodeOid } from './oids';
import { decodeString } from './strings';

const IA5 = 0x16;

const tags = {
  otherName: 0xa0,
  rfc822Name: 0x81,
  dNSName: 0x82,
  x400Address: 0xa3,
  directoryName: 0xa4,
  ediPartyName: 0xa5,
  uniformResourceIdentifier: 0x86,
  iPAddress: 0x87,
  registeredID: 0x88,
} as const;

/**
 * One name: `dNSName:…`, `rfc822Name:…`, `uniformResourceIdentifier:…`, `iPAddress:…` (RFC 5952 for IPv6),
 * `directoryName:…` (RFC 4514), `registeredID:…`, `otherName:<oid>:…`; what has no text form is `#` and hex.
 * Null when the kind does not exist.
 */
export function generalNameText(reader: DerReader, bytes: Buffer, name: DerElement, warn: Warn): string | null {
  switch (name.tag) {
    case tags.dNSName:
      return `dNSName:${ia5(bytes, name, warn)}`;
    case tags.rfc822Name:
      return `rfc822Name:${ia5(bytes, name, warn)}`;
    case tags.uniformResourceIdentifier:
      return `uniformResourceIdentifier:${ia5(bytes, name, warn)}`;
    case tags.iPAddress:
      return `iPAddress:${ipAddressText(bytes, name, warn)}`;
    case tags.directoryName: {
      const [inner] = reader.children(name);
      if (inner === undefined) return null;
      return `directoryName:${readName(reader, bytes, inner, warn).dn}`;
    }
    case tags.registeredID: {
      const oid = decodeOid(bytes, name.contentStart, name.contentEnd);
      return oid === null ? null : `registeredID:${oid}`;
    }
    case tags.otherName:
      return otherNameText(reader, bytes, name, warn);
    case tags.x400Address:
      return `x400Address:#${hexOf(bytes, name)}`;
    case tags.ediPartyName:
      return `ediPartyName:#${hexOf(bytes, name)}`;
    default:
      return null;
  }
}

/** The address of a uniformResourceIdentifier, null for every other kind. */
export function uriOf(bytes: Buffer, name: DerElement, warn: Warn): string | null {
  return name.tag === tags.uniformResourceIdentifier ? ia5(bytes, name, warn) : null;
}

function ia5(bytes: Buffer, name: DerElement, warn: Warn): string {
  const decoded = decodeString(bytes, IA5, name.contentStart, name.contentEnd);
  if (decoded?.valid === false) warn('string_invalid');
  return decoded?.text ?? '';
}

function hexOf(bytes: Buffer, name: DerElement): string {
  return bytes.toString('hex', name.contentStart, name.contentEnd);
}

function otherNameText(reader: DerReader, bytes: Buffer, name: DerElement, warn: Warn): string | null {
  const [type, wrapper] = reader.children(name);
  const oid = type?.tag === derTags.oid ? decodeOid(bytes, type.contentStart, type.contentEnd) : null;
  const value = wrapper === undefined ? undefined : reader.children(wrapper)[0];
  if (oid === null || value === undefined) return null;
  const decoded = decodeString(bytes, value.tag, value.contentStart, value.contentEnd);
  if (decoded?.valid === false) warn('string_invalid');
  return `otherName:${oid}:${decoded?.text ?? `#${bytes.toString('hex', value.start, value.end)}`}`;
}

function ipAddressText(bytes: Buffer, name: DerElement, warn: Warn): string {
  const address = bytes.subarray(name.contentStart, name.contentEnd);
  if (address.length === 4) return address.join('.');
  if (address.length === 16) return ipv6Text(address);
  warn('ip_address_invalid');
  return `#${hexOf(bytes, name)}`;
}

/** RFC 5952, section 4: lower case, the first longest run of two or more zero groups shortened. */
function ipv6Text(address: Buffer): string {
  const groups: number[] = [];
  for (let at = 0; at < 16; at += 2) groups.push(address.readUInt16BE(at));
  let bestStart = -1;
  let bestLength = 1;
  for (let at = 0; at < 8; at += 1) {
    let length = 0;
    while (groups[at + length] === 0) length += 1;
    if (length > bestLength) [bestStart, bestLength] = [at, length];
  }
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (bestStart < 0) return text(groups);
  return `${text(groups.slice(0, bestStart))}::${text(groups.slice(bestStart + bestLength))}`;
}
