import type { Connection, Model } from 'mongoose';

/**
 * Creates every index that the models of a connection declare; before data, because a unique index is what decides
 * who wins. Safe to repeat. Models come into being when their stores are created, so create the stores first.
 * @param models those to look at; all of the connection by default
 */
export async function ensureIndexes(
  db: Connection,
  models: readonly Pick<Model<unknown>, 'createCollection' | 'createIndexes'>[] = Object.values(db.models),
): Promise<void> {
  // One after the other: creating collections in parallel gains nothing and some servers serialise it anyway.
  for (const model of models) {
    await model.createCollection();
    await model.createIndexes();
  }
}
