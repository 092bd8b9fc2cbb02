import type { QuietHours, Weekday } from './profile';
import { isTimeZone, quietUntil } from './quiet-hours';

function hours(timeZone: string, from: string, to: string, days: Weekday[] = []): QuietHours {
  return { timeZone, from, to, days };
}

type Row = [name: string, quiet: QuietHours, now: string, end: string | null];

function table(rows: Row[]) {
  it.each(rows)('%s', (_name, quiet, now, end) => {
    expect(quietUntil(quiet, new Date(now))?.toISOString() ?? null).toBe(
      end === null ? null : new Date(end).toISOString(),
    );
  });
}

const berlin = 'Europe/Berlin';
const newYork = 'America/New_York';
const lordHowe = 'Australia/Lord_Howe';

describe('a window within one day', () => {
  const lunch = hours(berlin, '12:00', '13:30');
  table([
    ['before', lunch, '2026-07-01T09:59:59.999Z', null],
    ['at its begin', lunch, '2026-07-01T10:00:00Z', '2026-07-01T11:30:00Z'],
    ['within', lunch, '2026-07-01T11:29:59.999Z', '2026-07-01T11:30:00Z'],
    ['at its end', lunch, '2026-07-01T11:30:00Z', null],
    ['in winter an hour later in UTC', lunch, '2026-12-01T11:00:00Z', '2026-12-01T12:30:00Z'],
    [
      'Kathmandu, 5:45 ahead',
      hours('Asia/Kathmandu', '09:00', '10:00'),
      '2026-05-05T03:20:00Z',
      '2026-05-05T04:15:00Z',
    ],
    ['Kathmandu, before', hours('Asia/Kathmandu', '09:00', '10:00'), '2026-05-05T03:14:59Z', null],
  ]);
});

describe('a window over midnight', () => {
  const night = hours(berlin, '22:00', '07:00');
  table([
    ['in the evening', night, '2026-06-10T20:00:00Z', '2026-06-11T05:00:00Z'],
    ['after midnight', night, '2026-06-11T01:00:00Z', '2026-06-11T05:00:00Z'],
    ['by day', night, '2026-06-11T05:00:00Z', null],
    ['over the new year', night, '2026-12-31T23:30:00Z', '2027-01-01T06:00:00Z'],
    ['all day but a minute', hours('UTC', '00:01', '00:00'), '2026-06-11T12:00:00Z', '2026-06-12T00:00:00Z'],
    ['that minute', hours('UTC', '00:01', '00:00'), '2026-06-11T00:00:30Z', null],
    ['up to midnight', hours('UTC', '20:00', '00:00'), '2026-06-11T23:59:59Z', '2026-06-12T00:00:00Z'],
  ]);
});

describe('days on which a window begins', () => {
  // 2026-06-12 is a Friday.
  const weekend = hours(berlin, '20:00', '08:00', ['fri', 'sat']);
  table([
    ['Friday evening', weekend, '2026-06-12T18:00:00Z', '2026-06-13T06:00:00Z'],
    ['Saturday morning belongs to Friday', weekend, '2026-06-13T05:00:00Z', '2026-06-13T06:00:00Z'],
    ['Sunday morning belongs to Saturday', weekend, '2026-06-14T05:00:00Z', '2026-06-14T06:00:00Z'],
    ['Sunday evening', weekend, '2026-06-14T19:00:00Z', null],
    ['Friday morning belongs to Thursday', weekend, '2026-06-12T05:00:00Z', null],
    ['the day is that of the zone', hours(newYork, '00:00', '06:00', ['mon']), '2026-06-16T03:00:00Z', null],
    ['Monday there', hours(newYork, '00:00', '06:00', ['mon']), '2026-06-15T04:00:00Z', '2026-06-15T10:00:00Z'],
  ]);
});

