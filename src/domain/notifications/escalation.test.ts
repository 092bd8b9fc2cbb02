import { misplacedStep, rulesInForce } from './escalation';
import type { EscalationStep, RecipientRule } from './profile';

const user = (uuid: string): RecipientRule => ({ recipientType: 'user', recipients: [uuid], recipientAttribute: null });
const owner: RecipientRule = { recipientType: 'owner', recipients: [], recipientAttribute: null };
const escalationSteps: EscalationStep[] = [
  { before: 'P1M', addRecipients: [] },
  { before: 'P14D', addRecipients: [user('ann')] },
  { before: 'P7D', addRecipients: [] },
  { before: 'P1D', addRecipients: [user('bob'), user('cyd')] },
];

describe('rulesInForce', () => {
  it.each<{ step: string | null; added: RecipientRule[] }>([
    { step: null, added: [] },
    { step: 'P1M', added: [] },
    { step: 'P14D', added: [user('ann')] },
    { step: 'P2W', added: [user('ann')] },
    { step: 'P7D', added: [user('ann')] },
    { step: 'P1D', added: [user('ann'), user('bob'), user('cyd')] },
    { step: 'PT24H', added: [user('ann'), user('bob'), user('cyd')] },
    // Taken out of the list by an edit since it was claimed.
    { step: 'P10D', added: [user('ann')] },
    { step: 'P60D', added: [] },
  ])('at $step', ({ step, added }) => {
    expect(rulesInForce({ ...owner, escalationSteps }, step)).toEqual([owner, ...added]);
  });

  it('the type none means nobody', () => {
    const profile = { recipientType: 'none', recipients: [], recipientAttribute: null, escalationSteps } as const;
    expect(rulesInForce(profile, null)).toEqual([]);
    expect(rulesInForce(profile, 'P14D')).toEqual([user('ann')]);
  });
});

describe('misplacedStep', () => {
  it.each<[string[], number]>([
    [[], -1],
    [['P30D'], -1],
    [['P30D', 'P14D', 'P7D', 'P1D', 'PT1H'], -1],
    [['P1Y', 'P3M', 'P1M', 'P27D'], -1],
    [['P14D', 'P14D'], 1],
    [['P14D', 'P2W'], 1],
    [['P30D', 'P7D', 'P14D'], 2],
    // A month may have 28 days, or 31.
    [['P1M', 'P30D'], 1],
    [['P1M', 'P28D'], 1],
    [['P31D', 'P1M'], 1],
    [['P32D', 'P1M'], -1],
    [['P1Y', 'P365D'], 1],
    [['P367D', 'P1Y', 'P364D'], -1],
    [['nonsense', 'P7D'], -1],
  ])('%j: %d', (steps, expected) => expect(misplacedStep(steps)).toBe(expected));
});
