import { measureWays, nodeTask, rowsOf } from './script-ways';

it('compares each way with a bare process', () =>
  expect(rowsOf({ 'bare process': [40, 40], fresh: [50, 50, 50], ready: [4, 4], warm: [2, 2, 1, 3] })).toEqual([
    { way: 'bare process', latencyMs: 40, runsPerSecond: 25, timesBare: 1, ofBareLatency: 1 },
    { way: 'fresh', latencyMs: 50, runsPerSecond: 20, timesBare: 0.8, ofBareLatency: 1.25 },
    { way: 'ready', latencyMs: 4, runsPerSecond: 250, timesBare: null, ofBareLatency: 0.1 },
    { way: 'warm', latencyMs: 2, runsPerSecond: 500, timesBare: 20, ofBareLatency: 0.05 },
  ]));

it('runs a script in every way', async () => {
  const options = { runtime: 'node', command: [process.execPath], flags: [], texts: nodeTask } as const;
  const rows = await measureWays({ ...options, rounds: 1, pauseMs: 1_500 });
  expect(rows.map(({ way }) => way)).toEqual(['bare process', 'fresh', 'ready', 'warm']);
  for (const { latencyMs } of rows) expect(latencyMs).toBeGreaterThan(0);
}, 60_000);
