/** A text without its line breaks and spaces. */
export interface Unfolded {
  readonly text: string;
  /** The text's character codes; it may be longer than the text. */
  readonly codes: Uint16Array;
  /** Where each of its characters stands in the text that was unfolded. */
  readonly places: Int32Array;
}

/** Longer ones separate: no encoder writes them, and a stream would have to hold them back. */
const longestBreak = 64;

const [lf, cr, space, tab, backslash] = [10, 13, 32, 9, 92];

/**
 * Takes out line breaks and spaces, and also `\n` and `\r` as they are written in JSON and in Python. Spaces go wherever
 * they stand: who folds a text at its own spaces leaves them at the end of a line or at the start of the next one. Of a
 * break that is too long a line feed stays.
 *
 * @returns a function whose answer holds until its next call
 */
export function createUnfolder(): (text: string) => Unfolded {
  let last: { readonly of: string; readonly unfolded: Unfolded } | null = null;
  let codes = new Uint16Array(0);
  let places = new Int32Array(0);
  return (text) => {
    if (last?.of === text) return last.unfolded;
    if (codes.length < text.length) {
      codes = new Uint16Array(text.length + 4096);
      places = new Int32Array(text.length + 4096);
    }
    last = { of: text, unfolded: { text: unfoldInto(text, codes, places), codes, places } };
    return last.unfolded;
  };
}

function unfoldInto(text: string, codes: Uint16Array, places: Int32Array): string {
  const { length } = text;
  let count = 0;
  let highest = 0;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    const isBreak = code <= space ? isBlank(code) : code === backslash && isEscape(text, at);
    if (isBreak) {
      const end = endOfBreak(text, at);
      if (end - at > longestBreak) {
        codes[count] = lf;
        places[count] = at;
        count += 1;
      }
      at = end - 1;
    } else {
      codes[count] = code;
      places[count] = at;
      highest |= code;
      count += 1;
    }
  }
  return count === length ? text : textOf(codes, count, highest < 256);
}

function endOfBreak(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === backslash && isEscape(text, at)) at += 1;
    else if (!isBlank(code)) break;
  }
  return Math.min(at, text.length);
}

function isBlank(code: number): boolean {
  return code === space || code === lf || code === cr || code === tab;
}

function isEscape(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return next === 110 || next === 114; // n, r
}

function textOf(codes: Uint16Array, count: number, isNarrow: boolean): string {
  if (isNarrow) return Buffer.from(new Uint8Array(codes.subarray(0, count)).buffer).toString('latin1');
  return Buffer.from(codes.buffer as ArrayBuffer, 0, count * 2).toString('utf16le');
}
