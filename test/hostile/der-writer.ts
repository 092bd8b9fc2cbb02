/** The few DER constructors that fixtures need. */

/** One element: identifier octet, definite length, the parts as content. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const part of parts) length += part.length;
  return Buffer.concat([Buffer.from([tag]), lengthOctets(length), ...parts]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => der(0x31, ...parts);
export const octetString = (content: Uint8Array): Buffer => der(0x04, content);
export const bitString = (content: Uint8Array, unused = 0): Buffer => der(0x03, Buffer.from([unused]), content);
export const utf8String = (text: string): Buffer => der(0x0c, Buffer.from(text, 'utf8'));
export const ia5String = (text: string): Buffer => der(0x16, Buffer.from(text, 'latin1'));
export const printableString = (text: string): Buffer => der(0x13, Buffer.from(text, 'latin1'));
export const boolean = (value: boolean): Buffer => der(0x01, Buffer.from([value ? 0xff : 0x00]));
export const derNull = Buffer.from([0x05, 0x00]);

/** A non-negative INTEGER from a number below 2^31, or an INTEGER with exactly these content octets. */
export function integer(value: number | Uint8Array): Buffer {
  if (typeof value !== 'number') return der(0x02, value);
  const hex = value.toString(16);
  const octets = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return der(0x02, ...((octets[0] as number) >= 0x80 ? [Buffer.from([0])] : []), octets);
}

const encodedOids = new Map<string, Buffer>();

/** OBJECT IDENTIFIER from dotted text. */
export function oid(dotted: string): Buffer {
  const known = encodedOids.get(dotted) ?? encodeOid(dotted);
  encodedOids.set(dotted, known);
  return known;
}

function encodeOid(dotted: string): Buffer {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  const octets = [first * 40n + second, ...rest].flatMap((arc) => {
    const digits = [Number(arc & 0x7fn)];
    for (let left = arc >> 7n; left > 0n; left >>= 7n) digits.unshift(Number(left & 0x7fn) | 0x80);
    return digits;
  });
  return der(0x06, Buffer.from(octets));
}

/** UTCTime for 1950..2049, GeneralizedTime otherwise, as RFC 5280, section 4.1.2.5, asks. */
export function time(value: Date): Buffer {
  const digits = value.toISOString().replace(/[-:T]|\.\d+/g, '');
  const year = value.getUTCFullYear();
  if (year >= 1950 && year < 2050) return der(0x17, Buffer.from(digits.slice(2), 'latin1'));
  return der(0x18, Buffer.from(digits, 'latin1'));
}

export function lengthOctets(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const octets: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) octets.unshift(left & 0xff);
  return Buffer.from([0x80 | octets.length, ...octets]);
}
