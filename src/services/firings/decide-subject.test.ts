import {
  admin,
  at,
  attribute,
  certificateOf,
  leaf,
  rulesInMemory,
  setSite,
  triggerOf,
} from '../../../test/support/services';
import type { Action } from '../../domain/actions/action';
import type { Condition } from '../../domain/conditions/tree';
import { certificateFiringSubject } from '../../domain/firings/subject';
import { systemActor } from '../../domain/identity/actor';
import { decideBySystem, decideSubject } from './decide-subject';
import { createRules, unplaced } from './rules';

const event = 'certificate_expiring';
const subject = certificateFiringSubject(certificateOf('web'));
const circumstances = { occurredAt: at, actor: systemActor, requestAttributes: {} };

/** Rules and sets with one action trigger. */
async function ruled(condition: Condition | null, actions: readonly Partial<Action>[] = []) {
  const triggers = [triggerOf(event, 'action', condition, actions)];
  const rules = await createRules(rulesInMemory([{ triggers }]).deps, event)();
  return { rules, sets: rules.setsOf(unplaced) };
}

describe('the decision on a subject', () => {
  it('prefers what the request gave to what triggers set', async () => {
    const { rules, sets } = await ruled(null, [setSite('dc1')]);
    const site = { name: 'site', contentType: 'string', content: [{ data: 'dc2' }] } as const;
    const asked = { ...circumstances, requestAttributes: { [attribute.uuid]: site } };
    const siteOf = (of: typeof circumstances) =>
      decideSubject(rules, subject, sets, of).categories.attributes[attribute.uuid]?.content;
    expect(siteOf(circumstances)).toEqual([{ data: 'dc1' }]);
    expect(siteOf(asked)).toEqual([{ data: 'dc2' }]);
  });

  it.each([
    { occurredAt: at, outcome: 'performed' },
    { occurredAt: new Date(at.getTime() - 86_400_000), outcome: 'unmatched' },
  ])('goes by the clock of the occurrence: $occurredAt', async ({ occurredAt, outcome }) => {
    // The certificate ends one day after `at`.
    const { rules, sets } = await ruled(leaf('NOT_AFTER', 'IN_NEXT', 'P1D'));
    expect(decideSubject(rules, subject, sets, { ...circumstances, occurredAt })).toMatchObject({ outcome });
    expect(decideBySystem(rules, subject, sets, occurredAt)).toMatchObject({ outcome });
  });

  it('knows who has caused it, a user or the product itself', async () => {
    const { rules, sets } = await ruled(null, [{ type: 'setOwner', owner: '$actor' }]);
    const byUser = decideSubject(rules, subject, sets, { ...circumstances, actor: { type: 'user', ...admin } });
    expect(byUser.categories.owner).toBe(admin.uuid);
    const bySystem = decideBySystem(rules, subject, sets, at);
    expect(bySystem.categories.owner).toBeNull();
    expect(bySystem.triggers[0]?.actions).toMatchObject([{ outcome: 'failed' }]);
  });

  it('is timed only with a clock', async () => {
    const { rules, sets } = await ruled(null);
    let ms = 0;
    const timed = decideSubject(rules, subject, sets, circumstances, () => (ms += 5));
    expect(timed.triggers[0]?.durationMs).toBe(5);
    expect(decideSubject(rules, subject, sets, circumstances).triggers[0]?.durationMs).toBe(0);
  });
});
