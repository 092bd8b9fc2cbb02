import type { SecretForms } from './secret-forms';
import { createUnfolder } from './unfold';
import { createWindowSearch } from './window-search';

/** [from, to) */
export type Place = readonly [number, number];

/** Finds secrets in a text. */
export interface SecretFinder {
  /** By their start; they may overlap. */
  find(text: string): readonly Place[];
  /**
   * How many characters at the end may be the start of a secret that goes on in the next piece.
   *
   * @param least characters of a secret, without line breaks, that are taken for its start
   */
  openTail(text: string, least: number): number;
}

export function createSecretFinder({ plain, folded, encoded, windows }: SecretForms): SecretFinder {
  const search = createWindowSearch(windows, encoded);
  const unfold = createUnfolder();
  return {
    find(text) {
      const found = findNeedles(text, plain);
      const unfolded = unfold(text);
      for (const [from, to] of [...findNeedles(unfolded.text, folded), ...search.find(unfolded)]) {
        found.push([unfolded.places[from]!, unfolded.places[to - 1]! + 1]);
      }
      return found.sort(([a], [b]) => a - b);
    },
    openTail(text, least) {
      // The second half of an escaped line break may be in the next piece.
      const isHalf = text.endsWith('\\');
      const unfolded = unfold(text);
      const tailOf = (some: string) => Math.max(openNeedle(some, folded, least), search.openTail(some, least));
      const whole = tailOf(unfolded.text);
      const before = isHalf ? tailOf(unfolded.text.slice(0, -1)) : 0;
      const open = Math.max(whole, before > 0 ? before + 1 : 0);
      const start =
        open === 0 ? text.length - (isHalf && least === 1 ? 1 : 0) : unfolded.places[unfolded.text.length - open]!;
      return Math.max(text.length - start, openNeedle(text, plain, least));
    },
  };
}

function findNeedles(text: string, needles: readonly string[]): Place[] {
  const found: Place[] = [];
  for (const needle of needles) {
    for (let at = text.indexOf(needle); at !== -1;) {
      const from = at;
      let to = at + needle.length;
      for (at = text.indexOf(needle, at + 1); at !== -1 && at <= to; at = text.indexOf(needle, at + 1)) {
        to = at + needle.length;
      }
      found.push([from, to]);
    }
  }
  return found;
}

/** The length of the longest start of a needle at the end of a text. */
function openNeedle(text: string, needles: readonly string[], least: number): number {
  let longest = 0;
  for (const needle of needles) {
    const end = text.length;
    // Only where the needle's first letter stands can it begin.
    const first = needle.slice(0, 1);
    const limit = Math.max(least, longest + 1);
    for (let at = text.indexOf(first, Math.max(0, end - needle.length + 1)); at !== -1 && end - at >= limit;) {
      if (needle.startsWith(text.slice(at))) {
        longest = end - at;
        break;
      }
      at = text.indexOf(first, at + 1);
    }
  }
  return longest;
}
