/** Figures that a bench has to reach, each with what it is held against. */
export interface Target {
  readonly figure: string;
  readonly value: number;
  /** Of the same run; absent where there is no lower limit. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface TargetRow {
  readonly figure: string;
  readonly value: number;
  readonly target: string;
  readonly verdict: 'pass' | 'fail';
}

/** A value that is no number has not been measured, and fails. */
export function judged({ figure, value, atLeast, atMost }: Target): TargetRow {
  const isReached = Number.isFinite(value) && value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
  const bounds = [atLeast === undefined ? '' : `>= ${atLeast}`, atMost === undefined ? '' : `<= ${atMost}`];
  const target = bounds.filter((bound) => bound !== '').join(', ');
  return { figure, value, target, verdict: isReached ? 'pass' : 'fail' };
}

/** Prints the rows, and gives them for the one line of JSON. */
export function judge(targets: readonly Target[]): readonly TargetRow[] {
  const rows = targets.map(judged);
  console.table(rows);
  return rows;
}
