import { toNative } from '../../domain/alerts/compat';
import { defaultPlatformSettings } from '../../domain/settings/platform';
import { alertOf, handlerOf } from '../../../test/support/alert';
import { itemOf, memoryLedger, sourceOf, testNow } from '../../../test/support/alert-work';
import { createFirstRun } from './first-run';

const items = ['one', 'two', 'three'].map((id) => itemOf(id));
let confirm = 2;
const made = () => {
  const ledger = memoryLedger();
  const settings = async () => ({
    ...defaultPlatformSettings,
    alerts: { ...defaultPlatformSettings.alerts, firstRunConfirm: confirm },
  });
  const firstRun = createFirstRun({
    sources: new Map([['expiration', sourceOf(items)]]),
    ledger,
    settings,
    now: () => testNow,
  });
  return { ledger, firstRun };
};
const alert = alertOf({ handlers: [handlerOf('event_log')] });

it('wants a word where more is due than is confirmed', async () => {
  const { firstRun } = made();
  await expect(firstRun.refuseUnconfirmed(alert, null)).rejects.toMatchObject({
    ...{ code: 'first_run_unconfirmed', more: { extra: { dueItems: 3 } } },
  });
  confirm = 3;
  await firstRun.refuseUnconfirmed(alert, null);
});

it('marks what is due as reported, once', async () => {
  const { ledger, firstRun } = made();
  await firstRun.markReported(alert);
  await firstRun.markReported(alert);
  expect(ledger.states()).toEqual(['one', 'three', 'two'].map((id) => `${id} 30 handler:event_log baseline`));
});

describe('an alert that comes to native semantics', () => {
  const script = handlerOf('script', { runPer: 'recipient' });
  const compat = alertOf({ handlers: [script], semantics: 'compat', recipients: ['a@x.example', 'b@x.example'] });
  const row = (channel: string, itemId = 'one') => ({
    ...{
      id: `${itemId} ${channel}`,
      alertId: 'alert',
      itemId,
      threshold: 30,
      occurrence: 1,
      channel,
      itemName: itemId,
    },
    ...{ handlerId: 'script', state: 'done' as const, firstDueAt: testNow, doneAt: testNow, effectStartedAt: testNow },
    ...{ workflowId: 'w', attempts: 1, error: null, message: null },
  });

  it('has run a script for an item that ran for each recipient of it', async () => {
    const { ledger, firstRun } = made();
    await ledger.insert([row('handler:script:a@x'), row('handler:script:b@x'), row('mail:mail:a@x')]);
    await firstRun.carryOver(compat, toNative(compat));
    expect(ledger.states()).toContain('one 30 handler:script baseline');
    expect(ledger.rows.size).toBe(4);
  });

  it('has told whom the implied mail has told, by an e-mail handler of any id, and only once is it carried over', async () => {
    const { ledger, firstRun } = made();
    await ledger.insert([
      row('mail:mail:a@x.example'),
      row('mail:mail:b@x.example'),
      row('handler:script:a@x.example'),
    ]);
    const own = { ...handlerOf('email'), id: 'own' };
    const after = alertOf({ ...compat, semantics: 'native', handlers: [script, own] });
    for (let times = 0; times < 2; times += 1) await firstRun.carryOver(compat, after);
    expect(ledger.states().filter((state) => state.endsWith('baseline'))).toEqual([
      'one 30 mail:own:a@x.example baseline',
      'one 30 mail:own:b@x.example baseline',
    ]);
  });

  it('counts what is carried over as told, before it is', async () => {
    const { ledger, firstRun } = made();
    confirm = 0;
    const after = alertOf({ ...compat, semantics: 'native', handlers: [{ ...handlerOf('email'), id: 'own' }] });
    const told = items.flatMap(({ id }) => ['a', 'b'].map((one) => row(`mail:mail:${one}@x.example`, id)));
    await ledger.insert(told);
    await firstRun.refuseUnconfirmed(after, compat);
    await expect(firstRun.refuseUnconfirmed(after, null)).rejects.toMatchObject({ code: 'first_run_unconfirmed' });
  });

  it('carries nothing from native semantics', async () => {
    const { ledger, firstRun } = made();
    await ledger.insert([row('mail:mail:a@x.example')]);
    const native = alertOf({ handlers: [handlerOf('email')] });
    await firstRun.carryOver(native, native);
    expect(ledger.rows.size).toBe(1);
  });
});
