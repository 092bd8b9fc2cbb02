/** Registered modules as handlers of alerts, on the real engines. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '../acceptance/scene';
import { alertScene } from './scene';

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-handlers-'));
const scene = alertScene({ CERTLOOM_PLUGIN_DIR: folder });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

const put = (answer: string) =>
  writeFileSync(
    path.join(folder, 'ticket.mjs'),
    `export const manifest = ${JSON.stringify({
      ...{ apiVersion: 1, name: 'ticket', version: '1', title: 'Tickets', supports: ['expiration'] },
      parameters: [{ name: 'title', type: 'token', required: true }],
    })};
export default async ({ context, params, log }) => { log.info(params.title); return { ticket: ${answer}, of: context.item.id }; };
`,
  );
const register = (status: number) => scene.call('post', '/handlers').send({ module: 'ticket.mjs' }).expect(status);
const custom = { type: 'custom', name: 'open', settings: { pluginName: 'ticket', parameters: { title: 'for {cn}' } } };

it('H25 a plug-in runs as a script does, is refused for kinds that it does not support, and fails when disabled or changed', async () => {
  put('7');
  await register(201);
  const refused = await scene
    .call('post', '/alerts')
    .send({ name: 'no', kind: 'key_rotation', schedule: { daily: { time: '03:00' } }, handlers: [custom] })
    .expect(422);
  expect(refused.body.errors).toMatchObject([
    { pointer: '/handlers/0/settings/pluginName', code: 'kind_not_supported' },
  ]);
  await scene.ending(10);
  const after = { type: 'event_log', name: 'log', settings: { message: 'ticket $(ticket)' } };
  const alert = await scene.alert({ handlers: [custom, after] });
  expect((await scene.run(alert)).counts).toMatchObject({ due: 1, done: 2 });
  const [run] = (await scene.read('/script-runs?script=ticket')).items;
  expect(run).toMatchObject({ status: 'succeeded', context: 'api', trigger: { kind: 'alert', alertId: alert.uuid } });
  expect(await scene.read(`/script-runs/${run.runId}`)).toMatchObject({ stdout: expect.stringMatching(/^for /) });
  expect(await scene.entries(alert)).toMatchObject([{ message: 'ticket 7' }]);
  const handler = await scene.read('/handlers/ticket');
  expect(handler.usedBy).toMatchObject([{ kind: 'alert', uuid: alert.uuid }]);
  const used = await scene.call('delete', '/handlers/ticket').set('If-Match', `"${handler.revision}"`).expect(409);
  expect(used.body).toMatchObject({ code: 'in_use', usedBy: [{ uuid: alert.uuid }] });

  const failing = async () => {
    const [uuid] = await scene.ending(12);
    await scene.run(alert);
    const rows = await scene.ledger(alert, 'failed');
    return rows.find(({ itemId }: any) => itemId === uuid).error;
  };
  put('8');
  expect(await failing()).toBe('module_changed');
  await register(200);
  const { revision } = await scene.read('/handlers/ticket');
  await scene.call('patch', '/handlers/ticket').set('If-Match', `"${revision}"`).send({ enabled: false }).expect(200);
  expect(await failing()).toBe('handler_disabled');

  // Sent again it runs as it is now, and what it says is known behind it.
  const disabled = await scene.read('/handlers/ticket');
  await scene.call('patch', '/handlers/ticket').set('If-Match', `"${disabled.revision}"`).send({ enabled: true });
  const row = (await scene.ledger(alert, 'failed')).find(({ error }: any) => error === 'handler_disabled');
  const { body } = await scene.call('post', `/alerts/ledger/${row.rowId}/resend`).expect(202);
  expect(await scene.runEnd(body.runId)).toMatchObject({ trigger: 'resend', counts: { due: 1, done: 1 } });
  const again = (await scene.read(`/script-runs?script=ticket&itemId=${row.itemId}`)).items;
  expect(again).toMatchObject([{ status: 'succeeded' }]);
  expect((await scene.ledger(alert)).find(({ rowId }: any) => rowId === row.rowId)).toMatchObject({ state: 'done' });
  await scene.call('post', `/alerts/ledger/${row.rowId}/resend`).expect(409);
});

it('a run that is cancelled while a module is at work ends at once, and the next one takes up what came of it', async () => {
  writeFileSync(
    path.join(folder, 'slow.mjs'),
    `export const manifest = ${JSON.stringify({
      ...{ apiVersion: 1, name: 'slow', version: '1', title: 'Slow', supports: ['expiration'], parameters: [] },
    })};
export default () => new Promise((done) => setTimeout(() => done({ ticket: 9 }), 12_000));
`,
  );
  await scene.call('post', '/handlers').send({ module: 'slow.mjs' }).expect(201);
  await scene.ending(10);
  const after = { type: 'event_log', name: 'log', settings: { message: 'ticket $(ticket)' } };
  const slow = { type: 'custom', name: 'slow', settings: { pluginName: 'slow' } };
  const alert = await scene.alert({ handlers: [slow, after] });
  const { body } = await scene.call('post', `/alerts/${alert.uuid}/run`).expect(202);
  const runs = async (): Promise<any[]> => (await scene.read('/script-runs?script=slow')).items;
  await eventually('the module to be at work', async () => (await runs())[0]?.status === 'running');
  const from = performance.now();
  await scene.product().foundation.client.workflow.getHandle(body.workflowId).cancel();
  expect(await scene.runEnd(body.runId)).toMatchObject({ status: 'failed', message: 'cancelled' });
  expect(performance.now() - from).toBeLessThan(11_000);
  expect((await scene.ledger(alert)).map(({ state }) => state)).toEqual(['claimed']);

  expect(await scene.run(alert)).toMatchObject({ status: 'finished', counts: { due: 1, done: 2 } });
  expect(await scene.entries(alert)).toMatchObject([{ message: 'ticket 9' }]);
  expect((await runs()).map(({ status }) => status)).toEqual(['succeeded']);
}, 90_000);