describe('the clock goes forward', () => {
  table([
    // Berlin, 2026-03-29: 02:00 becomes 03:00 at 01:00 UTC.
    ['over the gap', hours(berlin, '22:00', '07:00'), '2026-03-28T21:00:00Z', '2026-03-29T05:00:00Z'],
    [
      'to is left out: until the change',
      hours(berlin, '22:00', '02:30'),
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:00:00Z',
    ],
    ['to is left out: over at the change', hours(berlin, '22:00', '02:30'), '2026-03-29T01:00:00Z', null],
    [
      'from is left out: from the change',
      hours(berlin, '02:30', '05:00'),
      '2026-03-29T01:00:00Z',
      '2026-03-29T03:00:00Z',
    ],
    ['from is left out: not before', hours(berlin, '02:30', '05:00'), '2026-03-29T00:59:59Z', null],
    ['both left out: no window', hours(berlin, '02:10', '02:50'), '2026-03-29T01:00:00Z', null],
    ['2027-03-28 too', hours(berlin, '22:00', '02:30'), '2027-03-28T00:30:00Z', '2027-03-28T01:00:00Z'],
    // New York, 2026-03-08: 02:00 becomes 03:00 at 07:00 UTC.
    ['New York', hours(newYork, '23:00', '02:15'), '2026-03-08T06:30:00Z', '2026-03-08T07:00:00Z'],
    ['New York 2027', hours(newYork, '02:15', '06:00'), '2027-03-14T07:00:00Z', '2027-03-14T10:00:00Z'],
    // Lord Howe, 2026-10-04: 02:00 becomes 02:30 at 15:30 UTC the day before.
    ['half an hour: to left out', hours(lordHowe, '22:00', '02:15'), '2026-10-03T15:00:00Z', '2026-10-03T15:30:00Z'],
    ['half an hour: to after it', hours(lordHowe, '22:00', '02:30'), '2026-10-03T15:00:00Z', '2026-10-03T15:30:00Z'],
    ['half an hour: from left out', hours(lordHowe, '02:10', '03:00'), '2026-10-03T15:30:00Z', '2026-10-03T16:00:00Z'],
    // Samoa left out the whole of 2011-12-30.
    ['a day left out', hours('Pacific/Apia', '22:00', '06:00'), '2011-12-30T09:00:00Z', '2011-12-30T16:00:00Z'],
  ]);
});

describe('the clock goes back', () => {
  table([
    // Berlin, 2026-10-25: 03:00 becomes 02:00 at 01:00 UTC.
    ['over both hours', hours(berlin, '22:00', '07:00'), '2026-10-24T21:00:00Z', '2026-10-25T06:00:00Z'],
    ['to occurs twice: the second', hours(berlin, '22:00', '02:30'), '2026-10-25T00:00:00Z', '2026-10-25T01:30:00Z'],
    [
      'to occurs twice: still at the first',
      hours(berlin, '22:00', '02:30'),
      '2026-10-25T00:45:00Z',
      '2026-10-25T01:30:00Z',
    ],
    ['to occurs twice: over after the second', hours(berlin, '22:00', '02:30'), '2026-10-25T01:30:00Z', null],
    ['from occurs twice: the first', hours(berlin, '02:30', '05:00'), '2026-10-25T00:30:00Z', '2026-10-25T04:00:00Z'],
    ['from occurs twice: not before', hours(berlin, '02:30', '05:00'), '2026-10-25T00:29:59Z', null],
    ['2027-10-31 too', hours(berlin, '22:00', '02:30'), '2027-10-31T00:45:00Z', '2027-10-31T01:30:00Z'],
    // New York, 2026-11-01: 02:00 becomes 01:00 at 06:00 UTC.
    ['New York', hours(newYork, '23:00', '01:30'), '2026-11-01T05:45:00Z', '2026-11-01T06:30:00Z'],
    ['New York 2027', hours(newYork, '01:30', '06:00'), '2027-11-07T05:30:00Z', '2027-11-07T11:00:00Z'],
    // Lord Howe, 2027-04-04: 02:00 becomes 01:30 at 15:00 UTC the day before.
    ['half an hour', hours(lordHowe, '22:00', '01:45'), '2027-04-03T14:50:00Z', '2027-04-03T15:15:00Z'],
    ['half an hour: to just before', hours(lordHowe, '22:00', '01:29'), '2027-04-03T14:30:00Z', null],
  ]);
});

describe('isTimeZone', () => {
  it.each([
    [berlin, true],
    ['UTC', true],
    ['Etc/GMT+5', true],
    ['America/Argentina/Buenos_Aires', true],
    ['America/Port-au-Prince', true],
    ['Mars/Olympus', false],
    ['', false],
    ['+01:00', false],
    ['Europe/Berlin ', false],
    ['Europe/Berlin\n', false],
    ['constructor', false],
    ['A'.repeat(200), false],
  ])('%j: %s', (text, expected) => expect(isTimeZone(text)).toBe(expected));
});
