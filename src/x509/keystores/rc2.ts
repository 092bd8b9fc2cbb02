/**
 * RC2 (RFC 2268), decryption only: what Windows, Java before 16 and OpenSSL before 3 put certificates of PKCS#12 files
 * under, with keys of 40 bits. OpenSSL 3 has it in a module that Node.js does not load.
 */

/** RFC 2268, section 2. */
const table = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32' +
    'bd8f40eb86b77b0bf09521225c6b4e8254d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed708e8eade8052eef784aa72ac354d6a2a' +
    '961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2e' +
    'c5f3db47e5a59c770aa62068fe7fc1ad',
  'hex',
);
const rotations = [1, 2, 3, 5] as const;

/** @param bits what the key counts as (RFC 2268, section 2); in PKCS#12 all of its bits */
export function rc2Keys(key: Uint8Array, bits: number): Uint16Array {
  const bytes = new Uint8Array(128);
  bytes.set(key);
  const size = Math.ceil(bits / 8);
  const mask = 255 % 2 ** (8 + bits - 8 * size);
  for (let at = key.length; at < 128; at += 1) {
    bytes[at] = table[((bytes[at - 1] as number) + (bytes[at - key.length] as number)) & 0xff] as number;
  }
  bytes[128 - size] = table[(bytes[128 - size] as number) & mask] as number;
  for (let at = 127 - size; at >= 0; at -= 1) {
    bytes[at] = table[(bytes[at + 1] as number) ^ (bytes[at + size] as number)] as number;
  }
  return Uint16Array.from({ length: 64 }, (_, at) => (bytes[2 * at] as number) + 256 * (bytes[2 * at + 1] as number));
}

/** One block of 8 octets (RFC 2268, section 4). */
export function rc2DecryptBlock(keys: Uint16Array, block: Uint8Array): Buffer {
  const input = Buffer.from(block);
  const words = Uint16Array.from([0, 2, 4, 6], (at) => input.readUInt16LE(at));
  const word = (at: number) => words[(at + 4) % 4] as number;
  let next = 63;
  const mix = () => {
    for (let at = 3; at >= 0; at -= 1) {
      const shift = rotations[at] as number;
      const turned = (word(at) >>> shift) | (word(at) << (16 - shift));
      words[at] = turned - (keys[next] as number) - (word(at - 1) & word(at - 2)) - (~word(at - 1) & word(at - 3));
      next -= 1;
    }
  };
  const mash = () => {
    for (let at = 3; at >= 0; at -= 1) words[at] = word(at) - (keys[word(at - 1) & 63] as number);
  };
  for (const rounds of [5, 6, 5]) {
    for (let round = 0; round < rounds; round += 1) mix();
    if (next >= 0) mash();
  }
  const output = Buffer.alloc(8);
  words.forEach((value, at) => output.writeUInt16LE(value, 2 * at));
  return output;
}

/** Others get their turn after so many octets. */
const octetsAtOnce = 32 * 1024;

/** CBC, with the padding still on. */
export async function rc2Decrypt(key: Uint8Array, iv: Uint8Array, content: Uint8Array): Promise<Buffer> {
  const keys = rc2Keys(key, key.length * 8);
  const plain = Buffer.alloc(content.length);
  for (let at = 0; at < content.length; at += 8) {
    if (at % octetsAtOnce === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    const before = at === 0 ? iv : content.subarray(at - 8, at);
    rc2DecryptBlock(keys, content.subarray(at, at + 8)).forEach(
      (byte, index) => (plain[at + index] = byte ^ (before[index] as number)),
    );
  }
  return plain;
}
