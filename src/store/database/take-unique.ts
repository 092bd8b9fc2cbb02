import type { Model } from 'mongoose';
import { collectionOf, filterOf, updateOf } from './collection';
import { isDuplicateKey } from './connection';

/** Names are one line without control characters, so no name that somebody chose has this in it. */
const mark = '\u0001';
const afterMark = '\u0002';

/** The name of a row that has yet to take `name`: of this row only, and found by the wanted name. */
export function provisionalName(name: string, uuid: string): string {
  return `${mark}${name}${mark}${uuid}`;
}

/**
 * Inserts a row with a unique `name`; throws the server's duplicate key error when another row has that name.
 *
 * MongoDB decides this with the insert. SecantusDB checks inserts also against names that updates have long removed,
 * while it checks updates against the index itself. So when an insert is refused although no row has the name, the
 * row goes in under a provisional name and then takes the wanted one; what loses is deleted. Of creators that meet
 * here one wins. Rows of creators that died in between are removed by the next one who wants the same name.
 */
export async function insertTakingName<D extends { readonly _id: string; readonly name: string }>(
  model: Model<D>,
  row: D,
): Promise<void> {
  try {
    await model.create(row);
  } catch (error) {
    if (!isDuplicateKey(error) || !(await takeReleasedName(model, row))) throw error;
  }
}

async function takeReleasedName<D extends { readonly _id: string; readonly name: string }>(
  model: Model<D>,
  row: D,
): Promise<boolean> {
  const { _id, name } = row;
  const rows = collectionOf(model);
  if ((await rows.findOne(filterOf({ name }), { projection: { _id: 1 } })) !== null) return false;

  // A creator that is still at work loses its row by this and is refused. The last to get here keeps its own.
  await rows.deleteMany(filterOf({ name: { $gte: provisionalName(name, ''), $lt: `${mark}${name}${afterMark}` } }));
  const provisional = { _id, name: provisionalName(name, _id) };
  try {
    await model.create({ ...row, name: provisional.name });
    const { matchedCount } = await rows.updateOne(filterOf(provisional), updateOf({ $set: { name } }));
    return matchedCount > 0;
  } catch (error) {
    await rows.deleteOne(filterOf(provisional));
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
