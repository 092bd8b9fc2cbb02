import fc from 'fast-check';
import { certificateOf, profileOf, rulesOf } from '../../../test/support/builders';
import { createPatternEngine } from '../../services/firings/pattern-engine';
import { decideBySystem } from '../../services/firings/decide-subject';
import { hashOfResults } from '../../services/expiration/result-hash';
import type { FiringRules } from '../../services/firings/rules';
import type { CertificateRecord } from '../certificates/certificate';
import { compileNextFlip } from '../conditions/clock';
import { compileCondition } from '../conditions/evaluate';
import type { Condition } from '../conditions/tree';
import { nextFlipOf } from '../firings/next-flip';
import { certificateFiringSubject } from '../firings/subject';
import type { NotificationProfile } from '../notifications/profile';
import { claimNotice, countNotice, decideNotice, hasSuppression, releaseNotice } from '../notifications/streams';
import { nextLook, type NextLookInput } from './next-look';
import { needsReplacementSearch, planFiring } from './plan';
import { withQuietScans, type PastScan } from './quiet-scans';
import { isAcknowledged, newWatch, slotOf, type ExpirationWatch } from './watch';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const begin = Date.UTC(2030, 0, 10, 8, 7);
const scope = 'certificate_expiring' as const;
const patterns = createPatternEngine();

/** What happens between two scans. */
type Step =
  | { readonly kind: 'scan'; readonly afterMs: number }
  | { readonly kind: 'answer'; readonly isAccepted: boolean }
  | { readonly kind: 'acknowledge'; readonly hours: number | null }
  | { readonly kind: 'take back' };

interface World {
  readonly conditions: readonly (Condition | null)[];
  readonly profile: NotificationProfile;
  readonly certificate: CertificateRecord;
}

function rulesFor({ conditions, profile }: World): FiringRules {
  const plain = rulesOf([profile.uuid]);
  const sets = plain.setsOf({ groups: [], raProfile: null });
  const context = { scope, attributes: [], patterns };
  const actions = conditions.map((condition, index) => ({
    ...sets.ready.actions[0]!,
    trigger: { ...sets.ready.actions[0]!.trigger, uuid: `t${index}`, condition },
    evaluate: compileCondition(condition, context),
    nextFlip: compileNextFlip(condition, context),
  }));
  return { ...plain, setsOf: () => ({ ...sets, ready: { ...sets.ready, actions } }) };
}

/** One certificate through scans, each of which looks at it (`isPatient` false) or only when it has to. */
function run(world: World, steps: readonly Step[], isPatient: boolean) {
  const rules = rulesFor(world);
  const { certificate, profile } = world;
  let watch: ExpirationWatch = newWatch('c');
  let isTouched = true;
  let now = begin;
  const scans: PastScan[] = [];
  const told: string[] = [];
  const seen: unknown[] = [];
  const present = () => withQuietScans(watch, scans);
  const touch = (change: Partial<ExpirationWatch>) => {
    watch = { ...watch, ...change };
    isTouched = true;
  };

  function look(at: Date): void {
    const before = present();
    const subject = certificateFiringSubject(certificate);
    const sets = rules.setsOf(certificate);
    const decision = decideBySystem(rules, subject, sets, at);
    const input: NextLookInput = {
      ...{ decision, resultKey: hashOfResults(decision), watch: before, slot: slotOf(at), now: at },
      ...{ notBefore: certificate.notBefore, notAfter: certificate.notAfter!, withoutTriggers: false },
      ...{
        recordWithoutTriggers: false,
        profile: () => profile,
        nextFlip: nextFlipOf(sets.ready, subject, rules.directory, at),
      },
    };
    const plan = planFiring(input);
    const isSearched = needsReplacementSearch(plan, before, at);
    if (isSearched) told.push(`search ${at.toISOString()}`);
    watch = { ...before, quiet: null, quietRepeats: 0, ...(isSearched ? { replacementsCheckedAt: at } : {}) };
    isTouched = false;
    if (plan === 'fire') return fire(at, input);
    if (plan === 'fold') {
      watch = { ...watch, slot: slotOf(at), lastFiredAt: at, repeatCount: watch.repeatCount + 1 };
    }
    const next = nextLook({ ...input, watch: { ...before, replacementsCheckedAt: watch.replacementsCheckedAt } });
    if (next === null || next.until === null) isTouched = true;
    else watch = { ...watch, quiet: { kind: next.kind, from: at, until: next.until } };
  }

  function fire(at: Date, { decision, resultKey, notBefore, notAfter }: NextLookInput): void {
    told.push(`fire ${at.toISOString()}`);
    const firingId = `f${told.length}`;
    touch({ firingId, resultKey, slot: slotOf(at), lastFiredAt: at, repeatCount: 1 });
    if (decision.effects.length === 0) return;
    const state = watch.streams[profile.uuid];
    const notice = decideNotice(profile, state, {
      now: at,
      notBefore,
      notAfter,
      acknowledged: isAcknowledged(watch, at),
    });
    if (!notice.due) return;
    told.push(`notice ${notice.step} ${at.toISOString()}`);
    if (hasSuppression(profile)) touch({ streams: { [profile.uuid]: claimNotice(state, notice, firingId, at) } });
  }

  for (const step of steps) {
    if (step.kind === 'scan') {
      now += step.afterMs;
      const at = new Date(now);
      if (at >= certificate.notAfter!) break;
      const isDue = isTouched || watch.quiet === null || watch.quiet.until <= at;
      if (!isPatient || isDue) look(at);
      scans.push({ startedAt: at });
      const { firingId, repeatCount, lastFiredAt, slot, streams } = present();
      seen.push({ at, firingId, repeatCount, lastFiredAt, slot, streams });
    } else if (step.kind === 'answer') {
      const state = watch.streams[profile.uuid];
      if (state?.claim == null) continue;
      const next = step.isAccepted ? countNotice(state, state.claim, new Date(now)) : releaseNotice(state, state.claim);
      touch({ streams: { [profile.uuid]: next } });
    } else if (step.kind === 'acknowledge') {
      const until = step.hours === null ? null : new Date(now + step.hours * hourMs);
      touch({ acknowledged: { by: { uuid: null, name: 'a' }, at: new Date(now), comment: null, until } });
    } else touch({ acknowledged: null });
  }
  return { told, seen };
}

