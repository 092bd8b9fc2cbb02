import type { Collection } from '../../domain/collections/collection';
import {
  snapshotOf,
  snapshotParts,
  type CollectionChange,
  type CollectionChangeKind,
  type Member,
} from '../../domain/collections/change';
import type { Condition } from '../../domain/conditions/tree';
import { isCertloomError } from '../../domain/problem';
import type { CertificatesAmong } from '../../store/certificates/among';
import type { CertificateInventory, CertificateSelection } from '../../store/certificates/inventory';
import type { InventoryMark } from '../../store/certificates/inventory-mark';
import type { CollectionChangeStore } from '../../store/collections/changes';
import type { MembershipStore } from '../../store/collections/membership';
import type { CollectionScan, CollectionScanStore } from '../../store/collections/scans';
import type { Position } from '../../store/database/keyset-scan';
import type {
  CollectionScanCounts,
  CollectionScanState,
  CollectionScanStep,
} from '../../temporal/messages/collections';
import type { Work } from '../work/work';

export interface CollectionScanDeps {
  readonly collections: { find(uuid: string): Promise<Collection | undefined> };
  readonly isWatched: (collection: Collection) => Promise<boolean>;
  readonly scans: CollectionScanStore;
  readonly membership: MembershipStore;
  readonly changes: Pick<CollectionChangeStore, 'lastSeq' | 'lastOf' | 'append' | 'behind' | 'removeAll'>;
  readonly inventory: Pick<CertificateInventory, 'search' | 'findMany'>;
  readonly among: CertificatesAmong;
  readonly mark: Pick<InventoryMark, 'read'>;
  /** Throws `invalid_condition` for a query that nobody can answer any more. */
  readonly selectionOf: (query: Condition | null, now: Date) => Promise<CertificateSelection>;
  readonly now: () => Date;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyClock: () => number;
}

const pageSize = 500;
/** One stretch begins no further page after this. */
const stretchMs = 8_000;
const noCounts: CollectionScanCounts = { members: 0, entered: 0, left: 0 };
/** Thrown where two scans of one collection meet: who comes second begins its page again, and finds what the first wrote. */
class OtherScan extends Error {
  constructor() {
    super('another scan of the collection is at work');
  }
}

/**
 * Finds what has entered and left a collection since it was looked at last. A change is written down first, then the
 * membership; whoever finds changes that the membership does not have yet puts them in, so that a scan that dies at any
 * point loses and doubles nothing.
 */
