import type { Handler } from '../../domain/alerts/handler';
import { alertOf, handlerOf } from '../../../test/support/alert';
import { itemOf, memoryLedger, runOf, testNow } from '../../../test/support/alert-work';
import { createClaims } from './claims';
import type { Effect, EffectOutcome } from './effect';
import { failedEffect } from './effect';
import { planItems } from './item-work';
import { createPhases, occurrenceKeyOf, phasesOf } from './phases';

/** Carries out an alert with these handlers for these items, on a ledger in memory. */
async function carriedOut(
  handlers: readonly Handler[],
  {
    items = ['one', 'two'],
    outcome = () => ({ kind: 'done' }),
    ledger = memoryLedger(),
    workflowId = 'w',
    testId,
    busy,
    said,
    ...fields
  }: {
    readonly items?: readonly string[];
    readonly outcome?: (effect: Effect) => EffectOutcome;
    readonly ledger?: ReturnType<typeof memoryLedger>;
    readonly workflowId?: string;
    /** Of a test that keeps no ledger. */
    readonly testId?: string;
    /** Another run that is under way. */
    readonly busy?: string;
    /** What scripts of other runs have left. */
    readonly said?: { readonly sendEmail: boolean };
  } & Partial<ReturnType<typeof alertOf>> = {},
) {
  const effects: string[] = [];
  const alert = alertOf({ handlers, recipients: ['a@x.example', 'b@x.example'], ...fields });
  const run = runOf({ workflowId });
  const phase = createPhases({
    async carryOut(effect, notes) {
      await notes.begin();
      effects.push(
        `${effect.handler.type} ${effect.items.map(({ item }) => item.id).join('+')} ${effect.recipient ?? ''}`.trim(),
      );
      return outcome(effect);
    },
    runnerOf: (type) => ({
      ...{ isRepeatable: type === 'event_log', lanes: 1 },
      recall: async () => (type === 'script' ? (said ?? {}) : {}),
    }),
    holds: ({ conditions }, { items: [{ item }] }) => !(conditions.length > 0 && item.id === 'two'),
    now: () => testNow,
  });
  const rows = await ledger.ofItems(testId ?? 'alert', items);
  const { works } = planItems(
    items.map((id) => itemOf(id)),
    {
      ...{ alert, at: testNow, fallback: [], rowsOf: (id) => rows.get(id) ?? [] },
      isOurs: (row) => row.workflowId === workflowId && row.state !== 'superseded',
      isBusy: (row) => row.workflowId === busy,
    },
  );
  const claims = createClaims({ ledger, now: () => testNow }, { uuid: testId ?? 'alert' }, run);
  const work = { signal: new AbortController().signal, heartbeat: () => undefined };
  for (const number of phasesOf(works)) await phase(number, works, { alert, run, claims, work });
  return { effects, ledger, works, results: works.map(({ progress }) => progress.results) };
}

const log = handlerOf('event_log');
const email = handlerOf('email');
const script = handlerOf('script', { runPer: 'recipient' });

it('H1 runs a script once for each of two certificates and three recipients, each before its mail', async () => {
  const recipients = ['a@x.example', 'b@x.example', 'c@x.example'];
  const { effects } = await carriedOut([script], { recipients, semantics: 'compat' });
  expect(effects.filter((effect) => effect.startsWith('script'))).toHaveLength(6);
  expect(effects.filter((effect) => effect.startsWith('email'))).toHaveLength(6);
  expect(effects.indexOf('script one c@x.example')).toBeLessThan(effects.indexOf('email one c@x.example'));
});

it('H2 runs it once for a certificate in native semantics, with all recipients in its sight', async () => {
  const seen: number[] = [];
  const { effects } = await carriedOut([handlerOf('script')], {
    outcome: ({ items: [{ recipients }] }) => (seen.push(recipients.length), { kind: 'done' }),
  });
  expect([effects, seen]).toEqual([
    ['script one', 'script two'],
    [2, 2],
  ]);
});

it('H3 runs it once for five certificates where it takes them together', async () => {
  const items = ['1', '2', '3', '4', '5'];
  const { effects, ledger } = await carriedOut([handlerOf('script', { runPer: 'batch' })], { items });
  expect(effects).toEqual(['script 1+2+3+4+5']);
  expect(ledger.states().map((state) => state.split(' ').at(-1))).toEqual(Array(5).fill('done'));
});

it('passes what a handler leaves to the ones behind it', async () => {
  const seen: unknown[] = [];
  await carriedOut([handlerOf('script'), log], {
    items: ['one'],
    outcome: ({ handler, items: [{ variables }] }) => {
      seen.push(variables);
      return { kind: 'done', said: handler.type === 'script' ? { variables: { ticket: 7 } } : {} };
    },
  });
  expect(seen).toEqual([{}, { ticket: 7 }]);
});

it('leaves mail out where a script says so, and does not send it the next time either', async () => {
  const outcome = ({ handler }: Effect): EffectOutcome => ({
    kind: 'done',
    said: { sendEmail: handler.type !== 'script' },
  });
  const { effects, ledger } = await carriedOut([handlerOf('script'), email], { items: ['one'], outcome });
  expect(effects).toEqual(['script one']);
  expect(
    (await carriedOut([handlerOf('script'), email], { items: ['one'], ledger, workflowId: 'w2' })).effects,
  ).toEqual([]);
});

it('skips what a condition is against, without a row, so that it may hold another day', async () => {
  const { effects, ledger, results } = await carriedOut([handlerOf('event_log', { conditions: [{ all: [] }] })]);
  expect([effects, ledger.rows.size]).toEqual([['event_log one'], 1]);
  expect(results[1]).toMatchObject([{ outcome: 'skipped', skipped: 'condition' }]);
});