const window = fc.record({
  source: fc.constant('property' as const),
  field: fc.constantFrom('NOT_AFTER', 'NOT_BEFORE'),
  operator: fc.constantFrom('IN_NEXT' as const, 'IN_PAST' as const),
  value: fc.constantFrom('P1D', 'P3D', 'P7D', 'P1M', 'PT12H'),
});
const percent = fc.record({
  source: fc.constant('property' as const),
  field: fc.constant('LIFETIME_USED_PERCENT'),
  operator: fc.constantFrom('GREATER' as const, 'LESSER_OR_EQUAL' as const),
  value: fc.integer({ min: 60, max: 100 }),
});
const condition = fc.oneof(
  fc.constant(null),
  window,
  percent,
  fc.record({ any: fc.array(fc.oneof(window, percent), { minLength: 1, maxLength: 2 }) }),
);
const before = fc.constantFrom('P7D', 'P5D', 'P3D', 'P1D', 'PT6H', '20%', '5%');
const world: fc.Arbitrary<World> = fc.record({
  conditions: fc.array(condition, { minLength: 1, maxLength: 3 }),
  profile: fc
    .record({
      frequency: fc.constantFrom(null, 'PT1H', 'PT5H', 'P1D', 'P2D'),
      repetitions: fc.constantFrom(null, 1, 3),
      escalationSteps: fc
        .uniqueArray(before, { maxLength: 3 })
        .map((all) => all.map((one) => ({ before: one, addRecipients: [] }))),
    })
    .map((rules) => profileOf('p1', rules)),
  certificate: fc
    .record({ left: fc.integer({ min: 1, max: 10 * 24 }), length: fc.integer({ min: 10, max: 90 }) })
    .map(({ left, length }) => {
      const notAfter = new Date(begin + left * hourMs + 17 * 60_000);
      return certificateOf('c', { notAfter, notBefore: new Date(notAfter.getTime() - length * dayMs) });
    }),
});
const scan = fc.record({
  kind: fc.constant('scan' as const),
  // Mostly each hour; sometimes twice in one, late, or after a night without.
  afterMs: fc.oneof(
    { weight: 8, arbitrary: fc.constant(hourMs) },
    fc.constantFrom(10 * 60_000, 90 * 60_000, 9 * hourMs),
  ),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: scan },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('answer' as const), isAccepted: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('acknowledge' as const), hours: fc.constantFrom(null, 1, 5, 30) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'take back' as const }) },
);

describe('looking only when something may be different', () => {
  it('comes to what looking every time comes to: firings, notices, counts and moments', () => {
    fc.assert(
      fc.property(world, fc.array(step, { minLength: 5, maxLength: 80 }), (given, steps) => {
        expect(run(given, steps, true)).toEqual(run(given, steps, false));
      }),
      { numRuns: 400 },
    );
  });

  it('looks when a date in a condition is reached', () => {
    const certificate = certificateOf('c', { notAfter: new Date(begin + 30 * hourMs) });
    const profile = profileOf('p1', { repetitions: 1 });
    const input = { source: 'property', field: 'NOT_AFTER', operator: 'IN_NEXT', value: 'P1D' } as const;
    const steps = Array.from({ length: 20 }, (): Step => ({ kind: 'scan', afterMs: hourMs }));
    const { told } = run({ conditions: [input], profile, certificate }, steps, true);
    // Unmatched at first, matched six hours later.
    expect(told.filter((one) => !one.startsWith('search'))).toEqual([
      'fire 2030-01-10T09:07:00.000Z',
      'fire 2030-01-10T14:07:00.000Z',
      'notice null 2030-01-10T14:07:00.000Z',
    ]);
  });

  it('leaves a certificate alone for the day between two daily notices', () => {
    const certificate = certificateOf('c', { notAfter: new Date(begin + 20 * dayMs) });
    const profile = profileOf('p1', { frequency: 'P1D' });
    const steps: Step[] = [
      { kind: 'scan', afterMs: 0 },
      { kind: 'answer', isAccepted: true },
    ];
    for (let hour = 0; hour < 48; hour += 1)
      steps.push({ kind: 'scan', afterMs: hourMs }, { kind: 'answer', isAccepted: true });
    const { told } = run({ conditions: [null], profile, certificate }, steps, true);
    expect(told.filter((one) => one.startsWith('notice'))).toHaveLength(3);
  });
});