export function createCollectionScans(deps: CollectionScanDeps) {
  const { scans, membership, changes, now } = deps;

  /** Changes that were written down before the membership followed. */
  async function settle(scan: CollectionScan): Promise<void> {
    let at = scan.settledSeq;
    for (;;) {
      const open = await changes.behind(scan.collectionId, at, pageSize);
      const last = open.at(-1);
      if (last === undefined) return;
      for (const change of open) await follow([change]);
      at = last.seq;
      await scans.settle(scan.collectionId, at);
    }
  }

  async function follow(done: readonly CollectionChange[]): Promise<void> {
    const [first] = done;
    if (first === undefined) return;
    const entered = done.filter(({ change }) => change === 'entered');
    // The revision is not known here: the next scan reads it again.
    await membership.put(
      entered.map(({ collectionId, certificateId, at, snapshot }) => ({
        ...{ collectionId, certificateId, since: at, revision: 0, snapshot },
      })),
    );
    await membership.remove(
      first.collectionId,
      done.flatMap(({ change, certificateId }) => (change === 'left' ? [certificateId] : [])),
    );
  }

  /** Writes changes down under the next numbers. */
  async function tell(scan: CollectionScan, kind: CollectionChangeKind, members: readonly Member[]): Promise<number> {
    if (members.length === 0) return 0;
    const { collectionId } = scan;
    const ids = members.map(({ certificateId }) => certificateId);
    const [top, before] = await Promise.all([changes.lastSeq(collectionId), changes.lastOf(collectionId, ids)]);
    // Somebody else has written changes that what was read of the membership does not know.
    if (top > scan.settledSeq) throw new OtherScan();
    const first = scan.settledSeq + 1;
    const at = now();
    const rows = members.map(({ certificateId, snapshot, since }, index): CollectionChange => ({
      ...{ collectionId, certificateId, seq: first + index, n: (before.get(certificateId) ?? 0) + 1 },
      // A member is one since it entered, to the moment: who fills back knows by that what was handled.
      ...{ change: kind, at: kind === 'entered' ? since : at, snapshot },
    }));
    if (!(await changes.append(rows))) throw new OtherScan();
    return first + rows.length - 1;
  }

  async function foundPage(scan: CollectionScan, selection: CertificateSelection, cursor: string | null) {
    const { collectionId } = scan;
    const after = cursor === null ? undefined : positionFrom(cursor);
    const { items, next } = await deps.inventory.search({ ...selection, after, limit: pageSize }, snapshotParts);
    const known = await membership.among(
      collectionId,
      items.map(({ uuid }) => uuid),
    );
    const since = now();
    const fresh = items
      .filter(({ uuid }) => !known.has(uuid))
      .map((one): Member => ({
        ...{ collectionId, certificateId: one.uuid, since, revision: one.revision, snapshot: snapshotOf(one) },
      }));
    const last = scan.isFirstLook ? 0 : await tell(scan, 'entered', fresh);
    await membership.put(fresh);
    if (last > 0) await scans.settle(collectionId, last);
    return {
      cursor: next === undefined ? null : JSON.stringify(next),
      counts: { members: items.length, entered: scan.isFirstLook ? 0 : fresh.length, left: 0 },
    };
  }

  async function knownPage(scan: CollectionScan, selection: CertificateSelection, cursor: string | null) {
    const { collectionId } = scan;
    const page = await membership.page(collectionId, cursor, pageSize);
    const ids = page.map(({ certificateId }) => certificateId);
    const still = await deps.among.selected(ids, selection, snapshotParts);
    await membership.put(
      page.flatMap((member) => {
        const one = still.get(member.certificateId);
        if (one === undefined || one.revision === member.revision) return [];
        return [{ ...member, revision: one.revision, snapshot: snapshotOf(one) }];
      }),
    );
    const gone = page.filter(({ certificateId }) => !still.has(certificateId));
    const stored = await deps.inventory.findMany(gone.map(({ certificateId }) => certificateId));
    const left = gone.map((member) => {
      const one = stored.get(member.certificateId);
      return one === undefined ? member : { ...member, snapshot: snapshotOf(one) };
    });
    const last = scan.isFirstLook ? 0 : await tell(scan, 'left', left);
    await membership.remove(
      collectionId,
      left.map(({ certificateId }) => certificateId),
    );
    if (last > 0) await scans.settle(collectionId, last);
    return {
      cursor: page.length < pageSize ? null : (ids.at(-1) ?? null),
      counts: { members: 0, entered: 0, left: scan.isFirstLook ? 0 : left.length },
    };
  }

  async function forget(collectionId: string): Promise<void> {
    await membership.removeAll(collectionId);
    await changes.removeAll(collectionId);
    await scans.remove(collectionId);
  }

  async function beginPass(scan: CollectionScan): Promise<void> {
    // The mark first: what changes while the pass reads is looked for by the next scan.
    const passMark = await deps.mark.read();
    await scans.put({ ...scan, passMark, passAt: now() });
  }

  /** Null where nothing is to be scanned. */
  async function begin(collectionId: string): Promise<CollectionScanState | null> {
    const collection = await deps.collections.find(collectionId);
    if (collection === undefined || !(await deps.isWatched(collection))) {
      await forget(collectionId);
      return null;
    }
    const known = await scans.find(collectionId);
    if (known !== null) await settle(known);
    const at = now();
    const first: CollectionScan = {
      ...{ collectionId, query: collection.query, isFirstLook: true, settledSeq: await changes.lastSeq(collectionId) },
      ...{ passAt: at, passMark: 0, asOf: null, seenMark: 0, finishedAt: null, tookMs: 0 },
    };
    await beginPass(known === null ? first : ((await scans.find(collectionId)) ?? first));
    return { collectionId, phase: 'found', cursor: null, counts: noCounts };
  }

  /** Ends a pass. True where another one follows, because somebody has changed the query. */
  async function endPass(scan: CollectionScan): Promise<boolean> {
    const { collectionId, passAt, passMark } = scan;
    const at = now();
    const tookMs = at.getTime() - passAt.getTime();
    const present = (await scans.find(collectionId)) ?? scan;
    const ended = { ...present, isFirstLook: false, asOf: passAt, seenMark: passMark, finishedAt: at, tookMs };
    const collection = await deps.collections.find(collectionId);
    if (collection === undefined || JSON.stringify(collection.query) === JSON.stringify(scan.query)) {
      await scans.put(ended);
      return false;
    }
    await beginPass({ ...ended, query: collection.query, isFirstLook: !collection.fireOnQueryChange });
    return true;
  }

  /** What an earlier query cannot be asked any more is not missed: the next pass is by the present one. */
  async function selectionFor({ query, passAt }: CollectionScan): Promise<CertificateSelection | null> {
    try {
      return await deps.selectionOf(query, passAt);
    } catch (error) {
      if (isCertloomError(error) && error.code === 'invalid_condition') return null;
      throw error;
    }
  }

  return {
    begin,

    /** Some seconds of work, at least a page. */
    async stretch(from: CollectionScanState, work: Pick<Work, 'signal' | 'heartbeat'>): Promise<CollectionScanStep> {
      const deadline = deps.steadyClock() + stretchMs;
      const known = await scans.find(from.collectionId);
      // An attempt before may have died between a change and the membership.
      if (known !== null) await settle(known);
      let state = from;
      for (;;) {
        work.signal.throwIfAborted();
        const scan = await scans.find(state.collectionId);
        if (scan === null) return { state, isDone: true };
        const selection = await selectionFor(scan);
        const read = state.phase === 'found' ? foundPage : knownPage;
        const page =
          selection === null ? { cursor: null, counts: noCounts } : await read(scan, selection, state.cursor);
        const counts = sumOf(state.counts, page.counts);
        if (page.cursor !== null) state = { ...state, cursor: page.cursor, counts };
        else if (state.phase === 'found') state = { ...state, phase: 'known', cursor: null, counts };
        else if (await endPass(scan))
          state = { ...state, phase: 'found', cursor: null, counts: { ...counts, members: 0 } };
        else return { state: { ...state, counts }, isDone: true };
        work.heartbeat(state);
        if (deps.steadyClock() >= deadline) return { state, isDone: false };
      }
    },

    forget,
  };
}

export type CollectionScans = ReturnType<typeof createCollectionScans>;

function sumOf(one: CollectionScanCounts, other: CollectionScanCounts): CollectionScanCounts {
  return {
    members: one.members + other.members,
    entered: one.entered + other.entered,
    left: one.left + other.left,
  };
}

/** A position went through JSON: its moment is text. */
function positionFrom(cursor: string): Position {
  const { value, id } = JSON.parse(cursor) as { readonly value: string | null; readonly id: string };
  return { value: value === null ? null : new Date(value), id };
}
