import { inDays, start } from '../../../test/support/builders';
import type { OperatorMessage } from '../../delivery/operators/tell-administrators';
import type { ScanAlarm } from '../../store/expiration/scan-alarms';
import { createScanAlarm } from './scan-alarm';

const failed = { scanId: 's1', startedAt: start, finishedAt: start };

function world(reached: boolean) {
  const rows = new Map<string, ScanAlarm>();
  const told: OperatorMessage[] = [];
  let now = start;
  let lastGood: typeof failed | null = null;
  const change = (key: string, fields: Partial<ScanAlarm>) => rows.set(key, { ...rows.get(key)!, ...fields });
  const alarm = createScanAlarm({
    alarms: {
      open: async () => [...rows.values()].filter(({ overAt, toTell }) => overAt === null || toTell !== null),
      countEnded: async () => 0,
      insert: async (given, openedAt, leaseUntil) => {
        if (rows.has(given.key)) return false;
        const row = { ...given, openedAt, leaseUntil, overAt: null, toTell: 'opened' as const, mailed: [], tries: 0 };
        rows.set(given.key, row);
        return true;
      },
      close: async (key, overAt, leaseUntil) => {
        change(key, { overAt, leaseUntil, toTell: 'over', tries: 0 });
        return true;
      },
      lease: async (key, at, leaseUntil) => {
        if (rows.get(key)!.leaseUntil > at) return false;
        change(key, { leaseUntil });
        return true;
      },
      noteMailed: async (key, _stage, user) => void change(key, { mailed: [...rows.get(key)!.mailed, user] }),
      noteTry: async (key) => void change(key, { tries: rows.get(key)!.tries + 1 }),
      markTold: async (key) => void change(key, { toTell: null }),
      removeOlder: async () => undefined,
    },
    scans: { latestGood: async () => lastGood as never, latestFailed: async () => failed as never },
    schedule: () => Promise.reject(new Error('Temporal is away')),
    tellAdministrators: async (message, mails) => {
      told.push(message);
      await mails?.onMailed('ann');
      return reached;
    },
    scanUrl: 'https://certloom.example/scan',
    now: () => now,
    startedAt: start,
    onFault: () => undefined,
  });
  return {
    ...{ alarm, told, rows },
    pass: (ms: number) => (now = new Date(now.getTime() + ms)),
    recover: () => (lastGood = { scanId: 's2', startedAt: inDays(1), finishedAt: inDays(1) }),
  };
}

describe('the alarm of the scan', () => {
  it('tells once that it began and once that it is over, also while Temporal is away', async () => {
    const { alarm, told, recover } = world(true);
    await alarm.look();
    await alarm.look();
    recover();
    await alarm.look();
    await alarm.look();
    expect(told.map(({ eventId }) => eventId)).toEqual([4141, 4142]);
  });

  it('tries again once its lease is over, and gives up after half an hour', async () => {
    const { alarm, told, rows, pass } = world(false);
    await alarm.look();
    await alarm.look();
    expect(told).toHaveLength(1);
    for (let tries = 0; tries < 30; tries += 1) {
      pass(121_000);
      await alarm.look();
    }
    // After two hours without a good scan there is a second alarm, which is told for itself.
    const ofFailure = told.filter(({ data }) => data['code'] === 'scan_failed');
    expect(ofFailure).toHaveLength(15);
    expect(rows.get(ofFailure[0]!.data['incident']!)).toMatchObject({ toTell: null });
  });
});
