import type { Alert, AlertFields } from '../../domain/alerts/alert';
import { alertFields, alertOf, handlerOf } from '../../../test/support/alert';
import { memoryLedger, testNow } from '../../../test/support/alert-work';
import { createAlertControls } from './controls';

function made(dueItems = 0) {
  const stored = new Map<string, Alert>([['a1', alertOf({ uuid: 'a1' })]]);
  const said: string[] = [];
  let count = 0;
  const controls = createAlertControls({
    alerts: {
      create: async (uuid, fields, at) => {
        const alert = { ...fields, uuid, version: 1, createdAt: at, changedAt: at };
        stored.set(uuid, alert);
        return alert;
      },
      get: async (uuid) => stored.get(uuid)!,
      update: async (uuid, seen, fields, at) => {
        const alert = { ...stored.get(uuid)!, ...fields, version: Number(seen) + 1, changedAt: at };
        stored.set(uuid, alert);
        return alert;
      },
      bumpRevision: async () => 9,
      remove: async (uuid) => void stored.delete(uuid),
      markScheduled: async (_alert, refreshAt) => void said.push(`marked ${refreshAt === null ? 'rule' : 'times'}`),
      byName: async (_kind, name) => [...stored.values()].find((alert) => alert.name === name),
      byIds: async (uuids) => [...stored.values()].filter(({ uuid }) => uuids.includes(uuid)),
    },
    versions: { keep: async ({ version }) => void said.push(`kept ${version}`), removeOf: async () => undefined },
    ledger: memoryLedger(),
    schedules: {
      ensure: async (uuid, { kind }, enabled) => void said.push(`${uuid} ${kind} ${enabled ? 'runs' : 'paused'}`),
      remove: async (uuid) => void said.push(`${uuid} unscheduled`),
    },
    firstRun: {
      refuseUnconfirmed: async () => {
        said.push('counted');
        if (dueItems > 100) throw new Error('first_run_unconfirmed');
      },
      markReported: async () => void said.push('baseline'),
      carryOver: async ({ semantics }, after) => {
        if (semantics !== after.semantics) said.push('carried over');
      },
    },
    checkNamed: async (alert: AlertFields) => ({ faults: [], alert }),
    logger: { warn: () => undefined },
    newId: () => `n${(count += 1)}`,
    now: () => testNow,
  });
  return { controls, said, stored };
}

it('checks a draft as saving does, counts nothing that is due, and changes nothing', async () => {
  const { controls, said, stored } = made(500);
  const draft = await controls.checkDraft(alertFields({ thresholds: [30, 60] }), null);
  expect(draft).toMatchObject({ uuid: 'n1', version: 0, thresholds: [60, 30] });
  const before = stored.get('a1')!;
  expect(await controls.checkDraft(alertFields({}), before)).toMatchObject({ uuid: 'a1', version: before.version });
  const endless = alertFields({ schedule: { cron: '0 0 1 * MON' } });
  await expect(controls.checkDraft(endless, null)).rejects.toMatchObject({ code: 'validation_failed' });
  expect(said).toEqual([]);
});

it('creates an alert with its version and schedule', async () => {
  const { controls, said } = made();
  const change = await controls.checkNew(
    alertFields({ recipients: ['a@x.example; A@x.example'], thresholds: [30, 60] }),
    null,
  );
  expect(change.fields).toMatchObject({ recipients: ['a@x.example'], thresholds: [60, 30] });
  await controls.create(change);
  expect(said).toEqual(['counted', 'kept 1', 'n2 cron runs', 'marked rule']);
});

it('marks what was due as reported before it can run', async () => {
  const { controls, said } = made(500);
  await expect(controls.checkNew(alertFields(), null)).rejects.toThrow('first_run_unconfirmed');
  await controls.create(await controls.checkNew(alertFields(), 'baseline'));
  expect(said).toEqual(['counted', 'baseline', 'kept 1', 'n3 cron runs', 'marked rule']);
});

it('refuses a second handler with its own code, and everything else as invalid', async () => {
  const { controls } = made();
  const script = handlerOf('script', { runPer: 'recipient' });
  const two = alertFields({ semantics: 'compat', handlers: [script, handlerOf('event_log')] });
  await expect(controls.checkNew(two, null)).rejects.toMatchObject({ code: 'single_handler' });
  await expect(controls.checkNew(alertFields({ subject: '{x}' }), null)).rejects.toMatchObject({
    code: 'validation_failed',
  });
});

