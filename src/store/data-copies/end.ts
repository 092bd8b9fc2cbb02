import type { Connection } from 'mongoose';
import { createProcessStore } from '../database/processes';
import { levelPage } from './level-page';
import { collectionNames, rawCollection, readPage } from './raw-rows';
import { copiesCollection, createCopyStates } from './states';

export type CopyEnd = ReturnType<typeof createCopyEnd>;

/** One of the two databases of a copy. */
export function createCopyEnd(db: Connection) {
  const { all } = createProcessStore(db);
  return {
    states: createCopyStates(db),
    /** Processes of the product that are known here. */
    processes: all,
    /** What is copied: all but the state of copies. */
    names: async () => (await collectionNames(db)).filter((name) => name !== copiesCollection),
    /** Without reading it; close enough for progress. */
    estimate: (name: string) => rawCollection(db, name).estimatedDocumentCount(),
    count: (name: string) => rawCollection(db, name).countDocuments({}),
    isEmpty: async (name: string) => (await rawCollection(db, name).countDocuments({}, { limit: 1 })) === 0,
    readPage: (name: string, ...rest: TailOf<typeof readPage>) => readPage(rawCollection(db, name), ...rest),
    levelPage: (name: string, ...rest: TailOf<typeof levelPage>) => levelPage(rawCollection(db, name), ...rest),
  };
}

type TailOf<F> = F extends (first: never, ...rest: infer R) => unknown ? R : never;
