import { peopleTime } from '../values/people-time';
import { alarmsOf, isOver, type ScanFacts } from './scan-alarm';

const now = new Date('2030-01-10T12:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const ahead = (minutes: number) => ago(-minutes);
const scan = (minutes: number, took = 1) => ({
  scanId: `scan-${minutes}`,
  startedAt: ago(minutes + took),
  finishedAt: ago(minutes),
});
const schedule = (change: object = {}) => ({ paused: false, note: null, nextRuns: [], ...change });
const facts = (change: Partial<ScanFacts> = {}): ScanFacts => ({
  now,
  startedAt: ago(1000),
  lastGood: scan(30),
  lastFailed: null,
  schedule: schedule(),
  endedPauses: 0,
  ...change,
});

describe('alarmsOf', () => {
  it.each<[string, Partial<ScanFacts>, string[]]>([
    ['a good scan half an hour ago', {}, []],
    ['a good scan exactly two hours ago', { lastGood: scan(120) }, []],
    ['a good scan more than two hours ago', { lastGood: scan(121) }, ['scan_overdue.scan-121']],
    ['an old good scan, but a process that has just started', { lastGood: scan(900), startedAt: ago(10) }, []],
    ['a first start without any scan', { lastGood: null, startedAt: ago(119) }, []],
    ['no scan ever, two hours after the start', { lastGood: null, startedAt: ago(121) }, ['scan_overdue.never']],
    ['a daily schedule', { lastGood: scan(1440), nextRuns: [] } as never, ['scan_overdue.scan-1440']],
    [
      'a daily schedule that is known',
      { lastGood: scan(1440), schedule: schedule({ nextRuns: [ahead(1), ahead(1441)] }) },
      [],
    ],
    [
      'a daily schedule that missed its hour',
      { lastGood: scan(1502), startedAt: ago(5000), schedule: schedule({ nextRuns: [ahead(1), ahead(1441)] }) },
      ['scan_overdue.scan-1502'],
    ],
    ['a failed scan', { lastFailed: scan(5) }, ['scan_failed.scan-30']],
    ['a failed scan that a good one followed', { lastFailed: scan(60) }, []],
    ['a failed first scan', { lastGood: null, startedAt: ago(10), lastFailed: scan(5) }, ['scan_failed.never']],
    ['a paused schedule', { schedule: schedule({ paused: true }) }, ['scan_paused.1']],
    ['a schedule paused again', { schedule: schedule({ paused: true }), endedPauses: 1 }, ['scan_paused.2']],
    ['no schedule', { schedule: null }, []],
    [
      'everything at once',
      { lastGood: scan(200), lastFailed: scan(20), schedule: schedule({ paused: true }) },
      ['scan_overdue.scan-200', 'scan_failed.scan-200', 'scan_paused.1'],
    ],
  ])('%s', (_name, change, keys) => {
    expect(alarmsOf(facts(change)).map(({ key }) => key)).toEqual(keys);
  });

  it('says since when, and why it is paused', () => {
    const [overdue, paused] = alarmsOf(
      facts({ lastGood: scan(300), schedule: schedule({ paused: true, note: 'maintenance (alice)' }) }),
    );
    expect(overdue!.text).toContain('5 hours');
    expect(overdue!.text).toContain(peopleTime(ago(300).toISOString()));
    expect(paused!.text).toContain('maintenance (alice)');
  });

  it('keeps the key while failures follow each other', () => {
    const keys = [50, 5].map((minutes) => alarmsOf(facts({ lastGood: scan(60), lastFailed: scan(minutes) }))[0]?.key);
    expect(new Set(keys)).toEqual(new Set(['scan_failed.scan-60']));
  });
});

describe('isOver', () => {
  it.each<[string, Parameters<typeof isOver>[0]['code'], Partial<ScanFacts>, boolean]>([
    ['overdue without a new scan', 'scan_overdue', { lastGood: scan(60) }, false],
    ['overdue, and the process restarted', 'scan_overdue', { lastGood: scan(60), startedAt: now }, false],
    ['overdue, then a good scan', 'scan_overdue', { lastGood: scan(5) }, true],
    ['overdue, none ever', 'scan_overdue', { lastGood: null }, false],
    ['failed again', 'scan_failed', { lastGood: scan(60), lastFailed: scan(2) }, false],
    ['failed, then good', 'scan_failed', { lastGood: scan(1), lastFailed: scan(20) }, true],
    ['still paused', 'scan_paused', { schedule: schedule({ paused: true }) }, false],
    ['resumed', 'scan_paused', {}, true],
    ['schedule not to be seen', 'scan_paused', { schedule: null }, false],
  ])('%s', (_name, code, change, over) => {
    expect(isOver({ code, openedAt: ago(10) }, facts(change))).toBe(over);
  });
});
