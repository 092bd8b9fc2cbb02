/** Bytes of an encoded word's text: 45 become 60 characters of base64, within the 75 of RFC 2047, section 2. */
const wordBytes = 45;

/**
 * One line of unstructured header text (a subject): as it is where it is printable ASCII, else encoded words (RFC
 * 2047). What has the form of an encoded word itself is encoded too, since readers would decode it: a certificate could
 * otherwise bring characters into a subject that its visible text does not have.
 */
export function headerText(text: string): string {
  return isPlain(text) ? text : encodedWords(text);
}

/** A display name before an address or id: quoted, or encoded words; empty for none. */
export function headerPhrase(name: string): string {
  const trimmed = name.trim();
  if (!isPlain(trimmed)) return encodedWords(trimmed);
  return trimmed === '' ? '' : `"${trimmed.replace(/["\\]/g, '\\$&')}"`;
}

/** Readers decode what looks like an encoded word inside quotes too, whatever RFC 2047, section 5 says. */
export function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && !text.includes('=?');
}

function encodedWords(text: string): string {
  const words: string[] = [];
  let piece = '';
  for (const character of text) {
    if (Buffer.byteLength(piece + character, 'utf8') > wordBytes) {
      words.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...words, piece].map((word) => `=?UTF-8?B?${Buffer.from(word, 'utf8').toString('base64')}?=`).join(' ');
}
