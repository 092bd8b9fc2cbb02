import type { Position, ScannedPage } from '../database/keyset-scan';

interface Timed {
  readonly _id: string;
  readonly occurredAt: Date;
}

/**
 * Pages of several scans from the same position as one page, in the order of (time, id). What one of them has not looked
 * at yet bounds what can be shown.
 */
export function mergePages<D extends Timed>(
  pages: readonly ScannedPage<D>[],
  direction: 1 | -1,
  limit: number,
): ScannedPage<D> {
  const [only] = pages;
  if (only !== undefined && pages.length === 1) return only;
  const order = (one: Position, other: Position) =>
    direction * (timeOf(one) - timeOf(other) || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
  const bound = pages
    .flatMap(({ next }) => next ?? [])
    .reduce<Position | undefined>(
      (least, next) => (least === undefined || order(next, least) < 0 ? next : least),
      undefined,
    );
  const rows = new Map(pages.flatMap(({ items }) => items).map((row) => [row._id, row]));
  const seen = [...rows.values()]
    .filter((row) => bound === undefined || order(positionOf(row), bound) <= 0)
    .sort((one, other) => order(positionOf(one), positionOf(other)));
  if (seen.length <= limit) return { items: seen, next: bound };
  const items = seen.slice(0, limit);
  return { items, next: positionOf(items.at(-1)!) };
}

function positionOf({ _id, occurredAt }: Timed): Position {
  return { value: occurredAt, id: _id };
}

function timeOf({ value }: Position): number {
  return value instanceof Date ? value.getTime() : 0;
}
