/** Bytes of an encoded word's text: 45 become 60 characters of base64, within the 75 of RFC 2047, section 2. */
const wordBytes = 45;

/**
 * The value of `List-Id` (RFC 2919) of a profile's mail: its name as a phrase, then `<uuid.notifications.host>`, which
 * stays the same when the profile gets another name.
 * @param name one line; what is not printable ASCII makes it encoded words
 * @param host domain of the sender
 */
export function listIdOf(name: string, profile: string, host: string): string {
  const id = `<${profile}.notifications.${host}>`;
  const phrase = /^[\x20-\x7e]*$/.test(name) ? quoted(name.trim()) : encodedWords(name.trim());
  return phrase === '' ? id : `${phrase} ${id}`;
}

function quoted(text: string): string {
  return text === '' ? '' : `"${text.replace(/["\\]/g, '\\$&')}"`;
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
