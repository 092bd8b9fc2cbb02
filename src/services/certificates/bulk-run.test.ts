import { bulkChangeOf } from '../../../test/support/bulk-change';
import { certificateOf, start, workOf } from '../../../test/support/builders';
import type { Permission } from '../../domain/identity/permissions';
import type { BulkChange } from '../../store/certificates/bulk-changes';
import type { CertificateDirectory } from './selection';
import { createBulkRun, type BulkRunDeps } from './bulk-run';

const state = { bulkId: 'b', listed: 0, behind: null };
const uuids = Array.from({ length: 250 }, (_, index) => `c${index}`);

function world(bulk: BulkChange | null, change: Partial<BulkRunDeps> = {}) {
  const pages: (readonly string[])[] = [];
  const ends: unknown[] = [];
  const left = [['left']];
  const run = createBulkRun({
    changes: {
      begin: async () => bulk,
      find: async () => bulk,
      isCancelRequested: async () => bulk?.cancelRequested ?? false,
      end: async (_id, end) => void ends.push(end.status),
    },
    rows: {
      unfinished: async () => left.shift() ?? [],
      counts: async () => ({ changed: 1, deleted: 0, requested: 0, unchanged: 0, failed: 0 }),
    },
    inventory: { search: async () => ({ items: [certificateOf('f')], next: undefined }) },
    carryOut: async (_bulk, certificates) => void pages.push(certificates),
    directory: async () => ({ attributes: new Map() }) as unknown as CertificateDirectory,
    patterns: undefined as never,
    permissionsOf: async () => new Set<Permission>(['certificates:write']),
    now: () => start,
    steadyClock: () => 0,
    ...change,
  });
  return { run, pages, ends };
}

it('sees through what an attempt before began, then goes through the list in pages', async () => {
  const { run, pages } = world(bulkChangeOf(uuids));
  const work = workOf();
  expect(await run.stretch(state, work)).toEqual({
    state: { ...state, listed: 300 },
    end: { status: 'finished', message: null },
  });
  expect(pages.map((page) => page.length)).toEqual([1, 100, 100, 50]);
  expect(work.beats.at(-1)).toEqual({ ...state, listed: 300 });
});

it('stops after some seconds and goes on where it was', async () => {
  let clock = 0;
  const { run, pages } = world(bulkChangeOf(uuids), { steadyClock: () => (clock += 4_000) });
  const first = await run.stretch(state, workOf());
  expect(first).toEqual({ state: { ...state, listed: 200 }, end: null });
  await run.stretch(first.state, workOf());
  expect(pages.at(-1)?.[0]).toBe('c200');
});

it('reads a filter in the order in which certificates were stored, up to the moment of the request', async () => {
  const asked: unknown[] = [];
  const bulk = bulkChangeOf(null);
  const next = { value: start, id: 'f' };
  const { run } = world(bulk, {
    inventory: {
      search: async ({ sort, direction, to, after }) => {
        asked.push({ sort, direction, to, after });
        return { items: [certificateOf('f')], next: asked.length === 1 ? next : undefined };
      },
    },
  });
  expect((await run.stretch(state, workOf())).end?.status).toBe('finished');
  const bound = { sort: 'createdAt', direction: 1, to: new Date(bulk.createdAt.getTime() + 1) };
  expect(asked).toEqual([
    { ...bound, after: undefined },
    { ...bound, after: next },
  ]);
});

it.each([
  {
    name: 'somebody calls it off',
    bulk: bulkChangeOf(uuids, { cancelRequested: true }),
    granted: true,
    end: 'cancelled',
  },
  { name: 'its author may not do it any more', bulk: bulkChangeOf(uuids), granted: false, end: 'failed' },
  {
    name: 'its author may change certificates, but not renew them any more',
    bulk: bulkChangeOf(uuids, { changes: { renew: true } }),
    granted: true,
    end: 'failed',
  },
])('ends when $name', async ({ bulk, granted, end }) => {
  const permissions = new Set<Permission>(granted ? ['certificates:write'] : []);
  const { run, pages } = world(bulk, { permissionsOf: async () => permissions });
  expect((await run.stretch(state, workOf())).end?.status).toBe(end);
  expect(pages).toEqual([['left']]);
});

it('ends with what the rows say', async () => {
  const { run, ends } = world(bulkChangeOf(uuids));
  expect(await run.end('b', 'cancelled', null)).toMatchObject({ status: 'cancelled', changed: 1 });
  expect(ends).toEqual(['cancelled']);
});

it('has nothing to do when it was withdrawn', async () => {
  const { run } = world(null);
  expect(await run.begin('b')).toBe(false);
  expect((await run.stretch(state, workOf())).end?.status).toBe('failed');
});
