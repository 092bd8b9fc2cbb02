/** DER (ITU-T X.690) out of values: each function returns one whole element. */
import { derTags } from './der';

/** One element with this identifier octet and this content. */
export function element(identifier: number, ...content: readonly Uint8Array[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([header(identifier, length), ...content]);
}

/**
 * Identifier and length octets of an element whose content follows. Definite form: one octet up to 127, else the number
 * of length octets with the high bit set, then those octets.
 */
export function header(identifier: number, length: number): Buffer {
  if (length < 0x80) return Buffer.from([identifier, length]);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Buffer.from([identifier, 0x80 | octets.length, ...octets]);
}

export function sequence(...members: readonly Uint8Array[]): Buffer {
  return element(derTags.sequence, ...members);
}

/** SET OF (X.690, section 11.6): members in the order of their encodings. */
export function setOf(...members: readonly Uint8Array[]): Buffer {
  return element(derTags.set, ...[...members].sort((one, other) => Buffer.compare(one, other)));
}

/** `[number]` with everything of the member inside (EXPLICIT), or with several members. */
export function explicit(number: number, ...members: readonly Uint8Array[]): Buffer {
  return element(0xa0 | number, ...members);
}

/** `[number]` in place of the primitive type's own tag (IMPLICIT). */
export function implicit(number: number, content: Uint8Array): Buffer {
  return element(0x80 | number, content);
}

export function boolean(value: boolean): Buffer {
  return element(derTags.boolean, Buffer.from([value ? 0xff : 0]));
}

/** A small number that is not negative. */
export function integer(value: number): Buffer {
  const octets: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return unsignedInteger(Buffer.from(octets));
}

/** The number that is not negative whose magnitude these octets are. */
export function unsignedInteger(magnitude: Uint8Array): Buffer {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start += 1;
  const octets = magnitude.subarray(start);
  const needsZero = octets.length === 0 || (octets[0] as number) >= 0x80;
  return element(derTags.integer, ...(needsZero ? [Buffer.from([0]), octets] : [octets]));
}

export function enumerated(value: number): Buffer {
  return element(derTags.enumerated, Buffer.from([value]));
}

export function octetString(...content: readonly Uint8Array[]): Buffer {
  return element(derTags.octetString, ...content);
}

/** Whole octets, none of their bits unused. */
export function bitString(...content: readonly Uint8Array[]): Buffer {
  return element(derTags.bitString, Buffer.from([0]), ...content);
}

/** A NamedBitList (X.690, section 11.2.2): trailing zero bits are left out. @param bits their numbers, the first is 0 */
export function namedBits(bits: readonly number[]): Buffer {
  const last = Math.max(-1, ...bits);
  const octets = Buffer.alloc(Math.ceil((last + 1) / 8));
  for (const bit of bits) octets[bit >> 3]! |= 0x80 >> (bit & 7);
  return element(derTags.bitString, Buffer.from([octets.length * 8 - (last + 1)]), octets);
}

/** The first two arcs share an octet; the others are base 128, all but the last octet with the high bit set. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0n, second = 0n, ...arcs] = dotted.split('.').map(BigInt);
  return element(derTags.oid, Buffer.from([first * 40n + second, ...arcs].flatMap(base128)));
}

function base128(arc: bigint): number[] {
  const octets = [Number(arc % 128n)];
  for (let rest = arc / 128n; rest > 0n; rest /= 128n) octets.unshift(0x80 | Number(rest % 128n));
  return octets;
}

export const nothing = Buffer.from([0x05, 0x00]);

export function utf8String(text: string): Buffer {
  return element(0x0c, Buffer.from(text, 'utf8'));
}

export function ia5String(text: string): Buffer {
  return element(0x16, Buffer.from(text, 'latin1'));
}

export function printableString(text: string): Buffer {
  return element(0x13, Buffer.from(text, 'latin1'));
}

/** GeneralizedTime with whole seconds, as every profile of RFC 5280 and RFC 6960 wants it. */
export function generalizedTime(at: Date): Buffer {
  return element(derTags.generalizedTime, Buffer.from(`${digitsOf(at)}Z`, 'latin1'));
}

/** Time (RFC 5280, section 4.1.2.5): UTCTime through 2049, GeneralizedTime from 2050 on. */
export function time(at: Date): Buffer {
  if (at.getUTCFullYear() < 1950 || at.getUTCFullYear() > 2049) return generalizedTime(at);
  return element(derTags.utcTime, Buffer.from(`${digitsOf(at).slice(2)}Z`, 'latin1'));
}

/** `YYYYMMDDhhmmss`. */
function digitsOf(at: Date): string {
  return at.toISOString().slice(0, 19).replace(/[-:T]/g, '');
}
