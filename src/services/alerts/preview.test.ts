import { defaultPlatformSettings } from '../../domain/settings/platform';
import { alertOf, handlerOf } from '../../../test/support/alert';
import { itemOf, memoryLedger, sourceOf, testNow } from '../../../test/support/alert-work';
import type { EffectRunner } from './effect';
import { createPreviews } from './preview';

const runner: EffectRunner = {
  ...{ type: 'event_log', isRepeatable: true, lanes: 1, preview: () => ({ level: 'Warning' }) },
  carryOut: () => Promise.reject(new Error('a preview carries nothing out')),
};
const items = Array.from({ length: 250 }, (_, index) => itemOf(`i${String(index).padStart(3, '0')}`));
const ledger = memoryLedger();
const previews = createPreviews({
  ...{ sources: new Map([['expiration', sourceOf(items)]]), ledger, runners: new Map([['event_log', runner]]) },
  conditionsOf: ({ conditions }, { items: [{ item }] }) => conditions.map(() => item.id !== 'i001'),
  ...{ prepare: async () => undefined, settings: async () => defaultPlatformSettings },
  definitionsOf: async ({ name }) => (name === 'bound' ? [{ uuid: 'd1', name: 'Renew', version: 3 }] : []),
  stepsOf: async ({ handler, items: [{ item }] }) => [{ uniqueName: `${handler.id} of ${item.id}` }],
});
const alert = alertOf({
  recipients: ['a@x.example', '{owner:mail}'],
  handlers: [handlerOf('event_log', { conditions: [{ all: [] }] })],
});
const test = (more: object = {}) => previews.test([alert], { at: testNow, page: 1, ...more });

it('H9 H10 shows a hundred of 250, says how many it cut, goes on with the next page, and writes nothing', async () => {
  const first = await test({ limit: 100 });
  expect(first).toMatchObject({ total: 250, shown: 100, cut: 150, limit: 100 });
  const second = await test({ limit: 100, page: 2 });
  const idsOf = ({ previews: found }: typeof first) => found.map(({ item }) => item.itemId);
  expect([idsOf(first)[0], idsOf(second)[0], idsOf(second).length]).toEqual(['i000', 'i100', 100]);
  expect(await test({ limit: 100, page: 3 })).toMatchObject({ shown: 50, cut: 200 });
  expect(ledger.rows.size).toBe(0);
});

it('says which handler would run, how often and with what', async () => {
  const { previews: found } = await test({ limit: 2 });
  expect(found[0]).toMatchObject({
    ...{ subject: 'i000.example ends', recipients: ['a@x.example'], threshold: 30 },
    handlers: [
      { name: 'event_log', wouldRun: true, runs: 1, parameters: { level: 'Warning' }, conditionResults: [true] },
    ],
    warnings: [{ code: 'recipient_unresolved', detail: '{owner:mail}' }],
  });
  expect(found[1]?.handlers).toMatchObject([{ wouldRun: false, conditionResults: [false] }]);
});

it('shows one item, whatever was reported, and none that the alert is not about', async () => {
  expect(await test({ itemId: 'i007' })).toMatchObject({ total: 1 });
  await expect(test({ itemId: 'gone' })).rejects.toMatchObject({ code: 'not_found' });
});

it('shows only what was not reached by an earlier date', async () =>
  expect(await test({ previous: testNow })).toMatchObject({ total: 0, previews: [] }));

it('says which conditions a test cannot answer, because handlers before say it', async () => {
  const asks = { source: 'variable', field: 'ticket.state', operator: 'EQUALS', value: '$(item.id)' } as const;
  const handlers = [handlerOf('script'), handlerOf('event_log', { name: 'log', conditions: [asks] })];
  const tested = await previews.test([alertOf({ handlers })], { at: testNow, page: 1, limit: 1 });
  expect(tested.previews[0]!.warnings).toEqual([
    { code: 'condition_known_at_run', detail: expect.stringMatching(/log.*ticket\.state/) as string },
  ]);
});

describe('an alert in mode workflow', () => {
  const shown = async (name: string) =>
    previews.test([alertOf({ name, mode: 'workflow' })], { at: testNow, page: 1, limit: 1 });

  it('shows the definition that would be started, with its steps', async () => {
    const { total, previews: found } = await shown('bound');
    expect(total).toBe(250);
    expect(found).toMatchObject([
      {
        item: { itemId: 'i000' },
        handlers: [{ name: 'Renew', type: 'workflow', runs: 1, parameters: { steps: [{ uniqueName: 'd1 of i000' }] } }],
        warnings: [],
      },
    ]);
  });

  it('says of what is due that nothing is started where there is no definition', async () => {
    const { total, previews: found } = await shown('loose');
    expect(total).toBe(250);
    expect(found).toMatchObject([{ handlers: [], warnings: [{ code: 'no_definition' }] }]);
  });
});
