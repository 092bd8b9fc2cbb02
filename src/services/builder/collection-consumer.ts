import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { CollectionChange, CollectionChangeKind, MemberSnapshot } from '../../domain/collections/change';
import type { Definition } from '../../domain/builder/definition';
import { startKeys } from '../../domain/builder/start-keys';
import { systemActor } from '../../domain/identity/actor';
import type { CollectionCursorStore } from '../../store/builder/collection-cursors';
import type { CollectionChangeStore } from '../../store/collections/changes';
import type { MembershipStore } from '../../store/collections/membership';
import type { ConsumerState, ConsumerStep } from '../../temporal/messages/collections';
import type { Work } from '../work/work';
import type { InstanceStarter } from './start';

/** A definition that watches collections, as far as consuming goes. */
export type Watcher = Pick<
  Definition,
  'uuid' | 'name' | 'type' | 'keys' | 'enabled' | 'publishedVersion' | 'changedAt' | 'startedBy'
>;

export interface CollectionConsumerDeps {
  readonly definition: (uuid: string) => Promise<Watcher | undefined>;
  readonly collectionName: (uuid: string) => Promise<string | null>;
  readonly cursors: Pick<CollectionCursorStore, 'find' | 'move'>;
  readonly changes: Pick<CollectionChangeStore, 'lastSeq' | 'behind' | 'seqBefore'>;
  readonly membership: Pick<MembershipStore, 'page'>;
  readonly certificates: (uuids: readonly string[]) => Promise<ReadonlyMap<string, CertificateRecord>>;
  readonly start: InstanceStarter['start'];
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyClock: () => number;
}

const pageSize = 100;
/** One stretch begins no further page after this. */
const stretchMs = 8_000;

/** Which changes a definition is for; null: it watches no collection. */
export function watchedChange({ type }: Pick<Watcher, 'type'>): CollectionChangeKind | null {
  if (type === 'certificate_entered_collection') return 'entered';
  return type === 'certificate_left_collection' ? 'left' : null;
}

/** Collections that a definition watches. */
export function watchedCollections({ keys }: Pick<Watcher, 'keys'>): string[] {
  return keys.filter(({ kind }) => kind === 'collection').map(({ uuid }) => uuid);
}

/** What a change tells of a certificate, whoever has seen it. */
interface Told extends Pick<CollectionChange, 'certificateId' | 'at' | 'snapshot'> {
  readonly seq: number | null;
  readonly startKey: string;
}

