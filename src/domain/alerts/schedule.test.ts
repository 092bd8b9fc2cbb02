import fc from 'fast-check';
import { nextAlertRuns, normalSchedule, planOfAlert, pastFaults, scheduleFaults, type AlertSchedule } from './schedule';

const runs = (schedule: AlertSchedule, zone: string, after: string, count = 3) =>
  nextAlertRuns(schedule, zone, new Date(after), count).map((at) => at.toISOString().slice(0, 16));

describe('nextAlertRuns', () => {
  it.each<[string, AlertSchedule, string, string[]]>([
    ['every 5 minutes', { interval: { minutes: 5 } }, '2027-01-01T00:02Z', ['T00:05', 'T00:10', 'T00:15']],
    ['daily', { daily: { time: '06:30' } }, '2027-01-01T07:00Z', ['02T06:30', '03T06:30', '04T06:30']],
    [
      'on weekdays',
      { weekly: { time: '06:00', days: ['FRI', 'MON'] } },
      '2027-01-01T05:00Z',
      ['01T06', '04T06', '08T06'],
    ],
    [
      'each day of the week',
      { weekly: { time: '06:00', days: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] } },
      '2027-01-01T05:00Z',
      ['01T06', '02T06', '03T06'],
    ],
    ['monthly', { monthly: { time: '06:00', day: 15 } }, '2027-01-16T00:00Z', ['02-15T06', '03-15T06', '04-15T06']],
    [
      'on the last day',
      { monthly: { time: '06:00', day: 31 } },
      '2027-01-31T07:00Z',
      ['02-28T06', '03-31T06', '04-30T06'],
    ],
    ['on the 30th', { monthly: { time: '06:00', day: 30 } }, '2028-01-31T07:00Z', ['02-29T06', '03-30T06', '04-30T06']],
    ['by cron', { cron: '15 4 * * 1-5' }, '2027-01-01T05:00Z', ['04T04:15', '05T04:15', '06T04:15']],
  ])('%s', (_, schedule, after, expected) => {
    const found = runs(schedule, 'UTC', after);
    expect(found.map((at, index) => at.includes(expected[index]!))).toEqual([true, true, true]);
  });

  it('once, and never again', () => {
    const once = { once: { at: new Date('2027-01-01T05:00:00Z') } };
    expect(runs(once, 'UTC', '2027-01-01T04:59Z')).toEqual(['2027-01-01T05:00']);
    expect(runs(once, 'UTC', '2027-01-01T05:00Z')).toEqual([]);
  });

  it('H21: a cron schedule in Prague keeps its local time when clocks change', () => {
    const cron = { cron: '0 7 * * *' };
    // Clocks go forward on 28 March 2027 and back on 31 October.
    expect(runs(cron, 'Europe/Prague', '2027-03-27T00:00Z')).toEqual([
      '2027-03-27T06:00',
      '2027-03-28T05:00',
      '2027-03-29T05:00',
    ]);
    expect(runs(cron, 'Europe/Prague', '2027-10-30T00:00Z')).toEqual([
      '2027-10-30T05:00',
      '2027-10-31T06:00',
      '2027-11-01T06:00',
    ]);
    const plan = planOfAlert(cron, 'Europe/Prague', new Date('2027-03-27T00:00Z'));
    if (plan.kind !== 'times') throw new Error(plan.kind);
    expect(plan.times.slice(0, 2)).toEqual([new Date('2027-03-27T06:00Z'), new Date('2027-03-28T05:00Z')]);
    expect(plan.refreshAt).toEqual(plan.times[50]);
  });

  it('never names a time that is not ahead, each day of a month once', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
        fc.integer({ min: 1, max: 31 }),
        fc.constantFrom('UTC', 'Europe/Prague', 'America/New_York', 'Australia/Lord_Howe'),
        (after, day, zone) => {
          const times = nextAlertRuns({ monthly: { time: '02:30', day } }, zone, after, 12);
          const ahead = times.every((at, index) => at > (times[index - 1] ?? after));
          // A month apart, give or take what clocks and short months do.
          const gaps = times.slice(1).map((at, index) => (at.getTime() - times[index]!.getTime()) / 86_400_000);
          return times.length === 12 && ahead && gaps.every((days) => days > 27 && days < 32.1);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('planOfAlert', () => {
  const now = new Date('2027-01-01T00:00:00Z');

  it.each<[AlertSchedule, string, unknown]>([
    [{ interval: { minutes: 90 } }, 'Europe/Prague', { kind: 'interval', everyMs: 5_400_000 }],
    [{ daily: { time: '06:05' } }, 'UTC', { kind: 'cron', cron: '5 6 * * *' }],
    [{ weekly: { time: '06:00', days: ['MON', 'SUN'] } }, 'UTC', { kind: 'cron', cron: '0 6 * * 0,1' }],
    [{ monthly: { time: '06:00', day: 28 } }, 'UTC', { kind: 'cron', cron: '0 6 28 * *' }],
    [{ once: { at: now } }, 'UTC', { kind: 'times', times: [now], refreshAt: null }],
  ])('of %j in %s', (schedule, zone, expected) => expect(planOfAlert(schedule, zone, now)).toEqual(expected));

  it('takes moments for the last day of months, which no rule of five fields says', () =>
    expect(planOfAlert({ monthly: { time: '06:00', day: 31 } }, 'UTC', now).kind).toBe('times'));
});

describe('scheduleFaults', () => {
  it.each<[AlertSchedule, string, string[]]>([
    [{ cron: '0 6 * * *' }, 'Europe/Prague', []],
    [{ cron: '0 6 13 * 5' }, 'UTC', ['/schedule/cron']],
    [{ cron: '0 6 * *' }, 'Mars/Olympus', ['/timeZone', '/schedule/cron']],
    [{ daily: { time: '06:00' } }, 'UTC', []],
    [{ cron: '* * * * *' }, 'UTC', ['/schedule/cron']],
    [{ cron: '*/4 * * * *' }, 'UTC', ['/schedule/cron']],
    [{ cron: '2,58 * * * *' }, 'UTC', ['/schedule/cron']],
    [{ cron: '59,0 0,23 * * *' }, 'UTC', ['/schedule/cron']],
    [{ cron: '2,58 6 29 FEB *' }, 'UTC', []],
    [{ cron: '*/5 * * * *' }, 'UTC', []],
  ])('of %j in %s', (schedule, zone, pointers) =>
    expect(scheduleFaults(schedule, zone).map(({ pointer }) => pointer)).toEqual(pointers),
  );

  it('of a moment that is over, and of none that comes', () => {
    const once = { once: { at: new Date('2027-01-01T05:00:00Z') } };
    expect(pastFaults(once, new Date('2027-01-01T05:00:00Z'))).toMatchObject([{ pointer: '/schedule/once/at' }]);
    expect(pastFaults(once, new Date('2027-01-01T04:59:59Z'))).toEqual([]);
    expect(pastFaults({ daily: { time: '05:00' } }, new Date())).toEqual([]);
    expect(pastFaults(null, new Date())).toEqual([]);
  });

  it('takes a full set for a star', () =>
    expect(normalSchedule({ cron: '0 6 */1 * 1' })).toEqual({ cron: '0 6 * * 1' }));
});
