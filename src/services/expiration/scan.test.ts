import { certificateOf, inDays, rulesOf, start, workOf } from '../../../test/support/builders';
import type { ExpirationScan } from '../../store/expiration/scans';
import type { DueLook } from '../../store/expiration/watch-looks';
import type { ScanState } from '../../temporal/messages/expiration';
import { createExpirationScan } from './scan';

describe('a stretch of the scan', () => {
  const pages = [[certificateOf('a')], [certificateOf('b')], [certificateOf('c')]];
  function scan(
    clock: () => number,
    { fail = false, before = null, due = [] }: { fail?: boolean; before?: ExpirationScan | null; due?: DueLook[] } = {},
  ) {
    const done: string[] = [];
    const noted: unknown[] = [];
    const counted: string[] = [];
    let pagesNoted = 0;
    const created = createExpirationScan({
      watches: {
        findMany: async () => new Map(),
        markChecked: async () => undefined,
        unsettled: async () => undefined,
        looked: async () => {
          if (fail) throw new Error('away');
          pagesNoted += 1;
          done.push(`noted ${pagesNoted}`);
        },
        due: async () => due,
        remove: async (gone) => void done.push(`removed ${gone.join()}`),
        touch: async (uuids) => void done.push(`touched ${uuids.join()}`),
        countQuiet: async () => ({ fold: 5, nothing: 4, replaced: 3, ahead: 2, none: 1 }),
        passedBy: async () => void done.push('passed by'),
      },
      profiles: async () => [],
      widestWindow: async () => 30 * 86_400_000,
      replacedAmong: async () => new Set(),
      detect: async () => [],
      reset: async () => undefined,
      refreshClaims: async () => undefined,
      startBatch: async () => undefined,
      replacedUntil: async () => new Map(),
      checksItself: false,
      onDifference: () => undefined,
      ends: {
        walk: async function* () {},
        mark: async (uuids, end) => void done.push(`${uuids.join()} is ${end}`),
        arriving: async function* () {
          yield ['a', 'b'];
        },
        asleep: async (uuids) => new Set(uuids),
        sleep: async (uuids) => void done.push(`asleep ${uuids.join()}`),
      },
      candidates: {
        page: async (_from, _until, after) => {
          const at = after === null ? 0 : Number(after.uuid);
          const next = at + 1 < pages.length ? { notAfter: inDays(10), uuid: String(at + 1) } : null;
          return { certificates: pages[at]!, next };
        },
        findMany: async (uuids) =>
          [...pages.flat(), certificateOf('far', { notAfter: inDays(400) })].filter(({ uuid }) => uuids.includes(uuid)),
      },
      scans: {
        begin: async ({ scanId, askedBy }) => void noted.push(`begin ${scanId} for ${askedBy?.name ?? 'nobody'}`),
        find: async () => null,
        latestGood: async () => before,
        progress: async (scanId) => void noted.push(`progress ${scanId}`),
        end: async (scanId, { status }) => void noted.push(`${status} ${scanId}`),
      },
      requests: { takenBy: async (workflowId) => (workflowId === 'w' ? { uuid: 'u', name: 'ann' } : null) },
      rules: async () => rulesOf([]),
      startDigests: async (request) => void noted.push(request),
      startRenewals: async (scanId) => void noted.push(`renewals ${scanId}`),
      countScan: (result) => void counted.push(result),
      now: () => start,
      steadyClock: clock,
    });
    return { ...created, done, noted, counted };
  }
  const run = { workflowId: 'w', runId: 'r' };

  it('goes on to the end, and what is found in every page is noted', async () => {
    const { beginScan, scanStretch, endScan, done, noted, counted } = scan(() => 0);
    const state = await beginScan('2030-01-01T00:00:00Z', run);
    const step = await scanStretch(state, workOf());
    expect(step).toMatchObject({ isDone: true, state: { cursor: null, counts: { examined: 3, due: 3 } } });
    expect(done).toEqual(['touched a,b', 'asleep a,b', 'noted 1', 'noted 2', 'noted 3', 'passed by']);
    await endScan(step.state);
    expect(noted).toEqual([
      'begin 20300101T000000Z for ann',
      'finished 20300101T000000Z',
      { scanId: state.scanId, batches: 0 },
      'renewals 20300101T000000Z',
    ]);
    expect(counted).toEqual(['finished']);
  });

  it('stops when its time is up, and goes on behind', async () => {
    let clock = 0;
    const { beginScan, scanStretch, noted, counted, failScan } = scan(() => (clock += 5_000));
    const first = await scanStretch(await beginScan('2030-01-01T00:00:00Z', run), workOf());
    expect(first).toMatchObject({ isDone: false, state: { cursor: { uuid: '1' }, counts: { examined: 1 } } });
    expect(await scanStretch(first.state, workOf())).toMatchObject({
      isDone: true,
      state: { counts: { examined: 3 } },
    });
    await failScan(first.state.scanId, 'x');
    expect(noted.slice(1)).toEqual(['progress 20300101T000000Z', 'failed 20300101T000000Z']);
    expect(counted).toEqual(['failed']);
  });

  it('says that a page is done only once what is found is noted', async () => {
    const { beginScan, scanStretch } = scan(() => 0, { fail: true });
    const work = workOf();
    const state = await beginScan('2030-01-01T00:00:00Z', run);
    await expect(scanStretch(state, work)).rejects.toThrow('away');
    expect(work.beats.map((beat) => (beat as ScanState).cursor)).toEqual(work.beats.map(() => null));
  });

  it('looks only at what is due to be looked at as long as the rules stay as they are', async () => {
    const first = scan(() => 0);
    const { state } = await first.scanStretch(await first.beginScan('2030-01-01T00:00:00Z', run), workOf());
    const looks = ['a', 'gone', 'far', 'seen'].map((certificate): DueLook => ({
      kind: 'fold',
      lookAt: start,
      certificate,
      lookedAt: certificate === 'seen' ? start : null,
    }));
    const before = { rules: state.rules } as ExpirationScan;
    const { beginScan, scanStretch, done } = scan(() => 0, { before, due: looks });
    const step = await scanStretch(await beginScan('2030-01-01T01:00:00Z', run), workOf());
    // One by itself, and what is known of the others: 5 to fold, 4 without triggers, 3 replaced, 2 before their window.
    expect(step).toMatchObject({ isDone: true, state: { counts: { examined: 15, due: 10, replaced: 3, folded: 5 } } });
    expect(done).toEqual(['touched a,b', 'asleep a,b', 'removed gone', 'far is ahead', 'noted 1', 'noted 2']);
  });

  it('looks at everything once the rules have changed', async () => {
    const before = { rules: 'others' } as ExpirationScan;
    const { beginScan, scanStretch, done } = scan(() => 0, { before });
    await scanStretch(await beginScan('2030-01-01T01:00:00Z', run), workOf());
    expect(done).toContain('passed by');
  });

  it('stops when it is called off', async () => {
    const { beginScan, scanStretch } = scan(() => 0);
    const signal = AbortSignal.abort(new Error('shutdown'));
    const state = await beginScan('2030-01-01T00:00:00Z', run);
    await expect(scanStretch(state, workOf({ signal }))).rejects.toThrow('shutdown');
  });
});
