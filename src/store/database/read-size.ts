/**
 * How many rows one query reads whose rows may be large: few at first, more while that is quick, fewer when it is not.
 * Rows that come together are decoded in one go, which nobody else can interrupt.
 */
export interface ReadSize {
  now(): number;
  /** A query of this size took so long. */
  took(ms: number): void;
}

const first = 2;
const least = 1;
const most = 500;
const quickMs = 10;
const slowMs = 40;

export function createReadSize(): ReadSize {
  let size = first;
  return {
    now: () => size,
    took(ms) {
      if (ms < quickMs) size = Math.min(most, size * 2);
      else if (ms > slowMs) size = Math.max(least, Math.floor(size / 2));
    },
  };
}
