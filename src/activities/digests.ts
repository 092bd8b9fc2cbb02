import { Context } from '@temporalio/activity';
import { digestDeliveryKey } from '../delivery/delivery-key';
import { groupBy } from '../domain/values/group-by';
import type { Delivery } from '../domain/notifications/delivery';
import { defaultPace, type DeliveryPace } from '../domain/notifications/pace';
import type { NotificationProfile } from '../domain/notifications/profile';
import type { DeliveryStore } from '../store/notifications/deliveries';
import { uuidOf } from '../store/database/derived-ids';
import { digestBuckets, type DigestItemStore, type WaitingItem } from '../store/notifications/digest-items';
import type { ScanBatchStore } from '../store/expiration/scan-batches';
import type { DigestState, DigestStep } from '../temporal/messages/expiration';
import { digestDelivery, type DigestContent, type DigestWriter } from '../services/notifications/digest-writer';
import { createGentlePace, type GentlePace } from '../services/gentle-pace';
import { guardedBy } from './guarded';

export interface ExpirationDigestDeps {
  readonly items: DigestItemStore;
  readonly deliveries: Pick<DeliveryStore, 'insertDigests' | 'digestItems'>;
  readonly profiles: (uuids: readonly string[]) => Promise<readonly NotificationProfile[]>;
  readonly batches: ScanBatchStore;
  readonly writer: DigestWriter;
  readonly now: () => Date;
  readonly tick: () => number;
  readonly pace?: DeliveryPace;
}

type Digest = DigestContent & { readonly profile: string; readonly profileVersion: number };

/** One activity works as long as this, then the workflow notes how far it is. */
const stretchMs = 20_000;
/** As many waiting items are read at once; more are read bucket by bucket. */
const fewItems = 1_000;
const digestsAtOnce = 20;
const takenAtOnce = 5_000;
/** A digest that is not in the ledger this long after it took its items has lost its writer. */
const lostAfterMs = 3_600_000;

/** The firing id that the digests of a scan have in the ledger. */
export function digestFiringId(scanId: string): string {
  return uuidOf(`digest:${scanId}`);
}

/**
 * Writes what waits for a digest into the ledger: one row for each profile, channel and recipient. An item is taken by
 * one digest before that is written, so that of two writers one tells it; what a dead writer took is given back.
 */
