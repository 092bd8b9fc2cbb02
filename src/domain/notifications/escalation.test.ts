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

  describe('with shares of the lifetime', () => {
    const mixed: EscalationStep[] = [
      { before: '33%', addRecipients: [user('ann')] },
      { before: 'P7D', addRecipients: [user('bob')] },
      { before: '10%', addRecipients: [user('cyd')] },
    ];
    const notAfter = new Date('2030-04-01T00:00:00Z');
    const lasting = (days: number) => ({ notBefore: new Date(notAfter.getTime() - days * 86_400_000), notAfter });

    it.each<{ step: string; days?: number; added: string[] }>([
      { step: '33%', days: 90, added: ['ann'] },
      { step: 'P7D', days: 90, added: ['ann', 'bob', 'cyd'] },
      { step: '10%', days: 90, added: ['ann', 'cyd'] },
      // Of ten days a third is less than seven days.
      { step: 'P7D', days: 10, added: ['bob'] },
      { step: '33%', days: 10, added: ['ann', 'bob'] },
      { step: '10%', days: 10, added: ['ann', 'bob', 'cyd'] },
      { step: '50%', days: 10, added: ['bob'] },
      { step: 'P7D', added: ['ann', 'bob'] },
      { step: '10%', added: ['ann', 'bob', 'cyd'] },
      { step: '20%', added: ['ann'] },
      { step: '50%', added: [] },
    ])('at $step of $days days', ({ step, days, added }) => {
      const validity = days === undefined ? undefined : lasting(days);
      expect(rulesInForce({ ...owner, escalationSteps: mixed }, step, validity)).toEqual([owner, ...added.map(user)]);
    });
  });

  it('the type none means nobody', () => {
    const profile = { recipientType: 'none', recipients: [], recipientAttribute: null, escalationSteps } as const;
    expect(rulesInForce(profile, null)).toEqual([]);
    expect(rulesInForce(profile, 'P14D')).toEqual([user('ann')]);
  });
});

describe('misplacedStep', () => {
  it.each<[string[], number | undefined]>([
    [[], undefined],
    [['P30D'], undefined],
    [['P30D', 'P14D', 'P7D', 'P1D', 'PT1H'], undefined],
    [['P1Y', 'P3M', 'P1M', 'P27D'], undefined],
    [['P14D', 'P14D'], 1],
    [['P14D', 'P2W'], 1],
    [['P30D', 'P7D', 'P14D'], 2],
    // A month may have 28 days, or 31.
    [['P1M', 'P30D'], 1],
    [['P1M', 'P28D'], 1],
    [['P31D', 'P1M'], 1],
    [['P32D', 'P1M'], undefined],
    [['P1Y', 'P365D'], 1],
    [['P367D', 'P1Y', 'P364D'], undefined],
    [['nonsense', 'P7D'], undefined],
    [['33%', '20%', '10%'], undefined],
    [['20%', '20%'], 1],
    [['10%', '33%'], 1],
    // Which is longer depends on the certificate.
    [['P14D', '33%', 'P7D', '10%'], undefined],
    [['10%', 'P14D', '33%'], 2],
  ])('%j: %d', (steps, expected) => expect(misplacedStep(steps)?.index).toBe(expected));
});
