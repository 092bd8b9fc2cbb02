import { windowLength } from './own-windows';
import type { Unfolded } from './unfold';

/** Finds parts of encoded secrets, all of one length, at a cost that does not grow with their number. */
export interface WindowSearch {
  find(unfolded: Unfolded): readonly (readonly [number, number])[];
  /** The length of what may be the start of a window at the end of a text. */
  openTail(text: string, least: number): number;
}

/** Each window holds a sample of this length at one of each `step` places in a row. */
const sampleLength = 8;
const step = windowLength - sampleLength + 1;

/** @param encoded texts that hold all the windows */
export function createWindowSearch(windows: readonly string[], encoded: readonly string[]): WindowSearch {
  if (windows.length === 0) return { find: () => [], openTail: () => 0 };
  const known = new Set(windows);
  const size = 2 ** Math.max(16, Math.ceil(Math.log2(windows.length)) + 4);
  /** 1 where a sample of a window has its hash. */
  const samples = new Uint8Array(size);
  const all = encoded.join('\0');
  const codes = new Uint16Array(windowLength);
  for (const window of windows) {
    for (let index = 0; index < windowLength; index += 1) codes[index] = window.charCodeAt(index);
    for (let at = 0; at < step; at += 1) samples[hash(codes, at) & (size - 1)] = 1;
  }

  return {
    find({ text, codes }) {
      const found: (readonly [number, number])[] = [];
      let from = -1;
      let to = -1;
      for (let sample = step - 1; sample + sampleLength <= text.length + step - 1; sample += step) {
        // Behind the last whole step a sample would not fit: the windows at the end are looked at one by one.
        const isInside = sample + sampleLength <= text.length;
        if (isInside && samples[hash(codes, sample) & (size - 1)] === 0) continue;
        for (let at = sample - step + 1; at <= sample && at + windowLength <= text.length; at += 1) {
          if (!known.has(text.slice(at, at + windowLength))) continue;
          if (at > to) {
            if (from !== -1) found.push([from, to]);
            from = at;
          }
          to = at + windowLength;
        }
      }
      if (from !== -1) found.push([from, to]);
      return found;
    },
    openTail(text, least) {
      // What ends with a start of a window has shorter ones in it.
      let length = 0;
      while (length + 1 < windowLength && length < text.length && all.includes(text.slice(text.length - length - 1))) {
        length += 1;
      }
      return length < least ? 0 : length;
    },
  };
}

function hash(codes: Uint16Array, at: number): number {
  let value = 0;
  for (let index = at; index < at + sampleLength; index += 1) value = Math.imul(value ^ codes[index]!, 0x9e3779b1);
  return value ^ (value >>> 15);
}
