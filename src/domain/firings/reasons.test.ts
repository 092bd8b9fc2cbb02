import type { Condition, LeafResult } from '../conditions/tree';
import type { TriggerResult } from './firing';
import { explainFiring, explainTrigger } from './reasons';

const keySize = { source: 'property', field: 'KEY_SIZE', operator: 'LESSER', value: 2048 } as const;
const issuer = { source: 'property', field: 'ISSUERDN', operator: 'CONTAINS', value: 'Acme' } as const;
const end = { source: 'property', field: 'NOT_AFTER', operator: 'IN_NEXT', value: 'P30D' } as const;
const site = { source: 'custom', field: 'site', operator: 'EQUALS', value: ['Bonn', 'Köln'] } as const;

const yes = (actual: unknown): LeafResult => ({ result: 'true', actual });
const no = (actual: unknown): LeafResult => ({ result: 'false', actual });

function verdict(change: Partial<TriggerResult>): TriggerResult {
  return {
    trigger: 't',
    kind: 'action',
    result: 'not_matched',
    truth: 'false',
    leaves: [],
    actions: [],
    durationMs: 0,
    ...change,
  };
}

describe('the reason of a trigger', () => {
  it.each<[string, Condition | null, Partial<TriggerResult>, string]>([
    [
      'none',
      null,
      { result: 'matched', truth: null },
      'It matched because it has no condition and so takes everything.',
    ],
    ['disabled', keySize, { result: 'skipped' }, 'It was left out because it is disabled.'],
    [
      'a leaf',
      keySize,
      { result: 'matched', truth: 'true', leaves: [yes(1024)] },
      'It matched because key size (1024) is below 2048.',
    ],
    [
      'all: the false ones decide',
      { all: [keySize, issuer] },
      { leaves: [yes(1024), no('CN=Other Root')] },
      'It did not match because issuer (“CN=Other Root”) does not contain Acme.',
    ],
    [
      'any: none of them',
      { any: [keySize, end] },
      { leaves: [no(4096), no('2031-01-01T00:00:00.000Z')] },
      'It did not match because key size (4096) is not below 2048 and end of validity (2031-01-01T00:00:00.000Z) is not within the next 30 days.',
    ],
    [
      'not',
      { not: site },
      { leaves: [yes('Köln')] },
      'It did not match because attribute “site” (“Köln”) is one of Bonn, “Köln”.',
    ],
    [
      'absent',
      issuer,
      { leaves: [no(null)] },
      'It did not match because issuer, which has no value, does not contain Acme.',
    ],
    [
      'an error',
      keySize,
      { result: 'error', truth: 'error', leaves: [{ result: 'error', actual: null, message: 'It is text.' }] },
      'It did not act because its condition could not be decided: key size could not be compared: It is text.',
    ],
    [
      'rejected by an error',
      keySize,
      {
        kind: 'ignore',
        result: 'error',
        rejectedByError: true,
        leaves: [{ result: 'error', actual: null, errorCode: 'x' }],
      },
      'It counts as a match because its condition could not be decided and the event is set to reject then: key size could not be compared: x.',
    ],
    [
      'many',
      { any: [keySize, keySize, keySize, keySize, keySize] },
      { leaves: [no(1), no(2), no(3), no(4), no(5)] },
      'It did not match because key size (1) is not below 2048, key size (2) is not below 2048, key size (3) is not below 2048 and 2 more comparisons come to the same.',
    ],
  ])('with %s', (_name, condition, change, expected) => {
    expect(explainTrigger(verdict(change), { condition })).toBe(expected);
  });

  it('quotes no value that is not kept, and does not call it absent', () => {
    const result = verdict({ kind: 'ignore', result: 'matched', truth: 'true', leaves: [yes(null)] });
    expect(explainTrigger(result, { condition: keySize }, true)).toBe('It matched because key size is below 2048.');
  });

  it.each([
    [{ threshold: null, occurrence: 1 }, 'due'],
    [{ threshold: 1, occurrence: 1 }, 'due at its threshold of 1 day'],
    [{ threshold: 30, occurrence: 3 }, 'due at its threshold of 30 days, as reminder 2'],
  ])('says of an alert why its item was due', (byAlert, why) => {
    expect(explainTrigger(verdict({ result: 'matched', byAlert }), undefined)).toBe(
      `It is an alert, and its item was ${why}; what its handlers did stands in the actions.`,
    );
  });

  it('says when the definition is gone', () => {
    expect(explainTrigger(verdict({}), undefined)).toBe('It did not match; its definition is gone.');
  });
});

describe('the reason of a firing', () => {
  const counts = { evaluated: 1, matched: 0, errors: 0, actionsOk: 0, actionsFailed: 0, actionsSkipped: 0 };
  const firing = (change: object) =>
    explainFiring(
      {
        ...{ outcome: 'unmatched', message: null, deliveriesFailed: 0 },
        ...{ triggers: [verdict({})], matchedTriggers: [], counts },
        ...change,
      },
      () => 'It matched because of this.',
    );

  it.each([
    [{ outcome: 'error', message: 'no room' }, 'It could not be carried out: no room.'],
    [{ triggers: [] }, 'Nothing was done: no trigger is attached for this event and subject.'],
    [{}, 'Nothing was done: the one action trigger matched because of this.'],
    [{ triggers: [verdict({}), verdict({})] }, 'Nothing was done: none of the 2 action triggers matched.'],
    [
      { outcome: 'ignored', matchedTriggers: [{ uuid: 't', name: 'Weak keys' }] },
      'It was ignored by “Weak keys”: it matched because of this.',
    ],
    [
      {
        outcome: 'performed',
        matchedTriggers: [{ uuid: 't', name: 'Sort' }],
        counts: { ...counts, actionsOk: 2, actionsFailed: 1 },
        deliveriesFailed: 2,
      },
      '“Sort” matched; 2 actions done, 1 action failed, 2 deliveries not made.',
    ],
  ])('%j', (change, expected) => {
    expect(firing(change)).toBe(expected);
  });

  it('speaks of what would be in a rehearsal', () => {
    const nothing = { triggers: [], matchedTriggers: [], counts, message: null, deliveriesFailed: 0 };
    expect(explainFiring({ ...nothing, outcome: 'unmatched' }, () => '', true)).toBe(
      'Nothing would be done: no trigger is attached for this event and subject.',
    );
  });
});
