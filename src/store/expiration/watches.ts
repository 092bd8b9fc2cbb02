import type { Connection } from 'mongoose';
import { withQuietScans, type PastScan } from '../../domain/expiration/quiet-scans';
import type { Acknowledgement, ExpirationWatch } from '../../domain/expiration/watch';
import type { StreamState } from '../../domain/notifications/streams';
import { batched, batchedById } from '../database/batched';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';
import { createExpirationScanStore } from './scans';
import { createWatchLooks } from './watch-looks';
import { atOnce, fromDocument, newRow, watchSchema, type WatchDocument } from './watch-rows';

/** A firing that uneventful ones are folded into from now on. */
export interface RecordedFiring {
  readonly certificate: string;
  readonly firingId: string;
  readonly resultKey: string;
  readonly slot: Date;
  readonly at: Date;
}

export type ExpirationWatchStore = ReturnType<typeof createExpirationWatchStore>;

/**
 * One small row per certificate that has been due, by its uuid: what scans and notices remember. Rows are written by
 * key only, so that an hour in which nothing happens costs one update per page of certificates.
 */
export function createExpirationWatchStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'expiration_watches', watchSchema));
  const scans = createExpirationScanStore(db);

  /** Makes the rows that are missing. */
  async function ensure(certificates: readonly string[]): Promise<number> {
    const found = await rows.find({ _id: { $in: [...certificates] } }, { projection: { _id: 1 } }).toArray();
    const known = new Set(found.map(({ _id }) => _id));
    const missing = certificates.filter((certificate) => !known.has(certificate));
    if (missing.length === 0) return 0;
    await insertIgnoringDuplicates(
      rows,
      missing.map((certificate) => ({ ...newRow(certificate), quiet: 'none' as const, lookAt: atOnce })),
    );
    return missing.length;
  }

  async function findMany(certificates: readonly string[]): Promise<Map<string, ExpirationWatch>> {
    if (certificates.length === 0) return new Map();
    return readAll(await rows.find({ _id: { $in: [...certificates] } }).toArray());
  }

  /** With what scans have found since that wrote nothing. */
  async function readAll(found: readonly WatchDocument[]): Promise<Map<string, ExpirationWatch>> {
    const quiet = found.flatMap(({ quiet: kind, quietFrom }) => (kind === 'fold' && quietFrom ? [+quietFrom] : []));
    const since: readonly PastScan[] =
      quiet.length === 0 ? [] : await scans.finishedSince(new Date(Math.min(...quiet)));
    return new Map(found.map((row) => [row._id, withQuietScans(fromDocument(row), since)]));
  }

  const findOne = batchedById(findMany);

  /** True for each that was written; which of several were is seen by what the rows hold afterwards. */
  const moveEach = batched(async (moves: readonly StreamMove[]): Promise<boolean[]> => {
    for (let isSecond = false; ; isSecond = true) {
      const { matchedCount } = await rows.bulkWrite(moves.map(toUpdate), { ordered: false });
      if (matchedCount === moves.length) return moves.map(() => true);
      if (isSecond || (await ensure([...new Set(moves.map(({ certificate }) => certificate))])) === 0) break;
    }
    if (moves.length === 1) return [false];
    const after = await findMany(moves.map(({ certificate }) => certificate));
    return moves.map(({ certificate, profile, seen, next }) => {
      const watch = after.get(certificate);
      return watch?.cycle === seen.cycle && isSameState(watch.streams[profile], next);
    });
  });

  return {
    async find(certificate: string): Promise<ExpirationWatch | null> {
      return (await findOne(certificate)) ?? null;
    },

    /** By certificate; who was never due is missing. */
    findMany,

    ...createWatchLooks(rows, ensure),

    /** Firings of their own: uneventful ones fold into them from now on. Doing it again changes nothing. */
    async recordFirings(firings: readonly RecordedFiring[]): Promise<void> {
      if (firings.length === 0) return;
      await ensure(firings.map(({ certificate }) => certificate));
      await rows.bulkWrite(
        firings.map(({ certificate, firingId, resultKey, slot, at }) => ({
          updateOne: {
            filter: { _id: certificate, firingId: { $ne: firingId } },
            update: {
              $set: { firingId, resultKey, slot, lastFiredAt: at, repeatCount: 1, lookAt: atOnce, quietUntil: at },
              $inc: { touches: 1 },
            },
          },
        })),
        { ordered: false },
      );
    },

    async markChecked(certificates: readonly string[], at: Date): Promise<void> {
      if (certificates.length === 0) return;
      await ensure(certificates);
      await rows.updateMany({ _id: { $in: [...certificates] } }, { $set: { replacementsCheckedAt: at } });
    },

    /** As if nobody had looked for replacements of any. */
    async forgetChecks(): Promise<void> {
      await rows.updateMany(
        { replacementsCheckedAt: { $ne: null } },
        { $set: { replacementsCheckedAt: null, lookAt: atOnce }, $inc: { touches: 1 } },
      );
    },

    /**
     * Writes a stream's next state if it is still as it was seen: one atomic write, of several that try one wins. The
     * number of the last claim and the claim itself tell one state from the next.
     */
    async moveStream(
      certificate: string,
      profile: string,
      seen: StreamMove['seen'],
      next: StreamState,
    ): Promise<boolean> {
      return moveEach({ certificate, profile, seen, next });
    },

    /** A replacement is there: a new cycle begins. False when the watch has moved on since it was seen. */
    async reset(certificate: string, seenCycle: number): Promise<boolean> {
      const { matchedCount } = await rows.updateOne(
        { _id: certificate, cycle: seenCycle },
        {
          $set: { streams: {}, acknowledged: null, firingId: null, resultKey: null, slot: null, lookAt: atOnce },
          $inc: { cycle: 1, touches: 1 },
        },
      );
      return matchedCount > 0;
    },

    /** Null takes an acknowledgement back. False when a new cycle has begun since the watch was seen. */
    async acknowledge(certificate: string, seenCycle: number, acknowledged: Acknowledgement | null): Promise<boolean> {
      await ensure([certificate]);
      const { matchedCount } = await rows.updateOne(
        { _id: certificate, cycle: seenCycle },
        { $set: { acknowledged, lookAt: atOnce }, $inc: { touches: 1 } },
      );
      return matchedCount > 0;
    },

    /** The same where nobody has acknowledged since the watch was seen: of several that try, one gets true. */
    async acknowledgeFirst(
      certificate: string,
      seen: Pick<ExpirationWatch, 'cycle' | 'acknowledged'>,
      acknowledged: Acknowledgement,
    ): Promise<boolean> {
      await ensure([certificate]);
      const before = seen.acknowledged === null ? { acknowledged: null } : { 'acknowledged.at': seen.acknowledged.at };
      const { matchedCount } = await rows.updateOne(
        { _id: certificate, cycle: seen.cycle, ...before },
        { $set: { acknowledged, lookAt: atOnce }, $inc: { touches: 1 } },
      );
      return matchedCount > 0;
    },

    async remove(certificates: readonly string[]): Promise<void> {
      if (certificates.length > 0) await rows.deleteMany({ _id: { $in: [...certificates] } });
    },
  };
}

interface StreamMove {
  readonly certificate: string;
  readonly profile: string;
  readonly seen: { readonly cycle: number; readonly state: StreamState | undefined };
  readonly next: StreamState;
}

function toUpdate({ certificate, profile, seen: { cycle, state }, next }: StreamMove) {
  const path = `streams.${profile}`;
  const unchanged: Record<string, unknown> =
    state === undefined
      ? { [path]: { $exists: false } }
      : {
          [`${path}.number`]: state.number,
          [`${path}.counted`]: state.counted,
          [`${path}.claim.firingId`]: state.claim?.firingId ?? null,
        };
  const update = { $set: { [path]: next, lookAt: atOnce }, $inc: { touches: 1 } };
  return { updateOne: { filter: { _id: certificate, cycle, ...unchanged }, update } };
}

/** A claim names its firing: nobody else comes to the same state. Without one both say the same of the same ledger. */
function isSameState(one: StreamState | undefined, other: StreamState): boolean {
  return (
    one?.number === other.number &&
    one.counted === other.counted &&
    one.step === other.step &&
    (one.claim?.firingId ?? null) === (other.claim?.firingId ?? null)
  );
}
