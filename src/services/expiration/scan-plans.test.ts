import { certificateOf, inDays, profileOf, rulesOf, start, watchOf } from '../../../test/support/builders';
import { resetStream } from '../../domain/notifications/streams';
import { beforeWindow, createScanPlans, isNearingItsEnd } from './scan-plans';
import { expirationRuleOf } from './replacements';

const daily = profileOf('p1', { frequency: 'P1D' });
const planAll = createScanPlans({ profiles: async () => [daily] });

it('plans what is due, and says how hours go on once it was told', async () => {
  const plans = await planAll(rulesOf(['p1']), [certificateOf('a')], new Map(), start);
  expect(plans.get('a')?.plan).toBe('fire');
  expect(plans.get('a')?.next(false)).toBeNull();

  const silent = await planAll(rulesOf([]), [certificateOf('a')], new Map(), start);
  expect(silent.get('a')?.plan).toBe('nothing');
  // Nobody has looked for a replacement yet, so the next scan looks again.
  expect(silent.get('a')?.next(false)).toMatchObject({ kind: 'nothing' });
  expect(+silent.get('a')!.next(false)!.until!).toBeLessThanOrEqual(+start);
  expect(+silent.get('a')!.next(true)!.until!).toBeGreaterThan(+start);
});

it('looks again when a notice has been on its way for an hour', async () => {
  const claim = { firingId: 'f1', step: null, number: 1, at: start };
  const watch = watchOf('a', { streams: { p1: { ...resetStream(), claim } }, resultKey: null });
  const plans = await planAll(rulesOf([]), [certificateOf('a')], new Map([['a', watch]]), start);
  expect(+plans.get('a')!.next(true)!.until! - +start).toBeLessThanOrEqual(3_600_000);
});

describe('outside of the window', () => {
  const rule = expirationRuleOf(rulesOf([]), null);
  it.each([
    ['before it', certificateOf('a', { notAfter: inDays(40) }), 'ahead'],
    ['archived', certificateOf('a', { notAfter: inDays(40), archived: true }), 'none'],
    ['revoked', certificateOf('a', { notAfter: inDays(40), state: 'revoked' }), 'none'],
    ['ended', certificateOf('a', { notAfter: inDays(-1) }), 'none'],
    ['without an end', certificateOf('a', { notAfter: null }), 'none'],
  ])('%s', (_name, certificate, kind) => {
    const look = beforeWindow(certificate, rule, start);
    expect(look.kind).toBe(kind);
    // In the hour in which its window begins, thirty days before its end.
    expect(look.until).toEqual(kind === 'ahead' ? inDays(10) : null);
    expect(isNearingItsEnd(certificate, start)).toBe(kind === 'ahead');
  });
});
