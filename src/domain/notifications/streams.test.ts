import type { EscalationStep } from './profile';
import {
  claimNotice,
  claimOf,
  countNotice,
  currentStep,
  decideNotice,
  hasSuppression,
  nextNotice,
  releaseNotice,
  resetStream,
  type DueNotice,
  type StreamRules,
  type StreamState,
} from './streams';

const notAfter = new Date('2026-07-01T12:00:00Z');
const notBefore = new Date('2026-04-02T12:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;

const stepsOf = (...before: string[]): EscalationStep[] => before.map((text) => ({ before: text, addRecipients: [] }));
const month = stepsOf('P30D', 'P14D', 'P7D', 'P1D');
const rules = (change: Partial<StreamRules> = {}): StreamRules => ({
  frequency: null,
  repetitions: null,
  escalationSteps: [],
  ...change,
});
const state = (change: Partial<StreamState> = {}): StreamState => ({ ...resetStream(), ...change });
/** `daysLeft` before notAfter. */
const at = (daysLeft: number) => new Date(notAfter.getTime() - daysLeft * day);
const decide = (given: StreamRules, stream: StreamState | undefined, daysLeft: number, acknowledged = false) =>
  decideNotice(given, stream, { now: at(daysLeft), notBefore, notAfter, acknowledged });

describe('hasSuppression', () => {
  it.each([
    [rules(), false],
    [rules({ frequency: 'P1D' }), true],
    [rules({ repetitions: 1 }), true],
    [rules({ escalationSteps: month }), true],
  ])('%j: %s', (given, expected) => expect(hasSuppression(given)).toBe(expected));
});

describe('currentStep', () => {
  it.each<[EscalationStep[], number, string | null]>([
    [[], 5, null],
    [month, 31, null],
    [month, 30, 'P30D'],
    [month, 14.001, 'P30D'],
    [month, 14, 'P14D'],
    [month, 5, 'P7D'],
    [month, 1, 'P1D'],
    [month, 0, 'P1D'],
    [month, -3, 'P1D'],
    [[...month].reverse(), 5, 'P7D'],
    // July 1 minus a month is June 1: thirty days.
    [stepsOf('P1M'), 30, 'P1M'],
    [stepsOf('P1M'), 30.01, null],
    [stepsOf('PT36H', 'PT90M'), 1.5, 'PT36H'],
    [stepsOf('PT36H', 'PT90M'), 0.0625, 'PT90M'],
  ])('of %j at %d days', (steps, daysLeft, expected) => {
    expect(currentStep(steps, { notBefore, notAfter }, at(daysLeft))?.before ?? null).toBe(expected);
  });

  it('counts shares of the lifetime of the certificate', () => {
    const shares = ['33%', '20%', '10%'].map((before) => ({ before, addRecipients: [] }));
    const lasting = (days: number) => ({ notBefore: at(days), notAfter });
    const stepOf = (days: number, left: number) => currentStep(shares, lasting(days), at(left))?.before ?? null;
    expect([30, 29.7, 18, 9, 1].map((left) => stepOf(90, left))).toEqual([null, '33%', '20%', '10%', '10%']);
    expect([3, 1.9, 1.2, 0.6].map((left) => stepOf(6, left))).toEqual([null, '33%', '20%', '10%']);
    // Nobody is left untold for want of a date.
    expect(currentStep(shares, { notBefore: null, notAfter }, at(90))?.before).toBe('33%');
  });

  it('counts months from notAfter by the calendar', () => {
    const end = new Date('2027-03-31T12:00:00Z');
    expect(currentStep(stepsOf('P1M'), { notBefore, notAfter: end }, new Date('2027-02-28T12:00:00Z'))?.before).toBe(
      'P1M',
    );
    expect(currentStep(stepsOf('P1M'), { notBefore, notAfter: end }, new Date('2027-02-28T11:59:59Z'))).toBeNull();
  });
});

describe('decideNotice', () => {
  const claim = { firingId: 'f', step: null, number: 3, at: at(6) };
  const due = (number: number, step: string | null = null) => ({ due: true, step, number });
  const rests = (reason: string) => ({ due: false, reason });
  const daily = rules({ frequency: 'P1D' });
  const stepped = rules({ escalationSteps: month });
  const paced = rules({ escalationSteps: month, frequency: 'P1D', repetitions: 3 });

  it.each<{ name: string; rules: StreamRules; state?: StreamState; daysLeft: number; expected: object }>([
    { name: 'no rules, first', rules: rules(), daysLeft: 9, expected: due(1) },
    { name: 'no rules, later', rules: rules(), state: state({ number: 7, counted: 7 }), daysLeft: 9, expected: due(8) },
    {
      name: 'no rules: what is on its way holds nothing',
      rules: rules(),
      state: state({ number: 3, claim }),
      daysLeft: 5,
      expected: due(4),
    },
    { name: 'frequency, first', rules: daily, daysLeft: 9, expected: due(1) },
    {
      name: 'frequency not passed',
      rules: daily,
      state: state({ number: 1, counted: 1, lastNoticeAt: at(9) }),
      daysLeft: 8.01,
      expected: rests('frequency'),
    },
    {
      name: 'frequency passed',
      rules: daily,
      state: state({ number: 1, counted: 1, lastNoticeAt: at(9) }),
      daysLeft: 8,
      expected: due(2),
    },
    ...[0.04, 0.09, 0.6, 1].map((days) => ({
      name: `the clock went back by ${days} days`,
      rules: daily,
      state: state({ number: 1, counted: 1, lastNoticeAt: at(9) }),
      daysLeft: 9 + days,
      expected: rests('frequency'),
    })),
    ...[1.01, 11, 4000].map((days) => ({
      name: `a notice of a clock that was ${days} days ahead`,
      rules: daily,
      state: state({ number: 1, counted: 1, lastNoticeAt: at(9 - days) }),
      daysLeft: 9,
      expected: due(2),
    })),
    {
      name: 'a wrong clock gives no repetition back',
      rules: rules({ frequency: 'P1D', repetitions: 1 }),
      state: state({ number: 1, counted: 1, lastNoticeAt: at(-4000) }),
      daysLeft: 9,
      expected: rests('repetitions'),
    },
    {
      name: 'nor a step',
      rules: rules({ frequency: 'P1D', escalationSteps: month }),
      state: state({ step: 'P1D', number: 1, counted: 1, lastNoticeAt: at(-4000) }),
      daysLeft: 9,
      expected: rests('step_noticed'),
    },
    {
      name: 'but inside the step it goes on',
      rules: paced,
      state: state({ step: 'P14D', number: 1, counted: 1, lastNoticeAt: at(-4000) }),
      daysLeft: 9,
      expected: due(2, 'P14D'),
    },
    {
      name: 'repetitions left',
      rules: rules({ repetitions: 2 }),
      state: state({ number: 1, counted: 1, lastNoticeAt: at(9) }),
      daysLeft: 9,
      expected: due(2),
    },
    {
      name: 'repetitions used up',
      rules: rules({ repetitions: 2 }),
      state: state({ number: 2, counted: 2 }),
      daysLeft: 8,
      expected: rests('repetitions'),
    },
    {
      name: 'notices that nobody accepted do not count',
      rules: rules({ repetitions: 1 }),
      state: state({ number: 4 }),
      daysLeft: 8,
      expected: due(5),
    },
    {
      name: 'on its way',
      rules: daily,
      state: state({ number: 3, claim }),
      daysLeft: 3,
      expected: rests('in_progress'),
    },
    { name: 'before the longest step', rules: stepped, daysLeft: 30.01, expected: rests('step_not_reached') },
    { name: 'first step', rules: stepped, daysLeft: 30, expected: due(1, 'P30D') },
    { name: 'first seen late: longer steps are passed', rules: stepped, daysLeft: 5, expected: due(1, 'P7D') },
    {
      name: 'same step again',
      rules: stepped,
      state: state({ step: 'P7D', number: 1, counted: 1 }),
      daysLeft: 4,
      expected: rests('step_noticed'),
    },
    {
      name: 'next step',
      rules: stepped,
      state: state({ step: 'P7D', number: 1, counted: 1 }),
      daysLeft: 1,
      expected: due(2, 'P1D'),
    },
    {
      name: 'the clock went back over a step',
      rules: stepped,
      state: state({ step: 'P7D', number: 1, counted: 1 }),
      daysLeft: 10,
      expected: rests('step_noticed'),
    },
    {
      name: 'a step in another writing',
      rules: rules({ escalationSteps: stepsOf('P2W') }),
      state: state({ step: 'P14D', number: 1, counted: 1 }),
      daysLeft: 13,
      expected: rests('step_noticed'),
    },
    {
      name: 'a longer step put in after a smaller one',
      rules: rules({ escalationSteps: stepsOf('P20D', 'P3D') }),
      state: state({ step: 'P14D', number: 1, counted: 1 }),
      daysLeft: 12,
      expected: rests('step_noticed'),
    },
    {
      name: 'a smaller step put in',
      rules: rules({ escalationSteps: stepsOf('P14D', 'P13D') }),
      state: state({ step: 'P14D', number: 1, counted: 1 }),
      daysLeft: 12,
      expected: due(2, 'P13D'),
    },
    {
      name: 'the noticed step taken out',
      rules: rules({ escalationSteps: stepsOf('P30D', 'P1D') }),
      state: state({ step: 'P14D', number: 2, counted: 1 }),
      daysLeft: 12,
      expected: rests('step_noticed'),
    },
    {
      name: 'steps put in later',
      rules: stepped,
      state: state({ number: 5, counted: 5, lastNoticeAt: at(12.1) }),
      daysLeft: 12,
      expected: due(6, 'P14D'),
    },
    {
      name: 'a new step does not wait for the frequency',
      rules: paced,
      state: state({ step: 'P14D', number: 1, counted: 1, lastNoticeAt: at(7.1) }),
      daysLeft: 7,
      expected: due(2, 'P7D'),
    },
    {
      name: 'nor for the repetitions of the last one',
      rules: paced,
      state: state({ step: 'P14D', number: 3, counted: 3, lastNoticeAt: at(9) }),
      daysLeft: 7,
      expected: due(4, 'P7D'),
    },
    {
      name: 'repeats inside a step',
      rules: paced,
      state: state({ step: 'P14D', number: 1, counted: 1, lastNoticeAt: at(14) }),
      daysLeft: 13,
      expected: due(2, 'P14D'),
    },
    {
      name: 'not before the frequency',
      rules: paced,
      state: state({ step: 'P14D', number: 1, counted: 1, lastNoticeAt: at(14) }),
      daysLeft: 13.5,
      expected: rests('frequency'),
    },
    {
      name: 'nor beyond the repetitions',
      rules: paced,
      state: state({ step: 'P14D', number: 3, counted: 3, lastNoticeAt: at(12) }),
      daysLeft: 9,
      expected: rests('repetitions'),
    },
    {
      name: 'no repeat in a longer step after the clock went back',
      rules: paced,
      state: state({ step: 'P7D', number: 1, counted: 1, lastNoticeAt: at(7) }),
      daysLeft: 10,
      expected: rests('step_noticed'),
    },
  ])('$name', ({ rules: given, state: stream, daysLeft, expected }) => {
    expect(decide(given, stream, daysLeft)).toEqual(expected);
  });

  it.each([rules(), daily, stepped])('acknowledged: nothing more in this cycle', (given) => {
    expect(decide(given, undefined, 5, true)).toEqual(rests('acknowledged'));
  });
});

describe('claim, count, release', () => {
  const notice: DueNotice = { due: true, step: 'P7D', number: 2 };
  const before = state({ step: 'P14D', number: 1, counted: 4, lastNoticeAt: at(14) });
  const claimed = claimNotice(before, notice, 'f1', at(7));
  const claim = claimOf(claimed, 'f1')!;

  it('a claim takes the number and keeps what was counted', () => {
    expect(claimed).toEqual({ ...before, number: 2, claim: { firingId: 'f1', step: 'P7D', number: 2, at: at(7) } });
    expect(claimOf(claimed, 'f2')).toBeNull();
    expect(claimOf(undefined, 'f1')).toBeNull();
  });

  it('the same firing claims once', () => {
    expect(claimNotice(claimed, { ...notice, number: 3 }, 'f1', at(6))).toEqual(claimed);
  });

  it('counting starts anew with a new step and happens once', () => {
    const counted = countNotice(claimed, claim, at(6.99));
    expect(counted).toEqual({ step: 'P7D', number: 2, counted: 1, lastNoticeAt: at(7), claim: null });
    expect(countNotice(counted, claim, at(5))).toBe(counted);
    const again = claimNotice(counted, { due: true, step: 'P1W', number: 3 }, 'f2', at(6));
    expect(countNotice(again, again.claim!, at(6))).toMatchObject({ step: 'P1W', number: 3, counted: 2 });
  });

  it('a late acceptance counts from itself', () => {
    expect(countNotice(claimed, claim, at(6.5)).lastNoticeAt).toEqual(at(6.5));
  });

  it('an acceptance before the last one leaves the last one', () => {
    const ahead = claimNotice(state({ ...before, lastNoticeAt: at(6.2) }), notice, 'f1', at(7));
    expect(countNotice(ahead, ahead.claim!, at(7)).lastNoticeAt).toEqual(at(6.2));
  });

  it('but not one that a wrong clock has put days ahead: the stream keeps its pace from now on', () => {
    const daily = rules({ frequency: 'P1D' });
    const ahead = claimNotice(state({ number: 1, lastNoticeAt: at(-4000) }), notice, 'f1', at(7));
    const counted = countNotice(ahead, ahead.claim!, at(7));
    expect(counted.lastNoticeAt).toEqual(at(7));
    expect(decide(daily, counted, 6.1)).toEqual({ due: false, reason: 'frequency' });
    expect(decide(daily, counted, 6)).toMatchObject({ due: true });
  });

  it('a released claim leaves the notice due, under the next number', () => {
    const released = releaseNotice(claimed, claim);
    expect(released).toEqual({ ...before, number: 2 });
    expect(releaseNotice(released, claim)).toBe(released);
    expect(decide(rules({ escalationSteps: month }), released, 6)).toEqual({ due: true, step: 'P7D', number: 3 });
  });

  it('an older claim of the same firing is not mistaken for the open one', () => {
    const later = claimNotice(releaseNotice(claimed, claim), { ...notice, number: 3 }, 'f1', at(6));
    expect(countNotice(later, claim, at(6))).toBe(later);
    expect(releaseNotice(later, claim)).toBe(later);
  });
});

describe('nextNotice', () => {
  const paced = rules({ escalationSteps: month, frequency: 'P1D', repetitions: 3 });
  it.each<{ name: string; rules: StreamRules; state?: StreamState; daysLeft: number; expected: number | null }>([
    { name: 'every firing', rules: rules(), daysLeft: 9, expected: 9 },
    { name: 'expired', rules: rules(), daysLeft: 0, expected: null },
    { name: 'before the longest step', rules: rules({ escalationSteps: month }), daysLeft: 60, expected: 30 },
    { name: 'step to be noticed', rules: rules({ escalationSteps: month }), daysLeft: 12, expected: 12 },
    {
      name: 'step noticed',
      rules: rules({ escalationSteps: month }),
      state: state({ step: 'P14D', counted: 1 }),
      daysLeft: 12,
      expected: 7,
    },
    {
      name: 'the clock went back',
      rules: rules({ escalationSteps: month }),
      state: state({ step: 'P7D', counted: 1 }),
      daysLeft: 20,
      expected: 1,
    },
    {
      name: 'last step noticed',
      rules: rules({ escalationSteps: month }),
      state: state({ step: 'P1D', counted: 1 }),
      daysLeft: 0.5,
      expected: null,
    },
    {
      name: 'frequency',
      rules: rules({ frequency: 'P2D' }),
      state: state({ counted: 1, lastNoticeAt: at(9) }),
      daysLeft: 8,
      expected: 7,
    },
    {
      name: 'frequency passed',
      rules: rules({ frequency: 'P2D' }),
      state: state({ counted: 1, lastNoticeAt: at(9) }),
      daysLeft: 3,
      expected: 3,
    },
    {
      name: 'a notice of a clock that was years ahead',
      rules: rules({ frequency: 'P2D' }),
      state: state({ counted: 1, lastNoticeAt: at(-4000) }),
      daysLeft: 3,
      expected: 3,
    },
    {
      name: 'frequency beyond the end',
      rules: rules({ frequency: 'P9D' }),
      state: state({ counted: 1, lastNoticeAt: at(9) }),
      daysLeft: 3,
      expected: null,
    },
    {
      name: 'repetitions used up',
      rules: rules({ repetitions: 1 }),
      state: state({ counted: 1, lastNoticeAt: at(9) }),
      daysLeft: 3,
      expected: null,
    },
    {
      name: 'repeat inside a step',
      rules: paced,
      state: state({ step: 'P14D', counted: 1, lastNoticeAt: at(14) }),
      daysLeft: 13.5,
      expected: 13,
    },
    {
      name: 'repeats of a step used up',
      rules: paced,
      state: state({ step: 'P14D', counted: 3, lastNoticeAt: at(12) }),
      daysLeft: 11.5,
      expected: 7,
    },
    {
      name: 'on its way: taken as accepted',
      rules: rules({ escalationSteps: month }),
      state: claimNotice(undefined, { due: true, step: 'P30D', number: 1 }, 'f', at(30)),
      daysLeft: 29,
      expected: 14,
    },
  ])('$name', ({ rules: given, state: stream, daysLeft, expected }) => {
    const found = nextNotice(given, stream, { now: at(daysLeft), notBefore, notAfter });
    expect(found).toEqual(expected === null ? null : at(expected));
  });

  it('none once acknowledged', () => {
    expect(nextNotice(rules(), undefined, { now: at(9), notBefore, notAfter, acknowledged: true })).toBeNull();
  });
});

/** mulberry32: fast, the same numbers on every run. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('hourly firings with restarts, refusals and a clock that steps', () => {
  const lengths = ['P40D', 'P1M', 'P3W', 'P14D', 'P7D', 'P3D', 'P1D', 'PT12H', 'PT2H'];

  /** Plays 40 days and gives the steps of accepted notices in order. */
  function play(seed: number, given: StreamRules, clockSteps: boolean): { step: string | null; at: number }[] {
    const next = random(seed);
    const accepted: { step: string | null; at: number }[] = [];
    let stream: StreamState | undefined;
    let skew = 0;
    for (let slot = 0; slot < 40 * 24; slot++) {
      if (clockSteps && next() < 0.02) skew = Math.round((next() - 0.5) * 6) * hour;
      const now = new Date(notAfter.getTime() - 40 * day + slot * hour + skew);
      const firing = `slot-${slot}`;
      for (let run = next() < 0.1 ? 2 : 1; run > 0; run--) {
        const decision = decideNotice(given, stream, { now, notBefore, notAfter, acknowledged: false });
        if (decision.due) stream = claimNotice(stream, decision, firing, now);
      }
      const claim = stream?.claim;
      // Two thirds end in their own hour, the others some hours later.
      if (stream === undefined || !claim || next() < 0.33) continue;
      if (next() < 0.2) stream = releaseNotice(releaseNotice(stream, claim), claim);
      else {
        accepted.push({ step: claim.step, at: claim.at.getTime() });
        stream = countNotice(countNotice(stream, claim, now), claim, now);
      }
    }
    return accepted;
  }

  it('X06 exactly one notice per step, in order, whatever the clock does', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const pick = random(seed * 7919);
      const escalationSteps = stepsOf(...lengths.filter(() => pick() < 0.6));
      const told = play(seed, rules({ escalationSteps }), seed % 2 === 0).map(({ step }) => step);
      const order = escalationSteps.map(({ before }) => before);
      expect(new Set(told).size).toBe(told.length);
      expect(told).toEqual(order.filter((step) => told.includes(step)));
      // Steps are days apart but the last ones, which a slow delivery may jump over.
      expect(told).toEqual(expect.arrayContaining(order.filter((step) => /^P\d+[DWM]$/.test(step) && step !== 'P1D')));
    }
  });

  it('repeats inside a step keep their distance and their number', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const given = rules({ escalationSteps: stepsOf('P30D', 'P14D', 'P7D'), frequency: 'P2D', repetitions: 3 });
      const told = play(seed, given, seed % 2 === 0);
      for (const { before } of given.escalationSteps) {
        const moments = told.filter(({ step }) => step === before).map(({ at: moment }) => moment);
        expect(moments.length).toBeGreaterThan(0);
        expect(moments.length).toBeLessThanOrEqual(3);
        moments.slice(1).forEach((moment, index) => expect(moment - moments[index]!).toBeGreaterThanOrEqual(2 * day));
      }
    }
  });

  it.each<[string, StreamRules, number]>([
    ['N02 repetitions 1', rules({ repetitions: 1 }), 1],
    ['N02 repetitions 2', rules({ repetitions: 2 }), 2],
    ['N03 frequency P1D over three days', rules({ frequency: 'P1D' }), 3],
    ['both', rules({ frequency: 'P1D', repetitions: 2 }), 2],
    ['one step', rules({ escalationSteps: stepsOf('P30D') }), 1],
    ['neither: every hour', rules(), 72],
  ])('%s', (_name, given, expected) => {
    let stream: StreamState | undefined;
    let count = 0;
    for (let slot = 0; slot < 72; slot++) {
      const now = new Date(at(20).getTime() + slot * hour);
      const decision = decideNotice(given, stream, { now, notBefore, notAfter, acknowledged: false });
      if (!decision.due) continue;
      const claimed = claimNotice(stream, decision, `slot-${slot}`, now);
      // Accepted some seconds after the firing, as in life.
      stream = countNotice(claimed, claimed.claim!, new Date(now.getTime() + 5_000));
      count++;
    }
    expect(count).toBe(expected);
  });
});
