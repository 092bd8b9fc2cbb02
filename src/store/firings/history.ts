import type { Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import type { Firing } from '../../domain/firings/firing';
import { firingModel, fromFiringRow, type FiringDocument, type FiringRowDocument } from './firings';
import type { Count } from '../database/count';
import { countScan } from '../database/count-scan';
import { scanPage, type Position, type ScannedPage } from '../database/keyset-scan';
import { createSplitPoints } from '../database/split-points';
import type { FiringFilter } from './firing-filter';
import { mergePages } from './merge-pages';
import { bestLead, errorStatuses, leadsOf, oneOrAmong, type Clause } from './leading';
import { firstStretches, sampledFields, shareOf } from './shares';
import { estimateTimeline, readTimeline, type Timeline, type TimelineRange } from './timeline';

export interface EventSummary {
  readonly event: string;
  readonly evaluated: number;
  readonly matched: number;
  readonly ignored: number;
  readonly unmatched: number;
  readonly failed: number;
}

/** What a list row needs; the rest of a firing can be large. */
const rowProjection = { details: 0, occurrenceKey: 0 } as const;
const sortField = { name: 'occurredAt', type: 'date', growing: true, nullable: false } as const;
/** Summaries of a wider range than a store can add up in this time are refused by it. */
const summaryMs = 20_000;
/** A cause chain is stopped at 5; what is longer was written by somebody else. */
const longestChain = 6;
/**
 * No index answers a text or a particular, nor clauses that are frequent and hardly meet: so long they are looked for while
 * somebody waits.
 */
const promptMs = 55;
/** Rows are read in stretches of about two hundred: some stores walk a stretch to its end before a limit counts. */
const stretches = 5_000;

export type FiringRow = Omit<Firing, 'triggers' | 'occurrenceKey'>;

/** Reading the event history. Event codes, statuses and outcomes that are not known are handed on as they are. */
export function createEventHistory(db: Connection) {
  const collection = collectionOf(firingModel(db));
  const splitPoints = createSplitPoints(collection, { wanted: stretches, fields: sampledFields });

  async function find(firingId: string): Promise<Firing | null> {
    const row = await collection.findOne<FiringRowDocument>({ _id: firingId });
    return row === null ? null : toFiring(fromFiringRow(row));
  }

  /** Replays of any of these firings, at most so many. */
  async function replaysOfMany(
    firingIds: readonly string[],
    limit = 1_000,
  ): Promise<{ readonly firingId: string; readonly replayOf: string }[]> {
    if (firingIds.length === 0) return [];
    const rows = await collection
      .find({ replayOf: { $in: [...firingIds] } }, { projection: { replayOf: 1 } })
      .limit(limit)
      .toArray();
    return rows.map(({ _id, replayOf }) => ({ firingId: _id, replayOf: replayOf ?? '' }));
  }

  return {
    find,

    /** Those of them that are there, in no order. */
    async findMany(firingIds: readonly string[]): Promise<Firing[]> {
      const rows = await collection.find<FiringRowDocument>({ _id: { $in: [...firingIds] } }).toArray();
      return rows.map((row) => toFiring(fromFiringRow(row)));
    },

    /**
     * By time, newest or oldest first. A page may be short and still have a next one: one that is not `patient` is cut
     * where somebody waits for it.
     */
    async list(
      filter: FiringFilter,
      direction: 1 | -1,
      after: Position | undefined,
      limit: number,
      patience: 'prompt' | 'patient' = 'prompt',
    ): Promise<ScannedPage<FiringRow>> {
      // No firing used a set at the place that was asked for.
      if (filter.snapshots?.length === 0) return { items: [], next: undefined };
      const scan = scanOf(filter, direction);
      const sample = await splitPoints.sampleOf(sortField);
      const leads = bestLead(leadsOf(filter), (clause) => shareOf(sample, [clause]));
      const clauses = clausesOf(filter);
      // Most firings use the sets of the platform: they are found at once.
      const isWithoutLead = leads.length === 0 && clauses.length > 0 && filter.placeIsPlatform !== true;
      const isHard = filter.text !== undefined || clauses.length > 1 || isWithoutLead;
      const read = (lead: Clause | undefined) => {
        const led = lead === undefined ? [] : [lead];
        const found = shareOf(sample, [...led, ...clauses]);
        return scanPage<FiringDocument>(collection, splitPoints, {
          ...scan,
          ...(lead === undefined ? {} : { lead }),
          ...(filter.text === undefined
            ? { begin: firstStretches(sample, limit, { read: shareOf(sample, led), found }) }
            : {}),
          ...(patience === 'prompt' && isHard ? { budgetMs: promptMs } : {}),
          after,
          limit,
        });
      };
      const pages = await Promise.all(leads.length === 0 ? [read(undefined)] : leads.map(read));
      const page = mergePages(pages, direction, limit);
      return { items: page.items.map(toFiring), next: page.next };
    },

    count: (filter: FiringFilter): Promise<Count> => {
      const [leads = []] = leadsOf(filter);
      const scan = scanOf(filter, -1);
      return countScan<FiringDocument>(collection, splitPoints, {
        ...scan,
        ...(leads.length === 1 ? { lead: leads[0]! } : {}),
      });
    },

    /**
     * How many firings each stretch of a time has. Few are counted, many are estimated from a sample of all of them; the
     * filter has no text and no time of its own.
     */
    async timeline(filter: FiringFilter, range: TimelineRange): Promise<Timeline> {
      if (filter.snapshots?.length === 0) return { isEstimate: false, items: [] };
      const clauses = clausesOf(filter);
      const sample = await splitPoints.sampleOf(sortField);
      const estimate = estimateTimeline(sample, clauses, range);
      return estimate ?? readTimeline(collection, clauses, range);
    },

    /** Ids of the firings about an object (of one event, if it is given), the newest first. */
    async idsOf(objectUuid: string, limit: number, event?: string): Promise<string[]> {
      const rows = await collection
        .find({ objectUuid, ...(event === undefined ? {} : { event }) }, { projection: { _id: 1 } })
        .sort({ occurredAt: -1, _id: -1 })
        .limit(limit)
        .toArray();
      return rows.map((row) => row._id);
    },

    /** Whether any firing is of this event, known or not. */
    async hasEvent(event: string): Promise<boolean> {
      return (await collection.findOne({ event }, { projection: { _id: 1 } })) !== null;
    },

    /** The firings that led to this one, nearest first. */
    async causesOf(firing: Pick<Firing, 'causedBy'>): Promise<FiringRow[]> {
      const chain: FiringRow[] = [];
      let cause = firing.causedBy;
      while (cause !== null && chain.length < longestChain) {
        const found = await find(cause);
        if (found === null) break;
        chain.push(found);
        cause = found.causedBy;
      }
      return chain;
    },

    /** Ids of the replays of a firing, at most 100. */
    async replaysOf(firingId: string): Promise<string[]> {
      return (await replaysOfMany([firingId], 100)).map((replay) => replay.firingId);
    },

    replaysOfMany,

    /**
     * Objects by what came of their firings in [from, to), for each event. An object counts once in each column; what
     * was never stored, such as a rejected upload, counts on its own.
     */
    async summarise(event: string | undefined, from: Date, to: Date): Promise<EventSummary[]> {
      const has = (condition: object) => ({ $max: { $cond: [condition, 1, 0] } });
      const outcome = (value: string) => has({ $eq: ['$outcome', value] });
      const rows = await collection
        .aggregate<Omit<EventSummary, 'event'> & { readonly _id: string }>(
          [
            { $match: { ...(event === undefined ? {} : { event }), occurredAt: { $gte: from, $lt: to } } },
            {
              $group: {
                _id: { event: '$event', object: { $ifNull: ['$objectUuid', '$_id'] } },
                evaluated: has({ $in: ['$outcome', ['performed', 'ignored', 'unmatched']] }),
                matched: outcome('performed'),
                ignored: outcome('ignored'),
                unmatched: outcome('unmatched'),
                failed: has({ $eq: ['$status', 'failed'] }),
              },
            },
            {
              $group: {
                _id: '$_id.event',
                evaluated: { $sum: '$evaluated' },
                matched: { $sum: '$matched' },
                ignored: { $sum: '$ignored' },
                unmatched: { $sum: '$unmatched' },
                failed: { $sum: '$failed' },
              },
            },
            { $sort: { _id: 1 } },
          ],
          { allowDiskUse: true, maxTimeMS: summaryMs },
        )
        .toArray();
      return rows.map(({ _id, ...counts }) => ({ event: _id, ...counts }));
    },
  };
}

export type EventHistory = ReturnType<typeof createEventHistory>;

function scanOf(filter: FiringFilter, direction: 1 | -1) {
  return {
    filter: toDatabaseFilter(filter),
    ...(filter.text === undefined ? {} : { matches: containing(filter.text) }),
    sort: { ...sortField, direction, from: filter.from, to: filter.to },
    projection: rowProjection,
  };
}

function toDatabaseFilter(filter: FiringFilter): Record<string, unknown> {
  const clauses = clausesOf(filter);
  return clauses.length === 0 ? {} : { $and: clauses };
}

/** What a row must meet, but for the time and the text. */
function clausesOf(filter: FiringFilter): Clause[] {
  const { events, statuses, outcomes, trigger, object, snapshots, actor, errorsOnly } = filter;
  const among = (values: readonly string[] | undefined, name: string) =>
    values === undefined ? [] : [{ [name]: oneOrAmong(values) }];
  return [
    ...among(events, 'event'),
    ...among(statuses, 'status'),
    ...among(outcomes, 'outcome'),
    ...among(snapshots, 'snapshotId'),
    ...(trigger === undefined ? [] : [{ 'matchedTriggers.uuid': trigger }]),
    ...(object === undefined ? [] : [{ resource: object.resource, objectUuid: object.uuid }]),
    ...(actor === undefined ? [] : [actor === 'system' ? { 'actor.type': 'system' } : { 'actor.uuid': actor }]),
    ...(errorsOnly === true ? [{ status: oneOrAmong(errorStatuses) }] : []),
    ...[...(filter.particulars ?? [])].flatMap(([field, values]) => among(values, `particulars.${field}`)),
  ];
}

function containing(text: string): (row: FiringDocument) => boolean {
  const wanted = text.normalize('NFC').toLowerCase();
  return ({ objectName, message, matchedTriggers }) =>
    [objectName, message, ...matchedTriggers.map(({ name }) => name)].some(
      (value) => value?.toLowerCase().includes(wanted) ?? false,
    );
}

function toFiring({ _id, ...firing }: FiringDocument): Firing {
  return { firingId: _id, ...firing, replayOf: firing.replayOf ?? null };
}
