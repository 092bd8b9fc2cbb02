import { operationOfBulk, permissionOfBulk } from '../../domain/certificates/bulk';
import type { Permission } from '../../domain/identity/permissions';
import type { BulkChange, BulkChangeStore } from '../../store/certificates/bulk-changes';
import type { BulkRowStore } from '../../store/certificates/bulk-rows';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { BulkEnd, BulkState, BulkStep, BulkSummary } from '../../temporal/messages/bulk';
import type { Work } from '../work/work';
import type { CarryOutBulk } from './bulk-page';
import { selectionOfCondition, type CertificateDirectory, type SearchEngines } from './selection';

export interface BulkRunDeps extends SearchEngines {
  readonly changes: Pick<BulkChangeStore, 'begin' | 'find' | 'isCancelRequested' | 'end'>;
  readonly rows: Pick<BulkRowStore, 'unfinished' | 'counts'>;
  readonly inventory: Pick<CertificateInventory, 'search'>;
  readonly carryOut: CarryOutBulk;
  readonly directory: () => Promise<CertificateDirectory>;
  /** What the user may do now; undefined when it is gone or disabled. */
  readonly permissionsOf: (user: string) => Promise<ReadonlySet<Permission> | undefined>;
  readonly now: () => Date;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyClock: () => number;
}

/** Certificates that are dealt with together. */
const pageSize = 100;
/** One stretch works as long as this, then the workflow notes how far the change is. */
const stretchMs = 5_000;

interface Page {
  readonly certificates: readonly string[];
  readonly state: BulkState;
  readonly isLast: boolean;
}

/** A bulk change as its run carries it out: page after page, as somebody who may still do it. */
export function createBulkRun(deps: BulkRunDeps) {
  /** The next certificates. A filter is read in the order in which they were stored, which no change moves. */
  async function nextPage(bulk: BulkChange, state: BulkState): Promise<Page> {
    if (bulk.uuids !== null) {
      const listed = state.listed + pageSize;
      const certificates = bulk.uuids.slice(state.listed, listed);
      return { certificates, state: { ...state, listed }, isLast: listed >= bulk.uuids.length };
    }
    const directory = await deps.directory();
    const found = await deps.inventory.search({
      ...selectionOfCondition(bulk.filter, 'createdAt', 1, directory, deps, bulk.createdAt),
      // What is stored later was not meant.
      to: new Date(bulk.createdAt.getTime() + 1),
      after: state.behind === null ? undefined : { value: new Date(state.behind.createdAt), id: state.behind.uuid },
      limit: pageSize,
    });
    const certificates = found.items.map(({ uuid }) => uuid);
    if (found.next === undefined) return { certificates, state, isLast: true };
    const { value, id } = found.next;
    const behind = { createdAt: (value as Date).toISOString(), uuid: id };
    return { certificates, state: { ...state, behind }, isLast: false };
  }

  /** What an attempt before began; it may not match the filter any more. */
  async function seeThrough(bulk: BulkChange): Promise<void> {
    for (;;) {
      const left = await deps.rows.unfinished(bulk.bulkId, pageSize);
      if (left.length === 0) return;
      await deps.carryOut(bulk, left);
    }
  }

  async function mayGoOn({ bulkId, createdBy, changes }: BulkChange): Promise<BulkStep['end']> {
    if (await deps.changes.isCancelRequested(bulkId)) return { status: 'cancelled', message: null };
    const granted = await deps.permissionsOf(createdBy.uuid);
    if (granted?.has(permissionOfBulk(changes)) === true) return null;
    const verb = operationOfBulk(changes) ?? 'change';
    return { status: 'failed', message: `Who asked for it may not ${verb} certificates any more.` };
  }

  return {
    /** False when there is nothing to do: it was withdrawn, or has ended. */
    begin: async (bulkId: string): Promise<boolean> => (await deps.changes.begin(bulkId, deps.now())) !== null,

    /** Some seconds of work. Heartbeats carry how far it is, so that a second attempt goes on there. */
    async stretch(from: BulkState, { signal, heartbeat }: Pick<Work, 'signal' | 'heartbeat'>): Promise<BulkStep> {
      let state = from;
      const bulk = await deps.changes.find(from.bulkId);
      if (bulk === null) return { state, end: { status: 'failed', message: 'It is not known any more.' } };
      const deadline = deps.steadyClock() + stretchMs;
      await seeThrough(bulk);
      heartbeat(state);
      for (;;) {
        signal.throwIfAborted();
        const end = await mayGoOn(bulk);
        if (end !== null) return { state, end };
        const page = await nextPage(bulk, state);
        await deps.carryOut(bulk, page.certificates);
        state = page.state;
        heartbeat(state);
        if (page.isLast) return { state, end: { status: 'finished', message: null } };
        if (deps.steadyClock() >= deadline) return { state, end: null };
      }
    },

    async end(bulkId: string, status: BulkEnd, message: string | null): Promise<BulkSummary> {
      const bulk = await deps.changes.find(bulkId);
      if (bulk?.status === 'running') await seeThrough(bulk);
      await deps.changes.end(bulkId, { status, at: deps.now(), message });
      return { status, ...(await deps.rows.counts(bulkId)) };
    },
  };
}

export type BulkRun = ReturnType<typeof createBulkRun>;
