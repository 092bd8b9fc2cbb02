/** Who may save an alert whose handlers run scripts or renew. */
import { alertScene } from './scene';

const scene = alertScene();
const script = { type: 'script', name: 'script', settings: { scriptName: 'restart' } };
const renewal = { type: 'renewal', name: 'renewal', settings: {} };
const log = { type: 'event_log', name: 'log', settings: {} };
const fields = { kind: 'expiration', schedule: { daily: { time: '03:00' } }, subject: '{cn}', message: '{cn}' };
let plain: { key: string };
let able: { key: string };

beforeAll(async () => {
  const content = 'export default async () => ({});';
  await scene.make('/scripts', { name: 'restart', runtime: 'node', categories: ['handler'], content });
  plain = await scene.person(['alerts:read', 'alerts:write']);
  able = await scene.person(['alerts:read', 'alerts:write', 'scripts:execute', 'certificates:renew']);
});

const create = (key: string, name: string, handlers: object[]) =>
  scene.call('post', '/alerts', key).send({ ...fields, name, handlers });
const change = ({ uuid, version }: { uuid: string; version: number }, body: object) =>
  scene.call('patch', `/alerts/${uuid}`, plain.key).set('If-Match', `"${version}"`).send(body);

it('needs scripts:execute for a script and certificates:renew for a renewal, and nothing more for the rest', async () => {
  const refused = await create(plain.key, 'runs', [script, log, renewal]).expect(403);
  expect(refused.body).toMatchObject({
    code: 'forbidden',
    missing: ['scripts:execute', 'certificates:renew'],
    errors: [
      { pointer: '/handlers/0', code: 'permission_missing' },
      { pointer: '/handlers/2', code: 'permission_missing' },
    ],
  });
  expect((await scene.read('/alerts?search=runs')).items).toEqual([]);
  await create(plain.key, 'only logs', [log]).expect(201);
  await create(able.key, 'runs', [script, log, renewal]).expect(201);
});

it('lets others change the rest of such an alert, take its handlers off, and neither add nor copy them', async () => {
  const { body: alert } = await create(able.key, 'shared', [script]).expect(201);
  const { body: renamed } = await change(alert, { name: 'renamed', thresholds: [60] }).expect(200);
  const other = { ...script, settings: { scriptName: 'restart', parameters: { host: '{cn}' } } };
  expect((await change(renamed, { handlers: [other] }).expect(403)).body.missing).toEqual(['scripts:execute']);
  expect((await change(renamed, { handlers: [script, renewal] }).expect(403)).body.missing).toEqual([
    'certificates:renew',
  ]);
  await scene.call('post', `/alerts/${alert.uuid}/copy`, plain.key).expect(403);
  await scene.call('post', `/alerts/${alert.uuid}/copy`, able.key).expect(201);
  const { body: both } = await change(renamed, { handlers: [log, { ...script, name: 'same' }] }).expect(200);
  const { body: less } = await change(both, { handlers: [log] }).expect(200);
  await change(less, { handlers: [log, script] }).expect(403);
});
