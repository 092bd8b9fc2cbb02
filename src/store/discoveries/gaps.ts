import { createHash } from 'node:crypto';
import { Schema, type Connection } from 'mongoose';
import type { Gap, GapCounts } from '../../domain/discoveries/discovery';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';

interface GapDocument extends Gap {
  /** Run, and a hash of kind and place: a gap that is met twice counts once. */
  readonly _id: string;
  readonly run: string;
}

const schema = new Schema<GapDocument>(
  { _id: String, run: String, kind: String, place: String, detail: String },
  { versionKey: false, strict: 'throw' },
);
schema.index({ run: 1, kind: 1, _id: 1 });

/** What runs could not read. */
export function createDiscoveryGapStore(db: Connection) {
  const gaps = collectionOf(modelOf(db, 'discovery_gaps', schema));
  const within = (run: string, after?: string) => ({ _id: { $gt: after ?? `${run}:`, $lt: `${run};` } });

  return {
    async add(run: string, found: readonly Gap[]): Promise<void> {
      if (found.length === 0) return;
      const documents = new Map(
        found.map(({ kind, place, detail }) => {
          const _id = `${run}:${createHash('sha256').update(`${kind}\n${place}`).digest('hex').slice(0, 32)}`;
          return [_id, { _id, run, kind, place: place.slice(0, 1_000), detail: detail.slice(0, 500) }];
        }),
      );
      await insertIgnoringDuplicates(gaps, [...documents.values()]);
    },

    async counts(run: string): Promise<GapCounts> {
      const found = await gaps
        .aggregate<{ _id: string; count: number }>([
          { $match: { run } },
          { $group: { _id: '$kind', count: { $sum: 1 } } },
        ])
        .toArray();
      return Object.fromEntries(found.map(({ _id, count }) => [_id, count]));
    },

    count: (run: string, kind: string | undefined): Promise<Count> =>
      countRows(gaps, { run, ...(kind === undefined ? {} : { kind }) }),

    /** `after` is the `id` of the last one of the page before. */
    async list(
      run: string,
      kind: string | undefined,
      after: string | undefined,
      limit: number,
    ): Promise<(Gap & { readonly id: string })[]> {
      const found = await gaps
        .find({ ...within(run, after), ...(kind === undefined ? {} : { run, kind }) })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(({ _id, kind: what, place, detail }) => ({ id: _id, kind: what, place, detail }));
    },

    async removeOfRun(run: string): Promise<void> {
      await gaps.deleteMany({ run });
    },
  };
}

export type DiscoveryGapStore = ReturnType<typeof createDiscoveryGapStore>;
