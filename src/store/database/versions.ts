/**
 * What rows of an earlier version have in the field that names it: nothing, or a smaller number. Listed one by one,
 * because every engine answers that from an index.
 */
export function earlierThan(version: number): (number | null)[] {
  return [null, ...Array.from({ length: version - 1 }, (_, index) => index + 1)];
}
