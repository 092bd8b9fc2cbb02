/** Base64 (RFC 4648, section 4) in linear time: Buffer's own decoder skips what is no base64 instead of refusing it. */

const WHITE = 64;
const PADDING = 65;
const FOREIGN = 66;

const classes = new Uint8Array(256).fill(FOREIGN);
'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.split('').forEach((character, value) => {
  classes[character.charCodeAt(0)] = value;
});
for (const white of [0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20]) classes[white] = WHITE;
classes[0x3d] = PADDING;

/**
 * Decodes the base64 text in the octets `start`..`end`, white space anywhere. Null when another character, wrong
 * padding or a wrong length is found. Empty text gives an empty buffer.
 */
export function decodeBase64(text: Buffer, start = 0, end = text.length): Buffer | null {
  let count = 0;
  let padding = 0;
  for (let at = start; at < end; at += 1) {
    const kind = classes[text[at] as number] as number;
    if (kind === WHITE) continue;
    if (kind === FOREIGN) return null;
    if (kind === PADDING) padding += 1;
    else if (padding > 0) return null;
    count += 1;
  }
  if (count % 4 !== 0 || padding > 2) return null;
  // Validated, so the lenient decoder has only white space to skip.
  return Buffer.from(text.toString('latin1', start, end), 'base64');
}
