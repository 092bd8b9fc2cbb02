/** Smallest number of inserted, deleted, replaced or swapped neighbouring characters (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** The known name that `name` was probably meant to be; undefined when none is near (a third of its length). */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const short = name.slice(0, 80);
  const [best] = known
    .map((candidate) => ({ candidate, distance: editDistance(short, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(2, Math.floor(best.candidate.length / 4))
    ? best.candidate
    : undefined;
}

/**
 * ` Did you mean "x"?` with the known value that was probably meant, whatever its case: one with few other characters,
 * one that holds what was sent, or one that it begins with (`ECDSA` for `ec`). Empty when none is near.
 */
export function didYouMean(sent: string, known: readonly string[]): string {
  const wanted = sent.slice(0, 80).toLowerCase();
  const folded = known.map((value) => ({ value, text: value.toLowerCase() }));
  const guess = byEdits(wanted, folded) ?? byPart(wanted, folded);
  return guess === undefined ? '' : ` Did you mean ${JSON.stringify(guess)}?`;
}

interface Folded {
  readonly value: string;
  readonly text: string;
}

/** A quarter of the characters may differ, one always. */
function byEdits(wanted: string, known: readonly Folded[]): string | undefined {
  const most = Math.max(1, Math.floor(wanted.length / 4));
  const [best] = known
    // Cheaper than to compare, and there may be thousands of names.
    .filter(({ text }) => Math.abs(text.length - wanted.length) <= most)
    .map(({ value, text }) => ({ value, distance: editDistance(wanted, text) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= most ? best.value : undefined;
}

function byPart(wanted: string, known: readonly Folded[]): string | undefined {
  const holding = known.find(({ text }) => wanted.length >= 3 && text.includes(wanted));
  const [beginning] = known
    .filter(({ text }) => text.length >= 2 && wanted.startsWith(text))
    .sort((a, b) => b.text.length - a.text.length);
  return (holding ?? beginning)?.value;
}
