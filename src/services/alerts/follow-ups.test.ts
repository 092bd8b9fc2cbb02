import { alertOf } from '../../../test/support/alert';
import { memoryLedger, testNow } from '../../../test/support/alert-work';
import { createAlertFollowUps } from './follow-ups';

const row = (id: string, fields: object = {}) => ({
  ...{ id, alertId: 'alert', itemId: 'one', threshold: 30, occurrence: 1, channel: id, itemName: 'one' },
  ...{ handlerId: 'mail', state: 'done' as const, firstDueAt: testNow, doneAt: testNow, effectStartedAt: testNow },
  ...{ workflowId: 'w', attempts: 1, error: null, message: null },
  ...fields,
});
const made = () => {
  const ledger = memoryLedger();
  const starts: unknown[] = [];
  const followUps = createAlertFollowUps({
    ledger,
    workflowIdOf: (alert, request) => `alert-run-${alert}-${request}`,
    startRun: async (start, request) => (starts.push(start), `alert-run-${start.alertUuid}-${request}`),
    ...{ newId: () => 'r1', now: () => testNow },
  });
  return { ledger, starts, followUps };
};
const actor = { type: 'user', uuid: 'u', name: 'ada' } as const;

it('gives a failed row to a run of its own, and nothing else', async () => {
  const { ledger, starts, followUps } = made();
  const failed = row('a', { state: 'failed' });
  await ledger.insert([failed, row('b')]);
  expect(await followUps.resend(failed, actor)).toBe('alert-run-alert-r1');
  expect(ledger.rows.get('a')).toMatchObject({ state: 'claimed', workflowId: 'alert-run-alert-r1' });
  expect(starts).toMatchObject([{ trigger: 'resend', context: 'api', resend: { rowId: 'a', itemId: 'one' } }]);
  await expect(followUps.resend(row('b'), actor)).rejects.toMatchObject({ code: 'invalid_state' });
});

it('stops the reminders of each channel of an item', async () => {
  const { ledger, followUps } = made();
  await ledger.insert([row('a'), row('a2', { channel: 'a', occurrence: 2 }), row('b', { channel: 'b' })]);
  const alert = alertOf({ repeat: { everyDays: 1, max: 5 } });
  expect(await followUps.acknowledge(alert, 'one')).toBe(2);
  expect(ledger.states().filter((state) => state.endsWith('cancelled'))).toHaveLength(2);
  expect(await followUps.acknowledge(alert, 'one')).toBe(0);
  await expect(followUps.acknowledge(alert, 'other')).rejects.toMatchObject({ code: 'not_found' });
});

it('keeps that an item was acknowledged where no reminders would follow, and stops those of what was held back', async () => {
  const { ledger, followUps } = made();
  await ledger.insert([row('a'), row('b', { channel: 'b', state: 'cancelled', error: 'no_mail' })]);
  expect(await followUps.acknowledge(alertOf({ repeat: null }), 'one')).toBe(0);
  const errors = [...ledger.rows.values()].flatMap(({ error, occurrence }) =>
    error === null ? [] : [`${occurrence} ${error}`],
  );
  expect(errors.sort()).toEqual(['1 no_mail', '2 acknowledged', '2 acknowledged']);
});