it('H8 stops an item after a failure and carries out its error branch; the other item goes on', async () => {
  const branch = {
    handlers: [handlerOf('email', { id: 'tell', settings: { recipients: ['ops@x.example'] } })],
    then: 'stop' as const,
  };
  const { effects, ledger } = await carriedOut([handlerOf('script', { onError: branch }), log], {
    outcome: ({ handler, items: [{ item }] }) =>
      handler.type === 'script' && item.id === 'one' ? failedEffect('exit', 'code 3') : { kind: 'done' },
  });
  expect(effects).toEqual(['script one', 'email one ops@x.example', 'script two', 'event_log two']);
  expect(ledger.states()).toEqual([
    ...['one 30 handler:event_log cancelled', 'one 30 handler:script failed'],
    ...['two 30 handler:event_log done', 'two 30 handler:script done'],
  ]);
});

it('H17 holds what may have happened when the worker was lost, and repeats what has no second effect', async () => {
  const first = await carriedOut([email, log], { items: ['one'], recipients: ['a@x.example'] });
  // The effects had begun, and no outcome was written.
  for (const [id, row] of first.ledger.rows) first.ledger.rows.set(id, { ...row, state: 'claimed', doneAt: null });
  const again = await carriedOut([email, log], { items: ['one'], recipients: ['a@x.example'], ledger: first.ledger });
  expect(again.effects).toEqual(['event_log one']);
  expect(again.ledger.states()).toEqual(['one 30 handler:event_log done', 'one 30 mail:email:a@x.example uncertain']);
});

it('sends it again where the alert says so', async () => {
  const first = await carriedOut([email], { items: ['one'], recipients: ['a@x.example'] });
  for (const [id, row] of first.ledger.rows) first.ledger.rows.set(id, { ...row, state: 'claimed', doneAt: null });
  const again = await carriedOut([email], {
    items: ['one'],
    recipients: ['a@x.example'],
    ledger: first.ledger,
    onUncertain: 'resend',
  });
  expect(again.effects).toEqual(['email one a@x.example']);
});

it('does nothing that another run has claimed', async () => {
  const first = await carriedOut([log]);
  expect((await carriedOut([log], { ledger: first.ledger, workflowId: 'w2' })).effects).toEqual([]);
});

it('leaves a message to the run that has begun it, also between a script and its mail', async () => {
  const compat = { items: ['one'], recipients: ['a@x.example'], semantics: 'compat' as const };
  const { ledger } = await carriedOut([script], compat);
  for (const [id, row] of ledger.rows) if (row.channel.startsWith('mail')) ledger.rows.delete(id);
  const other = { ...compat, ledger, workflowId: 'w2' };
  expect((await carriedOut([script], { ...other, busy: 'w' })).effects).toEqual([]);
  // The run is over without its mail: what its script has said holds.
  const held = await carriedOut([script], { ...other, said: { sendEmail: false } });
  expect([held.effects, held.ledger.states().at(-1)]).toEqual([[], 'one 30 mail:mail:a@x.example cancelled']);
});

it('sends what a run has left behind its script', async () => {
  const compat = { items: ['one'], recipients: ['a@x.example'], semantics: 'compat' as const };
  const { ledger } = await carriedOut([script], compat);
  for (const [id, row] of ledger.rows) if (row.channel.startsWith('mail')) ledger.rows.delete(id);
  const { effects, results } = await carriedOut([script], { ...compat, ledger, workflowId: 'w2' });
  expect(effects).toEqual(['email one a@x.example']);
  expect(results[0]).toMatchObject([{ skipped: 'reported' }, { outcome: 'done' }]);
});

it('begins nothing behind a step that another run has claimed a moment before', async () => {
  const ledger = memoryLedger();
  const [one, other] = await Promise.all(
    ['w', 'w2'].map((workflowId) => carriedOut([script], { ledger, workflowId, semantics: 'compat' })),
  );
  expect([one!.effects.length, other!.effects.length].sort()).toEqual([0, 8]);
});

it('finishes what an earlier attempt of its run has begun, and tells what that has done', async () => {
  const first = await carriedOut([log], { items: ['one'] });
  const again = await carriedOut([log], { ledger: first.ledger });
  expect(again.effects).toEqual(['event_log two']);
  expect(again.results[0]).toMatchObject([{ outcome: 'done' }]);
});

it('gives effects of a test without a ledger keys of their own, in batches and error branches too', async () => {
  const handlers = [
    handlerOf('script', { onError: { handlers: [handlerOf('event_log', { id: 'tell' })], then: 'continue' } }),
    handlerOf('webhook', { runPer: 'batch' }),
  ];
  const keysOf = async (testId?: string) => {
    const keys: string[] = [];
    const outcome = ({ key, handler }: Effect): EffectOutcome => {
      keys.push(key);
      return handler.type === 'script' ? failedEffect('exit', 'code 3') : { kind: 'done' };
    };
    await carriedOut(handlers, { outcome, ...(testId === undefined ? {} : { testId }) });
    return keys;
  };
  const [real, test, again, second] = [await keysOf(), await keysOf('t1'), await keysOf('t1'), await keysOf('t2')];
  expect(real).toHaveLength(5);
  expect(again).toEqual(test);
  expect(new Set([...real, ...test, ...second]).size).toBe(15);
});

it('keys firings by alert, item, threshold and occurrence', () =>
  expect(occurrenceKeyOf({ uuid: 'a' }, { item: itemOf('i'), threshold: 30, occurrence: 2 })).toBe('a.i.30.2'));
