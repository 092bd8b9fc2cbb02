import { certificateOf, inDays, rulesOf, start, workOf } from '../../../test/support/builders';
import { createExpirationScan } from './scan';

describe('a stretch of the scan', () => {
  const pages = [[certificateOf('a')], [certificateOf('b')], [certificateOf('c')]];
  function scan(clock: () => number, fail = false) {
    const done: string[] = [];
    const noted: unknown[] = [];
    const counted: string[] = [];
    let pagesFolded = 0;
    const created = createExpirationScan({
      watches: {
        findMany: async () => new Map(),
        markChecked: async () => undefined,
        fold: async () => {
          if (fail) throw new Error('away');
          pagesFolded += 1;
          done.push(`folded ${pagesFolded}`);
        },
      },
      profiles: async () => [],
      widestWindow: async () => 30 * 86_400_000,
      replacedAmong: async () => new Set(),
      detect: async () => [],
      reset: async () => undefined,
      refreshClaims: async () => undefined,
      startBatch: async () => undefined,
      ends: { walk: async function* () {}, mark: async () => undefined },
      candidates: {
        page: async (_from, _until, after) => {
          const at = after === null ? 0 : Number(after.uuid);
          const next = at + 1 < pages.length ? { notAfter: inDays(10), uuid: String(at + 1) } : null;
          return { certificates: pages[at]!, next };
        },
      },
      scans: {
        begin: async ({ scanId, askedBy }) => void noted.push(`begin ${scanId} for ${askedBy?.name ?? 'nobody'}`),
        find: async () => null,
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

  it('goes on to the end, and every page is folded', async () => {
    const { beginScan, scanStretch, endScan, done, noted, counted } = scan(() => 0);
    const state = await beginScan('2030-01-01T00:00:00Z', run);
    const step = await scanStretch(state, workOf());
    expect(step).toMatchObject({ isDone: true, state: { cursor: null, counts: { examined: 3, due: 3 } } });
    expect(done).toEqual(['folded 1', 'folded 2', 'folded 3']);
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
    expect(first).toMatchObject({ isDone: false, state: { cursor: { uuid: '2' }, counts: { examined: 2 } } });
    expect(await scanStretch(first.state, workOf())).toMatchObject({
      isDone: true,
      state: { counts: { examined: 3 } },
    });
    await failScan(first.state.scanId, 'x');
    expect(noted.slice(1)).toEqual(['progress 20300101T000000Z', 'failed 20300101T000000Z']);
    expect(counted).toEqual(['failed']);
  });

  it('says that a page is done only once it is folded', async () => {
    const { beginScan, scanStretch } = scan(() => 0, true);
    const work = workOf();
    const state = await beginScan('2030-01-01T00:00:00Z', run);
    await expect(scanStretch(state, work)).rejects.toThrow('away');
    const withEnds = { ...state, areEndsSettled: true };
    expect(work.beats).toEqual([withEnds, withEnds]);
  });

  it('stops when it is called off', async () => {
    const { beginScan, scanStretch } = scan(() => 0);
    const signal = AbortSignal.abort(new Error('shutdown'));
    const state = await beginScan('2030-01-01T00:00:00Z', run);
    await expect(scanStretch(state, workOf({ signal }))).rejects.toThrow('shutdown');
  });
});