/** Starts an instance for each change that a definition has not seen, in their order; then its cursor follows. */
export function createCollectionConsumer(deps: CollectionConsumerDeps) {
  const { cursors, changes } = deps;

  async function startAll(
    watcher: Watcher & { readonly publishedVersion: number },
    collection: string,
    told: readonly Told[],
    work: Pick<Work, 'signal' | 'heartbeat'>,
    after: (one: Told) => Promise<void>,
  ): Promise<void> {
    const change = watchedChange(watcher);
    const name = await deps.collectionName(collection);
    const stored = await deps.certificates(told.map(({ certificateId }) => certificateId));
    for (const one of told) {
      work.signal.throwIfAborted();
      const { certificateId, snapshot, at, seq } = one;
      const data = { collectionUuid: collection, collectionName: name, change, at: at.toISOString(), seq };
      await deps.start({
        ...{ definition: watcher.uuid, version: watcher.publishedVersion, startKey: one.startKey },
        item: { kind: 'certificate', uuid: certificateId },
        initialData: {
          event: { code: watcher.type, data: { ...data, certificate: plain(snapshot) } },
          // What is gone is told by what was known of it last.
          ...(stored.has(certificateId) ? {} : lastKnown(certificateId, snapshot)),
        },
        ...{ context: 'service', startedBy: systemActor, cause: null },
      });
      await after(one);
      work.heartbeat();
    }
  }

  async function watcherOf(uuid: string): Promise<(Watcher & { readonly publishedVersion: number }) | null> {
    const found = await deps.definition(uuid);
    if (found === undefined || !found.enabled || found.publishedVersion === null) return null;
    return { ...found, publishedVersion: found.publishedVersion };
  }

  /** True when all is read. */
  async function readOn(state: ConsumerState, work: Pick<Work, 'signal' | 'heartbeat'>): Promise<boolean> {
    const { definition, collection } = state;
    const watcher = await watcherOf(definition);
    const cursor = await cursors.find(definition, collection);
    const change = watcher === null ? null : watchedChange(watcher);
    if (watcher === null || cursor === null || change === null) return true;
    // Before the page: what comes in meanwhile is behind it.
    const top = await changes.lastSeq(collection);
    const page = await changes.behind(collection, cursor.seq, pageSize, { change });
    const told = page.map((one): Told => ({
      ...one,
      startKey: startKeys.change(definition, one),
    }));
    await startAll(watcher, collection, told, work, ({ seq }) =>
      cursors.move({ definition, collection, seq: seq ?? cursor.seq }),
    );
    if (page.length === pageSize) return false;
    await cursors.move({ definition, collection, seq: Math.max(top, page.at(-1)?.seq ?? 0) });
    return true;
  }

  /** Older changes or present members, as many as were asked for. */
  async function fillBack(
    state: ConsumerState & { readonly backfill: NonNullable<ConsumerState['backfill']> },
    work: Pick<Work, 'signal' | 'heartbeat'>,
  ): Promise<ConsumerState | null> {
    const { definition, collection, backfill } = state;
    const watcher = await watcherOf(definition);
    const change = watcher === null ? null : watchedChange(watcher);
    if (watcher === null || change === null || backfill.left <= 0) return null;
    const limit = Math.min(pageSize, backfill.left);
    let told: Told[];
    let next: string | null;
    if (backfill.from === null) {
      const page = await deps.membership.page(collection, backfill.behind, limit);
      told = page.map(({ certificateId, since, snapshot }) => ({
        ...{ certificateId, at: since, snapshot, seq: null },
        startKey: startKeys.member(definition, collection, certificateId, since),
      }));
      next = page.length < limit ? null : (page.at(-1)?.certificateId ?? null);
    } else {
      const first = await changes.seqBefore(collection, new Date(backfill.from));
      const behind = backfill.behind === null ? first : Number(backfill.behind);
      const page = await changes.behind(collection, behind, limit, { change });
      told = page.map((one) => ({ ...one, startKey: startKeys.change(definition, one) }));
      next = page.length < limit ? null : String(page.at(-1)?.seq ?? behind);
    }
    await startAll(watcher, collection, told, work, async () => undefined);
    const left = backfill.left - told.length;
    return next === null || left <= 0 ? null : { ...state, backfill: { ...backfill, left, behind: next } };
  }

  return {
    /** Some seconds of work. */
    async stretch(from: ConsumerState, work: Pick<Work, 'signal' | 'heartbeat'>): Promise<ConsumerStep> {
      const deadline = deps.steadyClock() + stretchMs;
      let state = from;
      for (;;) {
        const { backfill } = state;
        if (backfill === null) {
          if (await readOn(state, work)) return { state, isDone: true };
        } else {
          const next = await fillBack({ ...state, backfill }, work);
          if (next === null) return { state, isDone: true };
          state = next;
        }
        work.heartbeat(state);
        if (deps.steadyClock() >= deadline) return { state, isDone: false };
      }
    },
  };
}

export type CollectionConsumer = ReturnType<typeof createCollectionConsumer>;

function plain({ notBefore, notAfter, ...snapshot }: MemberSnapshot) {
  return { ...snapshot, notBefore: notBefore?.toISOString() ?? null, notAfter: notAfter?.toISOString() ?? null };
}

/** Values of tokens of a certificate that has been deleted, by our names and the origin's. */
function lastKnown(uuid: string, snapshot: MemberSnapshot): Record<string, unknown> {
  const { name, subjectDn, issuerDn, serialNumber, fingerprint, thumbprint, notBefore, notAfter } = plain(snapshot);
  const values = {
    ...{ id: uuid, cn: name, dn: subjectDn, issuer: issuerDn, serial: serialNumber, fingerprint, thumbprint },
    ...{ notBefore, notAfter },
  };
  const known = Object.entries(values).filter(([, value]) => value !== null);
  const aliases = { certid: uuid, cn: name, dn: subjectDn, thumbprint, expdate: notAfter, issuancedate: notBefore };
  return {
    ...Object.fromEntries(known.map(([key, value]) => [`certificate.${key}`, value])),
    ...Object.fromEntries(Object.entries(aliases).filter(([, value]) => value !== null)),
  };
}
