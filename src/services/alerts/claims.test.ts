import { alertOf, handlerOf } from '../../../test/support/alert';
import { itemOf, memoryLedger, testNow } from '../../../test/support/alert-work';
import { createClaims, rowIdOf } from './claims';
import { planItems } from './item-work';

const alert = alertOf({ thresholds: [60, 30], handlers: [handlerOf('event_log')] });
const { works } = planItems([itemOf('one', { reached: [30, 60] })], {
  ...{ alert, at: testNow, fallback: [], rowsOf: () => [], isOurs: () => false },
});
const asked = works.flatMap((work) => work.steps.map((step) => ({ work, step })));

it('claims by inserting, with what is superseded; of two that claim one wins', async () => {
  const ledger = memoryLedger();
  const of = (workflowId: string) => createClaims({ ledger, now: () => testNow }, alert, { workflowId });
  expect(await of('w1').claim(asked)).toEqual([true]);
  expect(await of('w2').claim(asked)).toEqual([false]);
  expect(ledger.states()).toEqual(['one 30 handler:event_log claimed', 'one 60 handler:event_log superseded']);
});

it('ends a row once', async () => {
  const ledger = memoryLedger();
  const claims = createClaims({ ledger, now: () => testNow }, alert, { workflowId: 'w1' });
  await claims.claim(asked);
  const id = rowIdOf(alert, asked[0]!.work, asked[0]!.step);
  await claims.begin(id);
  await claims.settle([{ id, state: 'done', at: testNow }]);
  await claims.settle([{ id, state: 'failed', at: testNow }]);
  expect(ledger.rows.get(id)).toMatchObject({ state: 'done', attempts: 1, effectStartedAt: testNow });
});

it('has the same rows in all runs of an alert, and others in each test that has a ledger of its own', () => {
  const [{ work, step }] = asked as [(typeof asked)[number]];
  const of = (uuid: string, workflowId: string) =>
    createClaims({ ledger: memoryLedger(), now: () => testNow }, { uuid }, { workflowId }).idOf(work, step);
  expect(of('alert', 'w1')).toBe(of('alert', 'w2'));
  expect(new Set([of('alert', 'w1'), of('t1', 'w1'), of('t2', 'w1')]).size).toBe(3);
});
