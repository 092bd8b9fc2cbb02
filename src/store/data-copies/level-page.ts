import type { Hash } from 'node:crypto';
import type { RowKey } from '../../domain/data-copies/copy';
import { deleteRows, writeRows } from './write-rows';
import { rawRows, type Position, type RawCollection, type RawPage, type RawRow } from './raw-rows';

/** Keys of rows to delete that are remembered at once. */
const mostKeys = 10_000;

/**
 * Makes the rows of a page the same in the target: writes what is missing or differs, and deletes what the source does
 * not have between its first and last key, or to the end where nothing follows.
 * @param hash takes the target's rows as they were found
 * @returns how many rows were not the same
 */
export async function levelPage(
  target: RawCollection,
  position: Position,
  page: RawPage,
  hash?: Pick<Hash, 'update'>,
): Promise<number> {
  const open = new Map(page.rows.map((row) => [nameOf(row.key), row]));
  const write: RawRow[] = [];
  const surplus: RowKey[] = [];
  let deleted = 0;
  for await (const found of rawRows(target, position, page.last)) {
    hash?.update(found.bytes);
    const name = nameOf(found.key);
    const wanted = open.get(name);
    if (wanted === undefined) surplus.push(found.key);
    else if (!Buffer.from(wanted.bytes).equals(found.bytes)) write.push(wanted);
    open.delete(name);
    if (surplus.length >= mostKeys) deleted += await deleteRows(target, surplus.splice(0));
  }
  // First, because their unique keys may be those of rows to write.
  deleted += await deleteRows(target, surplus);
  await writeRows(target, write, [...open.values()]);
  return deleted + write.length + open.size;
}

/** Text and numbers are keys side by side. */
const nameOf = ({ value }: RowKey) => value;
