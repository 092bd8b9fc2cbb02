import { startKeys } from '../../domain/builder/start-keys';
import type { CollectionChange, CollectionChangeKind, Member } from '../../domain/collections/change';
import { CertloomError } from '../../domain/problem';
import type { InstanceStore } from '../../store/builder/instances';
import type { CollectionChangeStore } from '../../store/collections/changes';
import type { MembershipStore } from '../../store/collections/membership';
import type { CollectionScanStore } from '../../store/collections/scans';
import type { ConsumerState } from '../../temporal/messages/collections';
import { watchedChange, watchedCollections, type Watcher } from './collection-consumer';
import { instanceIdOf } from './starter';

const pageSize = 500;

export interface BackfillDeps {
  readonly changes: Pick<CollectionChangeStore, 'seqBefore' | 'countBehind' | 'behind'>;
  readonly membership: Pick<MembershipStore, 'count' | 'page'>;
  readonly instances: Pick<InstanceStore, 'among'>;
  readonly scans: Pick<CollectionScanStore, 'find'>;
  /** Starts a run that carries it out. */
  readonly start: (state: ConsumerState, request: string) => Promise<void>;
  readonly newId: () => string;
}

export interface BackfillRequest {
  /** Null: all members. */
  readonly from: Date | null;
  readonly max: number;
  readonly dryRun: boolean;
}

export interface BackfillAnswer {
  /** So many there are. */
  readonly count: number;
  /** For so many an instance is started: those that have none, at most `max`. */
  readonly handled: number;
  /** Members and changes are known up to here: the oldest last look at its collections; null before the first one. */
  readonly asOf: Date | null;
}

/**
 * Handles on purpose what a definition was not there for: changes since a moment, or all that are in its collections now.
 * What it has handled before is not handled again.
 */
export function createBackfills({ changes, membership, instances, scans, start, newId }: BackfillDeps) {
  /** Start keys of what is to be gone through, page by page in the order in which a run goes. */
  async function* keysOf(definition: string, collection: string, from: Date | null, change: CollectionChangeKind) {
    if (from === null) {
      for (let behind: string | null = null; ;) {
        const page: readonly Member[] = await membership.page(collection, behind, pageSize);
        yield page.map(({ certificateId, since }) => startKeys.member(definition, collection, certificateId, since));
        if (page.length < pageSize) return;
        behind = page.at(-1)!.certificateId;
      }
    }
    for (let behind = await changes.seqBefore(collection, from); ;) {
      const page: readonly CollectionChange[] = await changes.behind(collection, behind, pageSize, { change });
      yield page.map((one) => startKeys.change(definition, one));
      if (page.length < pageSize) return;
      behind = page.at(-1)!.seq;
    }
  }

  /** How many are gone through until `max` are found that have no instance, and how many of these there are. */
  async function walked(pages: AsyncIterable<readonly string[]>, max: number) {
    let [through, fresh] = [0, 0];
    for await (const keys of pages) {
      const ids = keys.map(instanceIdOf);
      const known = await instances.among(ids);
      for (const id of ids) {
        if (fresh === max) return { through, fresh };
        through += 1;
        if (!known.has(id)) fresh += 1;
      }
    }
    return { through, fresh };
  }

  return async function backfill(watcher: Watcher, { from, max, dryRun }: BackfillRequest): Promise<BackfillAnswer> {
    const change = watchedChange(watcher);
    const collections = watchedCollections(watcher);
    if (change === null || collections.length === 0) {
      throw new CertloomError('invalid_state', 'Only definitions that watch a collection are filled back.');
    }
    if (from === null && change === 'left') {
      throw new CertloomError('invalid_state', 'What has left is no member: give `from`.');
    }
    if (!dryRun && (!watcher.enabled || watcher.publishedVersion === null)) {
      throw new CertloomError('invalid_state', 'The definition is disabled or not published.');
    }
    // Before they are counted, so that what is counted is never older than what is said.
    const asOf = oldest(await Promise.all(collections.map(async (one) => (await scans.find(one))?.asOf ?? null)));
    let count = 0;
    let left = max;
    for (const collection of collections) {
      const found =
        from === null
          ? await membership.count(collection)
          : await changes.countBehind(collection, await changes.seqBefore(collection, from), change);
      count += found;
      if (dryRun || left === 0) continue;
      const { through, fresh } = await walked(keysOf(watcher.uuid, collection, from, change), left);
      left -= fresh;
      if (fresh === 0) continue;
      const asked = { from: from?.toISOString() ?? null, left: through, behind: null };
      await start({ definition: watcher.uuid, collection, backfill: asked }, newId());
    }
    return { count, handled: dryRun ? 0 : max - left, asOf };
  };
}

function oldest(looks: readonly (Date | null)[]): Date | null {
  return looks.reduce((first, one) => (first === null || one === null ? null : one < first ? one : first));
}

export type Backfills = ReturnType<typeof createBackfills>;
