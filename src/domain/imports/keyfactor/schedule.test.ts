import { nextAlertRuns, type AlertSchedule } from '../../alerts/schedule';
import { createLedger } from '../ledger';
import { readSchedule } from './schedule';

const now = new Date('2027-01-30T05:00:00.000Z');

function read(value: unknown) {
  const { root, close } = createLedger(value);
  const schedule = readSchedule(root, now);
  return { schedule, notes: close().notes.map(({ code }) => code) };
}

it.each<[string, unknown, readonly string[]]>([
  ['M15 an interval', { Interval: { Minutes: 30 } }, ['2027-01-30T05:30', '2027-01-30T06:00', '2027-01-30T06:30']],
  [
    'M15 a time of day',
    { Daily: { Time: '2023-11-19T06:15:00Z' } },
    ['2027-01-30T06:15', '2027-01-31T06:15', '2027-02-01T06:15'],
  ],
  [
    'M15 a time with an offset',
    { Daily: { Time: '2023-11-19T01:15:00-05:00' } },
    ['2027-01-30T06:15', '2027-01-31T06:15', '2027-02-01T06:15'],
  ],
  [
    'M15 days by number',
    { Weekly: { Time: '06:00:00', Days: [0, 3] } },
    ['2027-01-31T06:00', '2027-02-03T06:00', '2027-02-07T06:00'],
  ],
  [
    'M15 days by name',
    { Weekly: { Time: '06:00', Days: ['Sunday', 'Wednesday'] } },
    ['2027-01-31T06:00', '2027-02-03T06:00', '2027-02-07T06:00'],
  ],
  [
    'M15 a day of the month',
    { Monthly: { Time: '2023-11-19T06:00:00Z', Day: 31 } },
    ['2027-01-31T06:00', '2027-02-28T06:00', '2027-03-31T06:00'],
  ],
  ['M15 one moment', { Daily: null, ExactlyOnce: { Time: '2027-02-05T07:30:00' } }, ['2027-02-05T07:30']],
])('%s', (_name, value, expected) => {
  const { schedule } = read(value);
  // As a request reads it.
  const spec = JSON.parse(JSON.stringify(schedule)) as { readonly once?: { readonly at: string } };
  const stored = (spec.once === undefined ? spec : { once: { at: new Date(spec.once.at) } }) as AlertSchedule;
  expect(nextAlertRuns(stored, 'UTC', now, 3).map((at) => at.toISOString().slice(0, 16))).toEqual(expected);
});

it.each<[string, unknown, unknown, readonly string[]]>([
  ['at once', { Immediate: true }, { once: { at: now.toISOString() } }, ['immediate_once']],
  ['too often', { Interval: { Minutes: 1 } }, { interval: { minutes: 5 } }, ['interval_changed']],
  ['at no time', { Daily: { Time: 'noon' } }, undefined, ['time_unreadable']],
  ['never', null, undefined, []],
  ['in another form', { Hourly: { Minute: 5 } }, undefined, ['field_unmapped']],
])('reads %s', (_name, value, schedule, notes) => expect(read(value)).toEqual({ schedule, notes }));