export function createExpirationDigestActivities(deps: ExpirationDigestDeps) {
  const deliveryPace = deps.pace ?? defaultPace;

  async function recover(digest: string): Promise<void> {
    const lostBefore = deps.now().getTime() - lostAfterMs;
    const taken = (await deps.items.taken(takenAtOnce)).filter(
      (item) => item.digest === digest || (item.takenAt?.getTime() ?? 0) < lostBefore,
    );
    const written = await deps.deliveries.digestItems([...new Set(taken.map(({ deliveryId }) => deliveryId))]);
    for (const [deliveryId, items] of groupBy(taken, (item) => item.deliveryId)) {
      const ids = items.map(({ id }) => id);
      await keep(deliveryId, ids, written.get(deliveryId) ?? []);
    }
  }

  /** Of what a digest took, what is in its row stays with it; the rest waits for the next. */
  async function keep(deliveryId: string, taken: readonly string[], written: readonly string[]): Promise<void> {
    const inside = new Set(written);
    await deps.items.confirmItems(taken.filter((id) => inside.has(id)));
    await deps.items.release(
      taken.filter((id) => !inside.has(id)),
      deliveryId,
    );
  }

  /** Returns how many digests were written. */
  async function writeAll(waiting: readonly WaitingItem[], scanId: string, resting: GentlePace): Promise<number> {
    const digests = digestsOf(waiting, scanId);
    let written = 0;
    for (let from = 0; from < digests.length; from += digestsAtOnce) {
      Context.current().cancellationSignal.throwIfAborted();
      written += await writeSome(digests.slice(from, from + digestsAtOnce), resting);
      await resting.rest();
    }
    return written;
  }

  async function writeSome(wanted: readonly Digest[], resting: GentlePace): Promise<number> {
    const there = await deps.deliveries.digestItems(wanted.map(({ deliveryId }) => deliveryId));
    // What came after its digest was written waits for the next scan.
    const digests = await takeItems(wanted.filter(({ deliveryId }) => !there.has(deliveryId)));
    if (digests.length === 0) return 0;
    const [certificates, profiles] = await Promise.all([
      deps.writer.certificatesOf(digests),
      deps.profiles([...new Set(digests.map(({ profile }) => profile))]),
    ]);
    const byUuid = new Map(profiles.map((profile) => [profile.uuid, profile]));
    const rows: Delivery[] = [];
    for (const digest of digests) {
      await resting.rest();
      const { message, vanished } = await deps.writer.write(digest, certificates);
      await deps.items.cancel(vanished);
      if (message === null) continue;
      rows.push(digestDelivery(digest, byUuid.get(digest.profile), message, deps.now(), deliveryPace));
    }
    await resting.rest();
    const clashing = [...(await deps.deliveries.insertDigests(rows))].map((index) => rows[index]!.id);
    await deps.items.confirm(rows.map(({ id }) => id).filter((id) => !clashing.includes(id)));
    if (clashing.length > 0) {
      const [taken, written] = await Promise.all([deps.items.takenBy(clashing), deps.deliveries.digestItems(clashing)]);
      for (const id of clashing) await keep(id, taken.get(id) ?? [], written.get(id) ?? []);
    }
    return rows.length;
  }

  /** The digests with what they really got: another writer may have been faster with some of it. */
  async function takeItems(digests: readonly Digest[]): Promise<Digest[]> {
    const at = deps.now();
    const taken = await Promise.all(
      digests.map(async (digest) => {
        const ids = digest.items.map(({ id }) => id);
        if ((await deps.items.take(ids, { ...digest, at })) === ids.length) return digest;
        const own = new Set((await deps.items.takenBy([digest.deliveryId])).get(digest.deliveryId));
        return { ...digest, items: digest.items.filter(({ id }) => own.has(id)) };
      }),
    );
    return taken.filter(({ items }) => items.length > 0);
  }

  const guarded = guardedBy('writing digests met a fault');

  return {
    /** A batch of a scan has opened its notices, or had none. */
    noteBatch: (batchId: string, scanId: string): Promise<void> => guarded(() => deps.batches.opened(batchId, scanId)),

    openedBatches: (scanId: string): Promise<number> => guarded(() => deps.batches.count(scanId)),

    /** Some seconds of work. Heartbeats carry how far it is, so that a second attempt goes on there. */
    async assembleDigests(given: DigestState): Promise<DigestStep> {
      return guarded(async () => {
        const context = Context.current();
        let state = (context.info.heartbeatDetails as DigestState | undefined) ?? given;
        const { scanId } = state;
        const firingId = digestFiringId(scanId);
        const resting = createGentlePace(deps.tick);
        const beat = setInterval(() => context.heartbeat(state), 5_000);
        try {
          await recover(firingId);
          if (state.bucket === 0) {
            const few = await deps.items.waiting(null, fewItems);
            if (few.length < fewItems) {
              const written = await writeAll(few, scanId, resting);
              return { state: { ...state, written: state.written + written }, isDone: true, firingId };
            }
          }
          const deadline = deps.tick() + stretchMs;
          while (state.bucket < digestBuckets.length && deps.tick() < deadline) {
            const waiting = await deps.items.waiting(digestBuckets[state.bucket]!);
            const written = await writeAll(waiting, scanId, resting);
            state = { ...state, bucket: state.bucket + 1, written: state.written + written };
            context.heartbeat(state);
          }
          return { state, isDone: state.bucket === digestBuckets.length, firingId };
        } finally {
          clearInterval(beat);
        }
      });
    },
  };
}

export type ExpirationDigestActivities = ReturnType<typeof createExpirationDigestActivities>;

/** Items stand by group and in it by notAfter, and keep that order. */
function digestsOf(waiting: readonly WaitingItem[], scanId: string): Digest[] {
  const digest = digestFiringId(scanId);
  return [...groupBy(waiting, ({ group }) => group).values()].map((items) => {
    const { profile, profileVersion, channel, recipient } = items[0]!;
    const deliveryId = digestDeliveryKey({ scanId, profile, channel, recipient });
    return { deliveryId, digest, profile, profileVersion, channel, recipient, items };
  });
}
