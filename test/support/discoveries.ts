import { createHash } from 'node:crypto';
import type { Discovery, DiscoveryRun, Gap, OpenRun } from '../../src/domain/discoveries/discovery';
import type { DiscoveryRowDocument } from '../../src/store/discoveries/rows';
import { buildCertificate } from '../hostile/certificate-builder';

/** What unit tests of discoveries stand on: one discovery, its runs, rows and gaps in memory. */

export const now = new Date('2030-01-01T00:00:00Z');
export const by = { uuid: 'u-1', name: 'ursula' };

export function discoveryOf(change: Partial<Discovery> = {}): Discovery {
  return {
    ...{ uuid: 'd-1', name: 'nightly', description: '', kind: 'pushed_content', attributes: {}, customAttributes: {} },
    ...{ createdAt: now, status: null, message: null, startTime: null, endTime: null, totalCertificateDiscovered: 0 },
    ...{ userUuid: by.uuid, lastRun: 0, openRun: null, revision: 1 },
    ...change,
  };
}

export function runOf(change: Partial<DiscoveryRun> = {}): DiscoveryRun {
  return {
    ...{ id: 'd-1.1', discovery: 'd-1', number: 1, executionId: 'e-1', by, status: 'inProgress', message: null },
    ...{ workflowId: 'discovery:d-1.1', startedAt: now, readAt: null, endedAt: null, seenAt: now },
    ...{ cancelRequested: false, isComplete: false, done: 0, total: null, failure: null, silent: 0 },
    ...{ rows: null, gaps: null },
    ...change,
  };
}

export function rowOf(name: string, change: Partial<DiscoveryRowDocument> = {}): DiscoveryRowDocument {
  return {
    ...{ _id: `d-1.1:fp-${name}`, run: 'd-1.1', fingerprint: `fp-${name}`, commonName: name, serialNumber: '01' },
    ...{ issuerCommonName: 'ca', notBefore: now, notAfter: now, certificateUuid: `c-${name}`, outcome: 'pending' },
    ...{ code: null, firingId: null, places: [{ host: name }], createdAt: now, seenAt: now, dirty: false, batch: 'b' },
    ...change,
  };
}

/** A real certificate and its fingerprint. */
export function certificateNamed(subject: string): { der: Buffer; fingerprint: string } {
  const der = buildCertificate({ subject });
  return { der, fingerprint: createHash('sha256').update(der).digest('hex') };
}

export interface DiscoveryMemory {
  discovery: Discovery;
  readonly runs: Map<string, DiscoveryRun>;
  readonly rows: Map<string, DiscoveryRowDocument>;
  readonly gaps: Gap[];
}

/** The stores of one discovery. */
export function discoveriesInMemory(discovery: Discovery = discoveryOf(), runs: readonly DiscoveryRun[] = []) {
  const memory: DiscoveryMemory = {
    discovery,
    runs: new Map(runs.map((run) => [run.id, run])),
    rows: new Map(),
    gaps: [],
  };
  const isOpen = (id: string) => memory.runs.get(id)?.endedAt === null;
  const edit = (id: string, change: Partial<DiscoveryRun>) => {
    if (!isOpen(id)) return false;
    memory.runs.set(id, { ...memory.runs.get(id)!, ...change });
    return true;
  };
  const pendingRows = () => [...memory.rows.values()].filter(({ outcome }) => outcome === 'pending');
  return {
    memory,
    runOf: async (runId: string) => {
      const run = memory.runs.get(runId);
      return run === undefined ? null : { run, discovery: memory.discovery };
    },
    discoveries: {
      get: async () => memory.discovery,
      async takeRun(_uuid: string, seen: { lastRun: number }, cause: Omit<OpenRun, 'number'>) {
        if (memory.discovery.openRun !== null || memory.discovery.lastRun !== seen.lastRun) return null;
        const openRun = { number: seen.lastRun + 1, ...cause };
        memory.discovery = { ...memory.discovery, openRun, lastRun: openRun.number };
        return openRun;
      },
      async noteRun(_uuid: string, number: number, fields: Partial<Discovery>) {
        if (memory.discovery.lastRun === number) memory.discovery = { ...memory.discovery, ...fields };
      },
      async closeRun(_uuid: string, number: number) {
        if (memory.discovery.openRun?.number === number) memory.discovery = { ...memory.discovery, openRun: null };
      },
    },
    runStore: {
      find: async (id: string) => memory.runs.get(id) ?? null,
      ensure: async (run: DiscoveryRun) => void (memory.runs.has(run.id) || memory.runs.set(run.id, run)),
      byExecution: async (_uuid: string, executionId: string) =>
        [...memory.runs.values()].find((run) => run.executionId === executionId) ?? null,
      progress: async (id: string, progress: Partial<DiscoveryRun>) => void edit(id, progress),
      seen: async (id: string, seenAt: Date) => void edit(id, { seenAt }),
      received: async (id: string, count: number, seenAt: Date) =>
        void edit(id, { seenAt, done: (memory.runs.get(id)?.done ?? 0) + count }),
      fail: async (id: string, failure: string) => void edit(id, { failure: memory.runs.get(id)?.failure ?? failure }),
      process: async (id: string, at: Date) => void edit(id, { status: 'processing', readAt: at }),
      end: async (id: string, end: Partial<DiscoveryRun>) => edit(id, end),
      requestCancel: async (id: string) => edit(id, { cancelRequested: true }),
      complete: async (id: string) => edit(id, { isComplete: true }),
      remove: async (id: string) => void memory.runs.delete(id),
    },
    rowStore: {
      async insert(documents: readonly DiscoveryRowDocument[]) {
        const there = new Set(documents.flatMap(({ _id }, index) => (memory.rows.has(_id) ? index : [])));
        for (const row of documents) if (!memory.rows.has(row._id)) memory.rows.set(row._id, row);
        return there;
      },
      present: async (ids: readonly string[]) => new Set(ids.filter((id) => memory.rows.has(id))),
      async seeAgain(again: readonly { id: string; places: readonly object[]; seenAt: Date }[]) {
        for (const { id, places, seenAt } of again) {
          const row = memory.rows.get(id)!;
          memory.rows.set(id, { ...row, places: [...row.places, ...places], seenAt, dirty: true });
        }
      },
      pending: async () => pendingRows().length,
      openBatches: async () => [...new Set(pendingRows().flatMap(({ batch }) => batch ?? []))],
      ofBatch: async (batch: string) => [...memory.rows.values()].filter((row) => row.batch === batch),
      async settle(ends: readonly { id: string }[]) {
        for (const { id, ...end } of ends) memory.rows.set(id, { ...memory.rows.get(id)!, ...end });
      },
      async counts() {
        const counts = { pending: 0, imported: 0, known: 0, ignored: 0, failed: 0 };
        for (const { outcome } of memory.rows.values()) counts[outcome] += 1;
        return counts;
      },
    },
    gapStore: {
      add: async (_run: string, gaps: readonly Gap[]) => void memory.gaps.push(...gaps),
      counts: async () => ({}) as Record<string, number>,
    },
  };
}
