/** The key of a stored row, as it orders them. Object ids are hexadecimal. */
export interface RowKey {
  readonly kind: 'number' | 'string' | 'objectId';
  readonly value: number | string;
}

/** What one pass over all collections has done in the target. */
export interface PassResult {
  /** Rows written and deleted. */
  readonly changed: number;
  readonly ms: number;
}

/** A collection that is the same at both ends. */
export interface CopiedCollection {
  readonly name: string;
  readonly rows: number;
  /** SHA-256, hexadecimal, over the BSON of its rows in the order of their keys, taken at each end by itself. */
  readonly source: string;
  readonly target: string;
}

/** The copy is finished; the target takes the source's place. */
export interface FinishedCopy {
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly collections: readonly CopiedCollection[];
}

/** A reason not to copy, or not to go on, that a person can act on. */
export class CopyFault extends Error {
  override readonly name = 'CopyFault';
}

/** Fewer changes than this in a pass are not worth another one before the product is stopped. */
const fewChanges = 1_000;

/**
 * Whether another pass would bring the target no nearer: what is left is what the product writes while one runs.
 * @param passes those that have ended, in their order
 */
export function isCaughtUp(passes: readonly PassResult[]): boolean {
  const last = passes.at(-1);
  const before = passes.at(-2);
  if (last === undefined || before === undefined) return false;
  return last.changed <= fewChanges || last.changed * 2 > before.changed;
}

/** Milliseconds to wait before the next pass while the product goes on: a tenth of the time is spent on passes at most. */
export function restAfter({ ms }: PassResult): number {
  return Math.min(Math.max(ms * 9, 5_000), 300_000);
}
