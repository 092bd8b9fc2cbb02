/** Characters of encoded text that tell a secret, where only a part of it stands. */
export const windowLength = 16;

/** Bytes of a window (12) that have to be the secret's own. */
const leastOwnBytes = 6;

/** Text of few letters (`AAAA…`, base64 of spaces) is in many files. */
const leastLetters = 5;

/** What keys have in common with certificates and other keys: lines of PEM, and how the DER of a key begins. */
const shared = new RegExp(
  [
    String.raw`-----(?:BEGIN|END) [A-Z0-9 ]+-----\s*(?:MI[A-Za-z0-9+/]{1,4})?`,
    'QIBADANBgkqhkiG9w0BAQEFAAS[A-Za-z0-9+/]{0,24}',
    'ANBgkqhkiG9w0BAQEFAA',
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg',
    'MBMGByqGSM49AgEGCCqGSM49AwEH',
    'MC4CAQAwBQYDK2VwBCIEI',
    'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB',
  ].join('|'),
  'g',
);

/**
 * The parts of a base64 text that stand for its secret, each of 16 characters.
 *
 * @param bytes the secret
 * @param start byte of the secret at which the base64 text begins, about
 * @returns `isWhole` when every part does, so that the whole needs no search of its own
 */
export function ownWindows(
  base64: string,
  bytes: Buffer,
  start: number,
): { readonly texts: readonly string[]; readonly isWhole: boolean } {
  const count = base64.length - windowLength + 1;
  if (count < 1) return { texts: [], isWhole: false };
  const sharedBefore = countShared(bytes);
  const texts: string[] = [];
  const letters = new Uint8Array(128);
  let different = 0;
  for (let at = 0; at < windowLength - 1; at += 1) if (letters[base64.charCodeAt(at)]!++ === 0) different += 1;
  for (let at = 0; at < count; at += 1) {
    const from = Math.max(0, Math.min(bytes.length, Math.floor(start + (at * 6) / 8)));
    const to = Math.min(bytes.length, from + (windowLength * 6) / 8);
    const own = to - from - (sharedBefore[to]! - sharedBefore[from]!);
    if (letters[base64.charCodeAt(at + windowLength - 1)]!++ === 0) different += 1;
    if (own >= leastOwnBytes && different >= leastLetters) texts.push(base64.slice(at, at + windowLength));
    if (--letters[base64.charCodeAt(at)]! === 0) different -= 1;
  }
  return { texts, isWhole: texts.length === count };
}

/** For each place how many bytes before it are shared. */
function countShared(bytes: Buffer): Uint32Array {
  const isShared = new Uint8Array(bytes.length);
  for (const found of bytes.toString('latin1').matchAll(shared)) {
    isShared.fill(1, found.index, found.index + found[0].length);
  }
  const before = new Uint32Array(bytes.length + 1);
  for (let at = 0; at < bytes.length; at += 1) before[at + 1] = before[at]! + isShared[at]!;
  return before;
}
