import type { Condition, LeafResult } from '../conditions/tree';
import { explainCondition, notificationsSent } from './explain';

const leaf = (field: string): Condition => ({ source: 'property', field, operator: 'EMPTY' });
const said = (actual: string): LeafResult => ({ result: 'true', actual });

describe('explainCondition', () => {
  it('gives every leaf its own result, in document order', () => {
    const condition: Condition = { all: [leaf('A'), { any: [{ not: leaf('B') }, leaf('C')] }] };
    expect(explainCondition(condition, [said('a'), said('b'), said('c')])).toMatchObject({
      all: [
        { ...leaf('A'), ...said('a') },
        { any: [{ not: { ...leaf('B'), ...said('b') } }, { ...leaf('C'), ...said('c') }] },
      ],
    });
  });

  it.each([
    { name: 'no condition', condition: null, results: [], explained: null },
    { name: 'not evaluated', condition: leaf('A'), results: [], explained: leaf('A') },
  ])('$name', ({ condition, results, explained }) => {
    expect(explainCondition(condition, results)).toEqual(explained);
  });
});

describe('notificationsSent', () => {
  const action = (outcome: 'ok' | 'failed' | 'pending' | 'skipped', type = 'sendNotification') => ({ type, outcome });

  it.each([
    { name: 'V04 no action', actions: [], sent: null },
    { name: 'V04 no notification action', actions: [action('ok', 'setOwner')], sent: null },
    { name: 'V04 delivered', actions: [action('failed', 'setOwner'), action('ok')], sent: true },
    { name: 'V04 failed', actions: [action('failed')], sent: false },
    { name: 'one of two delivered', actions: [action('ok'), action('failed')], sent: false },
    { name: 'under way', actions: [action('pending')], sent: false },
    { name: 'skipped', actions: [action('skipped')], sent: null },
  ])('$name', ({ actions, sent }) => expect(notificationsSent(actions)).toBe(sent));
});
