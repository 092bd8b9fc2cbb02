import type { Delivery } from '../../domain/notifications/delivery';
import { digestDelivery, type Digest } from '../../domain/notifications/digest-delivery';
import { defaultPace, type DeliveryPace } from '../../domain/notifications/pace';
import type { NotificationProfile } from '../../domain/notifications/profile';
import type { ScanBatchStore } from '../../store/expiration/scan-batches';
import type { DeliveryStore } from '../../store/notifications/deliveries';
import {
  digestBuckets,
  type DigestItemStore,
  type DigestScope,
  type WaitingItem,
} from '../../store/notifications/digest-items';
import type { DigestState, DigestStep } from '../../temporal/messages/expiration';
import { createGentlePace, type GentlePace } from '../work/gentle-pace';
import { withHeartbeats, type Work } from '../work/work';
import { createDigestItems, digestFiringId, digestsOf, type DigestItemDeps } from './digest-items';
import type { DigestWriter } from './digest-writer';

export interface DigestAssemblyDeps {
  readonly items: DigestItemDeps['items'] & Pick<DigestItemStore, 'waiting' | 'cancel'>;
  readonly deliveries: Pick<DeliveryStore, 'insertDigests' | 'digestItems'>;
  readonly profiles: (uuids: readonly string[]) => Promise<readonly NotificationProfile[]>;
  readonly batches: Pick<ScanBatchStore, 'opened' | 'count'>;
  /** Something that follows from this CA is still to be checked, or to open its notices. */
  readonly isFollowed: (issuer: string) => Promise<boolean>;
  readonly writer: DigestWriter;
  readonly now: () => Date;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyClock: () => number;
  readonly pace?: DeliveryPace;
  /** Of the writing, for each stretch; default: half of the time belongs to others. */
  readonly newPace?: () => GentlePace;
}

/** One stretch works as long as this, then the workflow notes how far it is. */
const stretchMs = 20_000;
const heartbeatMs = 5_000;
/** As many waiting items are read at once; more are read bucket by bucket. */
const fewItems = 1_000;
const digestsAtOnce = 20;
/** A run for what follows from a CA waits six hours at most: what is as old as this has no run any more. */
const leftAfterMs = 8 * 3_600_000;

/**
 * Writes what waits for a digest into the ledger: one row for each profile, channel and recipient. An item is taken by
 * one digest before that is written.
 */
export function createDigestAssembly(deps: DigestAssemblyDeps) {
  const deliveryPace = deps.pace ?? defaultPace;
  const { takeFor, keepWritten, recover } = createDigestItems(deps);

  /** Returns how many digests were written. */
  async function writeAll(
    waiting: readonly WaitingItem[],
    scanId: string,
    pace: GentlePace,
    signal: AbortSignal,
  ): Promise<number> {
    const digests = digestsOf(waiting, scanId);
    let written = 0;
    for (let from = 0; from < digests.length; from += digestsAtOnce) {
      signal.throwIfAborted();
      written += await writeSome(digests.slice(from, from + digestsAtOnce), pace);
      await pace.rest();
    }
    return written;
  }

  async function writeSome(wanted: readonly Digest[], pace: GentlePace): Promise<number> {
    const there = await deps.deliveries.digestItems(wanted.map(({ deliveryId }) => deliveryId));
    // What came after its digest was written waits for the next scan.
    const digests = await takeFor(wanted.filter(({ deliveryId }) => !there.has(deliveryId)));
    if (digests.length === 0) return 0;
    const rows = await toRows(digests, pace);
    await pace.rest();
    const clashing = await deps.deliveries.insertDigests(rows);
    // One by one: another attempt at the same digest may have taken more for it, which is in no message.
    const told = rows.filter((_row, index) => !clashing.has(index));
    await deps.items.confirmItems(told.flatMap(({ message }) => message?.digest?.items ?? []));
    await keepWritten([...clashing].map((index) => rows[index]!.id));
    return rows.length;
  }

  async function toRows(digests: readonly Digest[], pace: GentlePace): Promise<Delivery[]> {
    const [certificates, profiles] = await Promise.all([
      deps.writer.certificatesOf(digests),
      deps.profiles([...new Set(digests.map(({ profile }) => profile))]),
    ]);
    const byUuid = new Map(profiles.map((profile) => [profile.uuid, profile]));
    const rows: Delivery[] = [];
    for (const digest of digests) {
      await pace.rest();
      const { message, vanished } = await deps.writer.write(digest, certificates);
      await deps.items.cancel(vanished);
      if (message === null) continue;
      rows.push(digestDelivery(digest, byUuid.get(digest.profile), message, deps.now(), deliveryPace));
    }
    return rows;
  }

  return {
    /** A batch of a scan has opened its notices, or had none. */
    noteBatch: (batchId: string, scanId: string): Promise<void> => deps.batches.opened(batchId, scanId),

    isFollowed: (issuer: string): Promise<boolean> => deps.isFollowed(issuer),

    openedBatches: (scanId: string): Promise<number> => deps.batches.count(scanId),

    /** Some seconds of work. Heartbeats carry how far it is, so that a second attempt goes on there. */
    async assembleStretch(
      from: DigestState,
      { signal, heartbeat }: Pick<Work, 'signal' | 'heartbeat'>,
    ): Promise<DigestStep> {
      let state = from;
      const { scanId, issuer } = from;
      const firingId = digestFiringId(scanId);
      const scope: DigestScope =
        issuer === undefined ? { leftBefore: new Date(deps.now().getTime() - leftAfterMs) } : { issuer };
      const pace = deps.newPace?.() ?? createGentlePace(deps.steadyClock);
      const write = async (waiting: readonly WaitingItem[]) =>
        state.written + (await writeAll(waiting, scanId, pace, signal));
      return withHeartbeats(
        () => heartbeat(state),
        heartbeatMs,
        async () => {
          await recover(firingId);
          if (state.bucket === 0) {
            const few = await deps.items.waiting(firingId, null, scope, fewItems);
            if (few.length < fewItems)
              return { state: { ...state, written: await write(few) }, isDone: true, firingId };
          }
          const deadline = deps.steadyClock() + stretchMs;
          while (state.bucket < digestBuckets.length && deps.steadyClock() < deadline) {
            const written = await write(await deps.items.waiting(firingId, digestBuckets[state.bucket]!, scope));
            state = { ...state, bucket: state.bucket + 1, written };
            heartbeat(state);
          }
          return { state, isDone: state.bucket === digestBuckets.length, firingId };
        },
      );
    },
  };
}

export type DigestAssembly = ReturnType<typeof createDigestAssembly>;
