import fc from 'fast-check';
import { dueFor, reachedThresholds, utcDay, type LedgerMark } from './due';

const now = new Date('2027-05-01T15:00:00Z');
const endsIn = (days: number, hours = 0) => new Date(now.getTime() + days * 86_400_000 + hours * 3_600_000);
const rule = { thresholds: [90, 60, 30], graceDays: 7, lifetimePercent: null };
const reach = (days: number, more: object = {}) =>
  reachedThresholds({ notBefore: endsIn(-300), notAfter: endsIn(days) }, { ...rule, ...more }, now);
const row = (threshold: number, more: Partial<LedgerMark> = {}): LedgerMark => ({
  ...{ threshold, occurrence: 1, state: 'done', at: now },
  ...more,
});

describe('reachedThresholds', () => {
  it.each([
    ['far away', 91, []],
    ['on the day of the largest', 90, [90]],
    ['between', 45, [60, 90]],
    ['near the end', 5, [30, 60, 90]],
    ['on its last day', 0, [30, 60, 90]],
    ['ended within the days of grace', -7, [30, 60, 90]],
    ['ended before them', -8, []],
  ])('%s', (_, days, expected) => expect(reach(days)).toEqual(expected));

  it('counts whole UTC days: late in the evening of the last day it has been reached since midnight', () => {
    const notAfter = new Date('2027-05-31T23:59:59Z');
    const at = (time: string) => reachedThresholds({ notBefore: null, notAfter }, rule, new Date(time));
    expect(at('2027-04-30T23:59:59Z')).toEqual([60, 90]);
    expect(at('2027-05-01T00:00:00Z')).toEqual([30, 60, 90]);
  });

  it('goes by the thresholds alone where the whole lifetime counts, also before it begins', () => {
    const early = { notBefore: endsIn(2), notAfter: endsIn(20) };
    expect(reachedThresholds(early, { ...rule, lifetimePercent: 100 }, now)).toEqual([30, 60, 90]);
    expect(reachedThresholds(early, { ...rule, lifetimePercent: 99 }, now)).toEqual([]);
  });

  it('waits for the last part of a short life', () => {
    const shortLived = { notBefore: endsIn(-80), notAfter: endsIn(20) };
    expect(reachedThresholds(shortLived, { ...rule, lifetimePercent: 33 }, now)).toEqual([30, 60, 90]);
    expect(reachedThresholds(shortLived, { ...rule, lifetimePercent: 10 }, now)).toEqual([]);
    expect(reachedThresholds({ ...shortLived, notBefore: null }, { ...rule, lifetimePercent: 10 }, now)).toHaveLength(
      3,
    );
  });
});

describe('dueFor', () => {
  it.each<[string, number[], LedgerMark[], unknown]>([
    ['nothing reached', [], [], null],
    [
      'a late arrival: one message, the larger superseded',
      [60, 90],
      [],
      { threshold: 60, occurrence: 1, superseded: [90] },
    ],
    ['again on the same day', [60, 90], [row(60), row(90, { state: 'superseded' })], null],
    [
      'the next threshold',
      [30, 60, 90],
      [row(60), row(90, { state: 'superseded' })],
      { threshold: 30, occurrence: 1, superseded: [] },
    ],
    ['a larger one that was added later', [45], [row(30)], null],
    ['a changed threshold before the first', [45], [], { threshold: 45, occurrence: 1, superseded: [] }],
    ['a failed one is not sent again by itself', [30], [row(30, { state: 'failed' })], null],
    ['one that somebody else has', [30], [row(30, { state: 'claimed' })], null],
    ['what was there when the alert began', [30], [row(30, { state: 'baseline' })], null],
  ])('%s', (_, reached, marks, expected) => expect(dueFor(reached, marks, null, now)).toEqual(expected));

  describe('with reminders each day, three at most', () => {
    const repeat = { everyDays: 1, max: 3 };
    const yesterday = endsIn(-1, 8);
    it.each<[string, LedgerMark[], number | null]>([
      ['none on the same UTC day', [row(30, { at: new Date('2027-05-01T00:01:00Z') })], null],
      ['the first on the day after, whatever the hour', [row(30, { at: yesterday })], 2],
      ['the last', [row(30), row(30, { occurrence: 3, at: yesterday })], 4],
      ['no fourth', [row(30, { occurrence: 4, at: yesterday })], null],
      [
        'none behind an acknowledgement',
        [row(30, { at: yesterday }), row(30, { occurrence: 2, state: 'cancelled', at: yesterday })],
        null,
      ],
      ['none of what was never sent', [row(30, { state: 'baseline', at: yesterday })], null],
      ['of the smallest threshold only', [row(60, { at: yesterday }), row(30)], null],
    ])('%s', (_, marks, occurrence) =>
      expect(dueFor([30, 60], marks, repeat, now)?.occurrence ?? null).toBe(occurrence),
    );
  });

  it('sends each threshold once and never a larger after a smaller one, whenever runs happen', () => {
    const day = fc.integer({ min: -10, max: 120 });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 5 }),
        fc.array(day, { minLength: 1, maxLength: 30 }),
        (thresholds, days) => {
          const marks: LedgerMark[] = [];
          const sent: number[] = [];
          // Days left shrink from run to run.
          for (const left of [...days].sort((one, other) => other - one)) {
            const reached = reachedThresholds(
              { notBefore: null, notAfter: endsIn(left) },
              { thresholds, graceDays: 7, lifetimePercent: null },
              now,
            );
            const due = dueFor(reached, marks, null, now);
            if (due === null) continue;
            sent.push(due.threshold);
            marks.push(row(due.threshold), ...due.superseded.map((t) => row(t, { state: 'superseded' })));
          }
          const keys = marks.map(({ threshold }) => threshold);
          const falls = sent.every((threshold, index) => index === 0 || threshold < sent[index - 1]!);
          return falls && new Set(keys).size === keys.length;
        },
      ),
    );
  });

  it('reports whatever a run sees within thresholds and grace exactly once', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 200 }), (left) => {
        const reached = reach(left);
        const isReported = dueFor(reached, [], null, now) !== null;
        return isReported === (left <= 90 && left >= -7) && utcDay(endsIn(left)) - utcDay(now) === left;
      }),
    );
  });
});
