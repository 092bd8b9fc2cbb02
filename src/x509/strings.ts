/** ASN.1 character strings (X.680, section 41) as text. */

export interface DecodedText {
  /** NFC; what the string type cannot hold is U+FFFD. */
  readonly text: string;
  /** False when something had to be replaced, or is more than the string type allows. */
  readonly valid: boolean;
}

const UTF8 = 0x0c;
const NUMERIC = 0x12;
const PRINTABLE = 0x13;
const T61 = 0x14;
const IA5 = 0x16;
const VISIBLE = 0x1a;
const GENERAL = 0x1b;
const UNIVERSAL = 0x1c;
const BMP = 0x1e;

const fatalUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const bmpUnits = new TextDecoder('utf-16be', { ignoreBOM: true });

/**
 * Text of the content octets `start`..`end` of a string with identifier octet `tag`; null when the tag is no
 * character string. T61String is read as Latin-1, as issuers used it, and UTF-8 is read where a type allows ASCII only:
 * so host names in their own script come. Nothing is stripped: NUL, newline and bidi
 * marks stay and are escaped where text is put out.
 */
export function decodeString(bytes: Buffer, tag: number, start: number, end: number): DecodedText | null {
  switch (tag) {
    case NUMERIC:
    case PRINTABLE:
    case IA5:
    case VISIBLE:
    case GENERAL:
      if (isAscii(bytes, start, end)) return { text: bytes.toString('latin1', start, end), valid: true };
      return { text: utf8Text(bytes, start, end) ?? replaceHighOctets(bytes, start, end), valid: false };
    case UTF8:
      if (isAscii(bytes, start, end)) return { text: bytes.toString('latin1', start, end), valid: true };
      return decodeUtf8(bytes, start, end);
    case T61:
      return { text: bytes.toString('latin1', start, end).normalize('NFC'), valid: true };
    case BMP: {
      const text = bmpUnits.decode(bytes.subarray(start, end)).normalize('NFC');
      return { text, valid: !text.includes('\uFFFD') };
    }
    case UNIVERSAL:
      return decodeUniversal(bytes, start, end);
    default:
      return null;
  }
}

/** True when all octets are below 0x80. */
export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if ((bytes[at] as number) >= 0x80) return false;
  return true;
}

function decodeUtf8(bytes: Buffer, start: number, end: number): DecodedText {
  const text = utf8Text(bytes, start, end);
  if (text !== null) return { text, valid: true };
  return { text: bytes.toString('utf8', start, end).normalize('NFC'), valid: false };
}

function utf8Text(bytes: Buffer, start: number, end: number): string | null {
  try {
    return fatalUtf8.decode(bytes.subarray(start, end)).normalize('NFC');
  } catch {
    return null;
  }
}

function decodeUniversal(bytes: Buffer, start: number, end: number): DecodedText {
  let text = '';
  let valid = (end - start) % 4 === 0;
  for (let at = start; at + 4 <= end; at += 4) {
    const codePoint = bytes.readUInt32BE(at);
    const scalar = codePoint < 0x110000 && (codePoint < 0xd800 || codePoint > 0xdfff);
    if (!scalar) valid = false;
    text += scalar ? String.fromCodePoint(codePoint) : '\uFFFD';
  }
  return { text: text.normalize('NFC'), valid };
}

function replaceHighOctets(bytes: Buffer, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 1) {
    const octet = bytes[at] as number;
    text += octet < 0x80 ? String.fromCharCode(octet) : '\uFFFD';
  }
  return text;
}