it('pauses the schedule of an alert that is disabled, and keeps moments where clocks change', async () => {
  const { controls, said, stored } = made();
  const before = stored.get('a1')!;
  const change = await controls.checkChange('a1', 1, alertFields({ enabled: false, timeZone: 'Europe/Prague' }), null);
  expect(await controls.update({ ...change, before })).toMatchObject({ version: 2, enabled: false });
  expect(said).toEqual(['kept 2', 'a1 times paused', 'marked rule']);
  await expect(controls.checkChange('a1', 1, alertFields(), null)).rejects.toMatchObject({ code: 'revision_mismatch' });
});

it('copies disabled, under a name that is free', async () => {
  const { controls } = made();
  expect(await controls.copy('a1')).toMatchObject({ name: 'Expiring (copy)', enabled: false });
  expect(await controls.copy('a1')).toMatchObject({ name: 'Expiring (copy 2)' });
});

it('sets one schedule on several alerts, or on none where one is missing', async () => {
  const { controls, stored } = made();
  await expect(controls.reschedule(['a1', 'gone'], { cron: '0 6 * * *' }, 'UTC')).rejects.toMatchObject({
    ...{ code: 'validation_failed', more: { errors: [{ pointer: '/alerts/1', code: 'target_missing' }] } },
  });
  await controls.reschedule(['a1'], { cron: '0 6 */1 * *' }, 'UTC');
  expect(stored.get('a1')).toMatchObject({ schedule: { cron: '0 6 * * *' }, version: 2 });
});

it('refuses a moment that is over where it is new or comes into force, and keeps it where it was', async () => {
  const { controls, stored } = made();
  const over = alertFields({ schedule: { once: { at: new Date(testNow.getTime() - 1) } } });
  const refusal = {
    ...{ code: 'validation_failed' },
    more: {
      errors: [{ pointer: '/schedule/once/at', detail: expect.stringContaining(testNow.toISOString()) as string }],
    },
  };
  await expect(controls.checkNew(over, null)).rejects.toMatchObject(refusal);
  await expect(controls.checkChange('a1', 1, over, null)).rejects.toMatchObject(refusal);
  await expect(controls.reschedule(['a1'], over.schedule!, 'UTC')).rejects.toMatchObject(refusal);
  expect(await controls.checkNew({ ...over, enabled: false }, null)).toMatchObject({ fields: { enabled: false } });
  stored.set('a1', alertOf({ ...over, uuid: 'a1' }));
  const changed = { ...over, name: 'renamed' };
  expect(await controls.checkChange('a1', 1, changed, null)).toMatchObject({ fields: { name: 'renamed' } });
  stored.set('a1', alertOf({ ...over, uuid: 'a1', enabled: false }));
  await expect(controls.checkChange('a1', 1, over, null)).rejects.toMatchObject(refusal);
});

it('converts to native semantics, once, and says before what it would make', async () => {
  const { controls, said, stored } = made();
  const script = handlerOf('script', { runPer: 'recipient' });
  const compat = alertOf({ uuid: 'a1', semantics: 'compat', handlers: [script], recipients: ['a@x.example'] });
  stored.set('a1', compat);
  expect(await controls.converted(compat)).toMatchObject({
    semantics: 'native',
    lifetimeShare: 100,
    handlers: [{ runPer: 'certificate' }, { type: 'email' }],
  });
  expect(stored.get('a1')).toBe(compat);
  await controls.convert(compat);
  expect(said).toContain('carried over');
  const native = stored.get('a1')!;
  expect(await controls.convert(native)).toBe(native);
});

it('refuses a change to native semantics that would end the implied mail, and lets one with an email handler pass', async () => {
  const { controls, said, stored } = made();
  stored.set('a1', alertOf({ uuid: 'a1', semantics: 'compat', recipients: ['a@x.example'] }));
  const native = alertFields({ recipients: ['a@x.example'] });
  await expect(controls.checkChange('a1', 1, native, null)).rejects.toMatchObject({
    code: 'validation_failed',
    more: { errors: [{ pointer: '/semantics', code: 'use_convert' }] },
  });
  const mailed = { ...native, handlers: [handlerOf('email')] };
  const change = await controls.checkChange('a1', 1, mailed, null);
  expect(change).toMatchObject({ fields: { semantics: 'native' } });
  await controls.update({ ...change, before: stored.get('a1')! });
  expect(said).toContain('carried over');
});

it('takes the schedule away first', async () => {
  const { controls, said, stored } = made();
  await controls.remove({ uuid: 'a1', version: 1 });
  expect([said, stored.size]).toEqual([['a1 unscheduled'], 0]);
});
