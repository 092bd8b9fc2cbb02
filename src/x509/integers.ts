/** INTEGERs of certificates (X.690, section 8.3), read as bytes: a serial number has no place in a JavaScript number. */
import type { DerElement } from './der';

/** Octets that are kept of one integer. */
const MAX_OCTETS = 64;

export interface DecodedInteger {
  /** Lower-case hex without leading zeros, '-' in front when negative; '0' for zero. */
  readonly hex: string;
  readonly negative: boolean;
  /** Octets of the encoding. */
  readonly octets: number;
  /** True when the integer was longer than 64 octets and only those in front were read. */
  readonly cut: boolean;
}

/** The integer as signed hex; an empty encoding reads as zero. */
export function decodeInteger(bytes: Buffer, element: DerElement): DecodedInteger {
  const octets = element.contentEnd - element.contentStart;
  const end = Math.min(element.contentEnd, element.contentStart + MAX_OCTETS);
  const negative = octets > 0 && (bytes[element.contentStart] as number) >= 0x80;
  const magnitude = negative
    ? negated(bytes.subarray(element.contentStart, end)).toString('hex')
    : bytes.toString('hex', element.contentStart, end);
  let zeros = 0;
  while (zeros < magnitude.length - 1 && magnitude.charCodeAt(zeros) === 0x30) zeros += 1;
  const digits = magnitude === '' ? '0' : magnitude.slice(zeros);
  return { hex: negative ? `-${digits}` : digits, negative, octets, cut: octets > MAX_OCTETS };
}

/** Value of a small non-negative integer; null when it is negative or above 2^31 - 1. */
export function smallInteger(bytes: Buffer, element: DerElement): number | null {
  const octets = element.contentEnd - element.contentStart;
  if (octets < 1 || octets > 4 || (bytes[element.contentStart] as number) >= 0x80) return null;
  return bytes.readUIntBE(element.contentStart, octets);
}

/** Bits of a positive integer without leading zeros. */
export function bitLength(bytes: Uint8Array, element: DerElement): number {
  let at = element.contentStart;
  while (at < element.contentEnd && bytes[at] === 0) at += 1;
  if (at === element.contentEnd) return 0;
  return (element.contentEnd - at - 1) * 8 + (32 - Math.clz32(bytes[at] as number));
}

/** Two's complement: all bits turned over, plus one. */
function negated(octets: Uint8Array): Buffer {
  const result = Buffer.alloc(octets.length);
  let carry = 1;
  for (let at = octets.length - 1; at >= 0; at -= 1) {
    const sum = (~(octets[at] as number) & 0xff) + carry;
    result[at] = sum & 0xff;
    carry = sum >> 8;
  }
  return result;
}

/** The content octets of the INTEGER that `decodeInteger` writes as this hex, the shortest ones. */
export function integerContent(hex: string): Buffer {
  const negative = hex.startsWith('-');
  const digits = negative ? hex.slice(1) : hex;
  const magnitude = Buffer.from(`00${digits.length % 2 === 0 ? '' : '0'}${digits}`, 'hex');
  const whole = negative ? negated(magnitude) : magnitude;
  const sign = negative ? 0xff : 0;
  const isSuperfluous = whole.length > 1 && whole[0] === sign && whole[1]! >= 0x80 === negative;
  return isSuperfluous ? whole.subarray(1) : whole;
}
