import { sentenceOf } from '../api/problem';

/** What came of doing something to many rows, one after the other. */
export interface EachResult<Row> {
  readonly done: number;
  readonly refused: readonly { readonly row: Row; readonly why: string }[];
}

/**
 * Does something to each row in turn, on through refusals, so that one that cannot be done does not hold up the others.
 * `onStep` is told how many have been tried. After an abort the rest is left; what is left counts as refused.
 */
export async function doEach<Row>(
  rows: readonly Row[],
  act: (row: Row) => Promise<unknown>,
  onStep?: (tried: number) => void,
  signal?: AbortSignal,
): Promise<EachResult<Row>> {
  const refused: { row: Row; why: string }[] = [];
  for (const [index, row] of rows.entries()) {
    try {
      if (signal?.aborted === true) throw new Error('It was stopped before this one.');
      await act(row);
    } catch (error) {
      refused.push({ row, why: sentenceOf(error) });
    }
    onStep?.(index + 1);
  }
  return { done: rows.length - refused.length, refused };
}

/** `2 of 3 were sent again. Not done: 1 (Only a delivery that was given up …)`, each reason once with its number. */
export function eachText<Row>({ done, refused }: EachResult<Row>, what: string): string {
  const all = done + refused.length;
  const n = (count: number) => count.toLocaleString('en');
  if (refused.length === 0) return `${n(done)} ${what}.`;
  const reasons = new Map<string, number>();
  for (const { why } of refused) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  const list = [...reasons].map(([why, count]) => `${n(count)}: ${why}`).join(' ');
  return `${n(done)} of ${n(all)} ${what}. Not done: ${list}`;
}
