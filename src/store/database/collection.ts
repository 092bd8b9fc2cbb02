import type { Model, mongo } from 'mongoose';

/** What every row has: a key that we choose, never the driver's ObjectId. */
export interface Row {
  readonly _id: string;
}

/** What reading needs of a collection, whatever its rows are. */
export interface Readable {
  find<T extends mongo.Document>(filter: object, options: mongo.FindOptions): mongo.FindCursor<T>;
  countDocuments(filter: object, options: mongo.CountDocumentsOptions): Promise<number>;
}

/**
 * The collection of a model as the driver has it, with the type of its rows. Nothing is checked against the schema on
 * this way, no default is filled in, and filters are taken as they are: none may come from a request unread.
 *
 * Mongoose gives its collections no type, and the driver's types cannot follow a generic row or a filter that is put
 * together at run time. This file is the one place that knows better than the compiler.
 */
export function collectionOf<T extends { readonly _id: string | number }>(model: Model<T>): mongo.Collection<T> {
  return model.collection as unknown as mongo.Collection<T>;
}

/** A filter that was put together by member names. */
export function filterOf<T>(filter: object): mongo.Filter<T> {
  return filter;
}

/** An update that was put together by member names. */
export function updateOf<T>(update: object): mongo.UpdateFilter<T> {
  return update;
}

/** Rows with their keys, to be inserted. */
export function newRows<T extends Row>(rows: readonly T[]): mongo.OptionalUnlessRequiredId<T>[] {
  return rows as mongo.OptionalUnlessRequiredId<T>[];
}
