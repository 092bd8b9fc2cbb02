import type { LedgerRow } from '../../domain/alerts/ledger';
import { alertOf, handlerOf } from '../../../test/support/alert';
import { itemOf, testNow } from '../../../test/support/alert-work';
import { planItems, type PlanInput } from './item-work';

const input = (fields: Partial<PlanInput> = {}): PlanInput => ({
  alert: alertOf({ recipients: ['{owner:mail}', 'a@x.example'], semantics: 'compat' }),
  ...{ at: testNow, fallback: ['f@x.example'], rowsOf: () => [], isOurs: () => false },
  ...fields,
});
const row = (channel: string, fields: Partial<LedgerRow> = {}): LedgerRow => ({
  ...{ id: channel, alertId: 'alert', itemId: 'one', threshold: 30, occurrence: 1, channel, itemName: 'one' },
  ...{ handlerId: 'mail', state: 'done', firstDueAt: testNow, doneAt: testNow, effectStartedAt: null, workflowId: 'w' },
  ...{ attempts: 1, error: null, message: null },
  ...fields,
});
const owned = itemOf('one', { tokens: { 'owner:mail': ['o@x.example'] } });
const channelsOf = (fields: Partial<PlanInput>) =>
  planItems([owned], input(fields)).works.flatMap(({ steps }) => steps.map(({ channel }) => channel));

it('plans what is due for each recipient', () =>
  expect(channelsOf({})).toEqual(['mail:mail:o@x.example', 'mail:mail:a@x.example']));

it('leaves out what was reported, and takes up a recipient that came later', () => {
  expect(channelsOf({ rowsOf: () => [row('mail:mail:a@x.example')] })).toEqual(['mail:mail:o@x.example']);
  expect(channelsOf({ rowsOf: () => [row('mail:mail:a@x.example'), row('mail:mail:o@x.example')] })).toEqual([]);
});

it('goes on with rows of its own run', () =>
  expect(
    channelsOf({
      rowsOf: () => [row('mail:mail:a@x.example'), row('mail:mail:o@x.example')],
      isOurs: ({ channel }) => channel.includes('a@'),
    }),
  ).toEqual(['mail:mail:a@x.example']));

it('does one row and nothing else where it is asked to', () =>
  expect(
    channelsOf({
      rowsOf: () => [row('mail:mail:a@x.example', { state: 'claimed' })],
      isOurs: () => true,
      only: 'mail:mail:a@x.example',
    }),
  ).toEqual(['mail:mail:a@x.example']));

it('notes recipients without an address, and falls back where there is nobody', () => {
  const { notes } = planItems([itemOf('one')], input());
  expect(notes).toEqual([{ code: 'recipient_unresolved', detail: '{owner:mail}', count: 1 }]);
  const alone = planItems(
    [itemOf('one')],
    input({ alert: alertOf({ recipients: ['{owner:mail}'], semantics: 'compat' }) }),
  );
  expect(alone.works[0]?.recipients).toEqual(['f@x.example']);
  expect(alone.notes.map(({ code }) => code)).toEqual(['recipient_unresolved', 'recipients_fallback']);
});

it('reminds of what was held back by a handler, as of what was sent', () => {
  const alert = alertOf({ handlers: [handlerOf('event_log')], repeat: { everyDays: 1, max: 3 } });
  const yesterday = new Date(testNow.getTime() - 86_400_000);
  const due = (error: string | null) =>
    planItems(
      [owned],
      input({ alert, rowsOf: () => [row('handler:event_log', { state: 'cancelled', error, firstDueAt: yesterday })] }),
    ).works;
  expect(due('no_mail')).toMatchObject([{ occurrence: 2 }]);
  expect(due('acknowledged')).toEqual([]);
});

it('tells nobody who came later of what was acknowledged, but of what comes after it', () => {
  const rowsOf = () => [
    row('mail:mail:a@x.example'),
    row('mail:mail:a@x.example', { occurrence: 2, state: 'cancelled', error: 'acknowledged' }),
  ];
  expect(channelsOf({ rowsOf })).toEqual([]);
  const next = planItems([{ ...owned, reached: [7, 30] }], input({ rowsOf }));
  expect(next.works[0]?.steps).toHaveLength(2);
});

it('recalls what the scripts of a message have said when it is sent again', () => {
  const alert = alertOf({
    ...{ recipients: ['a@x.example'], semantics: 'compat' },
    handlers: [handlerOf('script', { runPer: 'recipient' })],
  });
  const rows = [
    row('handler:script:a@x.example', { workflowId: 'before' }),
    row('mail:mail:a@x.example', { state: 'claimed', workflowId: 'resend' }),
  ];
  const { works } = planItems([owned], {
    ...input({ alert, rowsOf: () => rows, only: 'mail:mail:a@x.example', isBusy: () => false }),
    isOurs: ({ workflowId }) => workflowId === 'resend',
  });
  expect(works[0]?.steps.map(({ channel, isRecalled = false }) => [channel, isRecalled])).toEqual([
    ['handler:script:a@x.example', true],
    ['mail:mail:a@x.example', false],
  ]);
});
