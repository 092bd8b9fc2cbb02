import { createPipeline } from '../firings/pipeline';
import type { FiringDocument } from '../../store/firings/firings';
import { alertOf, handlerOf } from '../../../test/support/alert';
import { itemOf, runOf, testNow } from '../../../test/support/alert-work';
import { rulesOf } from '../../../test/support/builders';
import { createAlertFirings, withoutTriggers } from './firings';
import type { ItemWork } from './item-work';

const written: FiringDocument[] = [];
const counted: string[] = [];
const plain: FiringDocument[] = [];
const added: unknown[] = [];
const fire = createAlertFirings({
  now: () => testNow,
  wait: async () => undefined,
  firings: {
    insert: async (documents) => (plain.push(...documents), new Set()),
    addResult: async (id, result) => id === 'there' && added.push(result) > 0,
  },
  pipeline: createPipeline({
    rules: withoutTriggers(async () => rulesOf(['profile'])),
    stores: {
      firings: {
        async insert(documents) {
          const there = new Set(
            documents.flatMap(({ _id }, index) => (written.some((row) => row._id === _id) ? [index] : [])),
          );
          written.push(...documents.filter((_, index) => !there.has(index)));
          return there;
        },
        load: async (ids) => written.filter(({ _id }) => ids.includes(_id)),
        remove: async () => undefined,
      },
      noticePayloads: { save: async () => undefined, erase: async () => undefined },
      history: { add: async () => undefined, remove: async () => undefined },
    },
    counts: { closed: ({ status }) => void counted.push(status) },
    logger: { error: () => undefined, warn: () => undefined } as never,
    ...{ now: () => testNow, steadyClock: () => 0 },
  }),
});
const alert = alertOf({ handlers: [handlerOf('event_log')] });
const workOf = (id: string, outcome: 'done' | 'failed' | null): ItemWork => ({
  ...{ item: itemOf(id), threshold: 30, occurrence: 1, recipients: [], steps: [] },
  progress: {
    ...{ variables: {}, ofRecipients: {}, noMail: [], isStopped: false },
    results:
      outcome === null
        ? []
        : [
            {
              handlerId: 'event_log',
              recipient: null,
              outcome,
              skipped: null,
              error: null,
              message: null,
              branchOf: null,
            },
          ],
  },
});

it('writes one firing for each item that was handled, with the alert in place of triggers, once', async () => {
  const works = [workOf('one', 'done'), workOf('two', 'failed'), workOf('three', null)];
  await fire(works, alert, runOf());
  await fire(works, alert, runOf());
  expect(written.map(({ objectUuid, status, outcome }) => [objectUuid, status, outcome])).toEqual([
    ['one', 'finished', 'performed'],
    ['two', 'finished_with_errors', 'performed'],
  ]);
  expect(written[0]).toMatchObject({
    ...{ event: 'certificate_expiring', occurrenceKey: 'alert.one.30.1', snapshotId: null, workflowId: 'w' },
    ...{
      alert: { uuid: 'alert', runId: 'run', threshold: 30, isTest: false },
      matchedTriggers: [{ uuid: 'alert', name: 'Expiring' }],
    },
    triggers: [{ trigger: 'alert', actions: [{ id: 'event_log', type: 'event_log', outcome: 'ok' }] }],
  });
  expect(counted).toEqual(['finished', 'finished_with_errors']);
});

it('fires a test on its own each time', async () => {
  written.length = 0;
  for (const id of ['t1', 't2']) await fire([workOf('one', 'done')], alert, runOf({ id, isTest: true }));
  expect(written.map(({ alert: of }) => [of?.runId, of?.isTest])).toEqual([
    ['t1', true],
    ['t2', true],
  ]);
});

it('fires under the code of its kind where that is no event of the platform', async () => {
  const keys = alertOf({ kind: 'key_rotation', handlers: [handlerOf('event_log')] });
  const item = itemOf('key', { object: { uuid: 'key', name: 'deploy@build1' }, subject: null });
  await fire([{ ...workOf('key', 'done'), item }], keys, runOf());
  expect(plain).toMatchObject([
    {
      ...{ event: 'key_rotation', resource: 'sshKeys', objectUuid: 'key', objectName: 'deploy@build1' },
      ...{ outcome: 'performed', status: 'finished', alert: { uuid: keys.uuid }, snapshotId: null, message: null },
      triggers: [{ trigger: keys.uuid, actions: [{ type: 'event_log', outcome: 'ok' }] }],
    },
  ]);
});

it('adds what an event has started to the firing of that event, and fires by itself where there is none', async () => {
  const before = written.length;
  await fire([workOf('late', 'done')], alert, runOf({ trigger: 'event' }), 'there');
  expect(added).toMatchObject([{ trigger: alert.uuid, result: 'matched', actions: [{ outcome: 'ok' }] }]);
  expect(written).toHaveLength(before);
  await fire([workOf('later', 'done')], alert, runOf({ trigger: 'event' }), 'gone');
  expect(written).toHaveLength(before + 1);
});
