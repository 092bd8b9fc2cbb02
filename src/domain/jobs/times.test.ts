import { jobCronFault, nextTimes, normalCron, zoneNamed } from './times';

const times = (cron: string, zone: string, after: string, count: number) =>
  nextTimes(cron, zone, new Date(after), count).map((at) => at.toISOString().slice(0, 16));

describe('nextTimes', () => {
  it.each([
    ['UTC', '0 6 1,15,31 * *', '2027-02-14T00:00Z', ['2027-02-15T06:00', '2027-03-01T06:00', '2027-03-15T06:00']],
    ['UTC', '0 2 * * FRI', '2027-01-01T03:00Z', ['2027-01-08T02:00', '2027-01-15T02:00', '2027-01-22T02:00']],
    // Prague: at 02:00 on 28 March clocks go to 03:00.
    ['Europe/Prague', '30 2 * * *', '2027-03-26T12:00Z', ['2027-03-27T01:30', '2027-03-28T01:00', '2027-03-29T00:30']],
    [
      'Europe/Prague',
      '30 2,14 * * *',
      '2027-03-27T14:00Z',
      ['2027-03-28T01:00', '2027-03-28T12:30', '2027-03-29T00:30'],
    ],
    [
      'Europe/Prague',
      '0,30 2 * * *',
      '2027-03-27T12:00Z',
      ['2027-03-28T01:00', '2027-03-29T00:00', '2027-03-29T00:30'],
    ],
    ['Europe/Prague', '0 2,3 * * *', '2027-03-27T12:00Z', ['2027-03-28T01:00', '2027-03-29T00:00', '2027-03-29T01:00']],
    // And at 03:00 on 31 October back to 02:00: each local time once.
    ['Europe/Prague', '30 2 * * *', '2027-10-30T12:00Z', ['2027-10-31T00:30', '2027-11-01T01:30', '2027-11-02T01:30']],
    [
      'Europe/Prague',
      '30 2,14 * * *',
      '2027-10-30T13:00Z',
      ['2027-10-31T00:30', '2027-10-31T13:30', '2027-11-01T01:30'],
    ],
    // Half-hour clocks.
    [
      'Australia/Lord_Howe',
      '0 2 * * *',
      '2027-10-01T15:00Z',
      ['2027-10-01T15:30', '2027-10-02T15:30', '2027-10-03T15:00'],
    ],
    ['Asia/Kolkata', '0 9 * * 1-5', '2027-01-01T00:00Z', ['2027-01-01T03:30', '2027-01-04T03:30', '2027-01-05T03:30']],
    [
      'America/New_York',
      '0 9 1 * *',
      '2027-03-01T15:00Z',
      ['2027-04-01T13:00', '2027-05-01T13:00', '2027-06-01T13:00'],
    ],
  ])('of %s by %s', (zone, cron, after, expected) => expect(times(cron, zone, after, 3)).toEqual(expected));

  it('runs each half hour also in the hour that comes twice, and in the one that does not come', () => {
    const gaps = (after: string) => {
      const found = nextTimes('*/30 * * * *', 'Europe/Prague', new Date(after), 12);
      return new Set(found.slice(1).map((at, index) => at.getTime() - found[index]!.getTime()));
    };
    expect(gaps('2027-10-30T22:00Z')).toEqual(new Set([30 * 60_000]));
    expect(gaps('2027-03-27T22:00Z')).toEqual(new Set([30 * 60_000]));
  });

  it('never names a time that is not ahead', () => {
    const after = new Date('2027-03-28T01:00:00Z');
    expect(nextTimes('30 2 * * *', 'Europe/Prague', after, 1)[0]!.getTime()).toBeGreaterThan(after.getTime());
  });
});

describe('cron texts of jobs', () => {
  it.each([
    ['0 6 */1 * 1', '0 6 * * 1'],
    ['0-59 0-23 1-31 1-12 0-6', '* * * * *'],
    ['*/5 2 1 * *', '*/5 2 1 * *'],
  ])('%s is %s', (given, expected) => expect(normalCron(given)).toBe(expected));

  it.each([
    '0 2 13 * 5',
    '0 0 30 2 *',
    '@daily',
    '* * * * * *',
    '61 * * * *',
    '0 22-2 * * *',
    '0 0 L * *',
    '*/90 * * * *',
  ])('refuses %s', (cron) => expect(jobCronFault(cron)).toEqual(expect.any(String)));

  it.each(['0 2 * * 1-5', '0 6 */1 * 1', '0 0 29 2 *', '*/15 * * * *'])('takes %s', (cron) =>
    expect(jobCronFault(cron)).toBeUndefined(),
  );

  it('knows zones', () => {
    expect(zoneNamed('Europe/Prague')).toBe('Europe/Prague');
    expect(zoneNamed('europe/prague')).toBe('Europe/Prague');
    expect([zoneNamed('UTC'), zoneNamed('Mars/Olympus')]).toEqual(['UTC', undefined]);
  });
});
