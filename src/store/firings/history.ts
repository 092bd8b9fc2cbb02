import type { Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import type { Firing } from '../../domain/firings/firing';
import { firingModel, fromFiringRow, type FiringDocument, type FiringRowDocument } from './firings';
import type { Count } from '../database/count';
import { countScan, scanPage, type Position, type ScannedPage } from '../database/keyset-scan';
import { createSplitPoints } from '../database/split-points';

/** All filters of the Event Viewer, combined by AND. */
export interface FiringFilter {
  readonly events?: readonly string[];
  readonly statuses?: readonly string[];
  readonly outcomes?: readonly string[];
  /** uuid of a trigger that matched. */
  readonly trigger?: string;
  readonly object?: { readonly resource: string; readonly uuid: string };
  /** Snapshots that used a set at the place asked for. */
  readonly snapshots?: readonly string[];
  /** uuid of the acting user, or `system`. */
  readonly actor?: string;
  /** Inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
  /** Literal text in subject name, trigger names or message; case does not matter. */
  readonly text?: string;
  readonly errorsOnly?: boolean;
}

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

export type FiringRow = Omit<Firing, 'triggers' | 'occurrenceKey'>;

/** Reading the event history. Event codes, statuses and outcomes that are not known are handed on as they are. */
export function createEventHistory(db: Connection) {
  const collection = collectionOf(firingModel(db));
  const splitPoints = createSplitPoints(collection);

  async function find(firingId: string): Promise<Firing | null> {
    const row = await collection.findOne<FiringRowDocument>({ _id: firingId });
    return row === null ? null : toFiring(fromFiringRow(row));
  }

  return {
    find,

    /** By time, newest or oldest first. A page may be short and still have a next one. */
    async list(
      filter: FiringFilter,
      direction: 1 | -1,
      after: Position | undefined,
      limit: number,
    ): Promise<ScannedPage<FiringRow>> {
      const scan = scanOf(filter, direction);
      const page = await scanPage<FiringDocument>(collection, splitPoints, { ...scan, after, limit });
      return { items: page.items.map(toFiring), next: page.next };
    },

    count: (filter: FiringFilter): Promise<Count> =>
      countScan<FiringDocument>(collection, splitPoints, scanOf(filter, -1)),

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
      const rows = await collection
        .find({ replayOf: firingId }, { projection: { _id: 1 } })
        .limit(100)
        .toArray();
      return rows.map((row) => row._id);
    },

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
  const { events, statuses, outcomes, trigger, object, snapshots, actor, errorsOnly } = filter;
  const among = (values: readonly string[] | undefined, name: string) =>
    values === undefined ? [] : [{ [name]: values.length === 1 ? values[0] : { $in: [...values] } }];
  const clauses = [
    ...among(events, 'event'),
    ...among(statuses, 'status'),
    ...among(outcomes, 'outcome'),
    ...among(snapshots, 'snapshotId'),
    ...(trigger === undefined ? [] : [{ 'matchedTriggers.uuid': trigger }]),
    ...(object === undefined ? [] : [{ resource: object.resource, objectUuid: object.uuid }]),
    ...(actor === undefined ? [] : [actor === 'system' ? { 'actor.type': 'system' } : { 'actor.uuid': actor }]),
    ...(errorsOnly === true ? [{ status: { $in: ['failed', 'finished_with_errors'] } }] : []),
  ];
  return clauses.length === 0 ? {} : { $and: clauses };
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
