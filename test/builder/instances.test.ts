/** Instances of the workflow builder on real engines: how they go on, fail, wait, and what people do with them. */
/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */
import type { Person } from '../acceptance/scene';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '../acceptance/scene';
import { productOfFile } from '../support/product';
import { createBuilderScene, isEnded, isWaiting, line, logOf, step } from './scene';

const product = productOfFile();
const builder = createBuilderScene(() => product());
const { define, start, until, signal, call, read } = builder;
const folder = mkdtempSync(path.join(tmpdir(), 'certloom-builder-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let ada: Person;
let bob: Person;
let eve: Person;
beforeAll(async () => {
  const { scene } = builder;
  const role = await scene.make('/roles', { name: 'Approver', permissions: [] });
  const make = async (username: string, roles: string[]): Promise<Person> => {
    const user = await scene.make('/users', { username, roles });
    const { key } = await scene.make('/api-keys', { name: username, user: user.uuid });
    return { uuid: user.uuid, username, key };
  };
  ada = await make('ada', [role.uuid]);
  bob = await make('bob', [role.uuid]);
  eve = await make('eve', []);
});

const script = (name: string, content: string, more: object = {}, outputs: object = {}, rest: object = {}) =>
  step(name, 'set_variables', { runtime: 'bash', content, ...more }, outputs, rest);
const approval = (change: object = {}, outputs: object = {}) =>
  step('Ask', 'require_approval', { roles: ['Approver'], ...change }, outputs);
const yes = { approved: true };
const linesOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []);

it('B2 lets instances finish on their version while new ones use the next', async () => {
  const wait = step('Wait', 'wait', { signalName: 'go' });
  const uuid = await define(line(wait));
  const first = await start(uuid);
  await until(first, isWaiting);
  const current = await call('get', `/builder/definitions/${uuid}`);
  const { name, type, startedBy } = current.body;
  const put = product()
    .call('put', `/builder/definitions/${uuid}`)
    .set('If-Match', current.headers['etag'] as string);
  await put.send({ name, type, startedBy, steps: line(), publish: true }).expect(200);
  const second = await until(await start(uuid), isEnded);
  expect([second['status'], second['definition'].version]).toEqual(['complete', 2]);
  expect((await signal(first, 'Wait.go', {})).status).toBe(200);
  const finished = await until(first, isEnded);
  expect([finished['status'], finished['definition'].version]).toEqual(['complete', 1]);
  expect(logOf(finished)).toContain('Wait 1 done continue');
});

it('B3 goes on by onError with the message, and fails without it', async () => {
  const broken = script('Break', 'echo "no such host" >&2; exit 3', {}, { onError: 'Note' });
  const steps = [
    ...line(broken),
    script('Note', 'true', { parameters: { text: '$(error.code) at $(error.step)' } }, { continue: 'End' }),
  ];
  const handled = await until(await start(await define(steps)), isEnded);
  expect(handled['status']).toBe('complete');
  expect(logOf(handled)).toContain('Break 1 failed onError');
  expect(handled['steps'].find(({ uniqueName }: any) => uniqueName === 'Note').inputs.parameters).toEqual({
    text: 'failed at Break',
  });
  const failed = await until(await start(await define(line(script('Break', 'exit 3')))), isEnded);
  expect([failed['status'], failed['errorCode'], failed['currentStep']]).toEqual(['failed', 'failed', 'Break']);
});

it('B4 restarts at the failed step without the steps before, under its id, as attempt 2', async () => {
  const [first, cause] = [path.join(folder, 'b4'), path.join(folder, 'b4-cause')];
  writeFileSync(cause, '');
  const steps = line(script('One', `echo x >> ${first}`), script('Two', `[ ! -e ${cause} ]`));
  const uuid = await start(await define(steps));
  expect((await until(uuid, isEnded))['status']).toBe('failed');
  rmSync(cause);
  await builder.ok('post', `/builder/instances/${uuid}/restart`, { from: 'failed_step' });
  const after = await until(uuid, isEnded);
  expect([after['uuid'], after['status'], after['attempt']]).toEqual([uuid, 'complete', 2]);
  expect(linesOf(first)).toEqual(['x']);
  expect(after['steps'].map(({ uniqueName, attempt, status }: any) => `${attempt} ${uniqueName} ${status}`)).toEqual([
    ...['1 Begin done', '1 One done', '1 Two failed', '2 Two done', '2 End done'],
  ]);
});

it('B5 restarts from the beginning under a new id, and the old one is over', async () => {
  const uuid = await start(await define(line(approval())));
  await until(uuid, isWaiting);
  const next = await builder.ok('post', `/builder/instances/${uuid}/restart`, { from: 'beginning' });
  expect(next['uuid']).not.toBe(uuid);
  expect(await read(uuid)).toMatchObject({ status: 'cancelled_for_restart', restartedAs: next['uuid'] });
  await until(next['uuid'] as string, isWaiting);
  expect((await signal(next['uuid'] as string, 'Ask.ApprovalStatus', yes, ada.key)).status).toBe(200);
  expect((await until(next['uuid'] as string, isEnded))['status']).toBe('complete');
  const again = await call('post', `/builder/instances/${next['uuid']}/restart`, { from: 'failed_step' });
  expect([again.status, again.body.code]).toEqual([409, 'invalid_state']);
});

it('B6 kills the script of an instance that is stopped', async () => {
  const pidFile = path.join(folder, 'b6');
  const uuid = await start(await define(line(script('Long', `echo $$ > ${pidFile}; sleep 100`))));
  const pid = await eventually('the script', async () => linesOf(pidFile)[0], 60_000);
  const stopped = await builder.ok('post', `/builder/instances/${uuid}/stop`);
  expect(stopped['status']).toBe('cancelled');
  await eventually('the end of the script', async () => !existsSync(`/proc/${pid}`), 60_000);
  const after = await read(uuid);
  expect(logOf(after)).toContain('Long 1 cancelled null');
  const { runId } = after['steps'].at(-1);
  await eventually(
    'its record',
    async () => (await builder.ok('get', `/script-runs/${runId}`))['status'] === 'cancelled',
  );
  expect((await call('delete', `/builder/instances/${uuid}`)).status).toBe(204);
  expect((await call('get', `/builder/instances/${uuid}`)).status).toBe(404);
});

it('B7 counts two approvals of the same moment, and goes on within seconds', async () => {
  const uuid = await start(await define(line(approval({ minimumApprovals: 2 }))));
  await until(uuid, isWaiting);
  const at = Date.now();
  const answers = await Promise.all(
    [ada, bob].map(({ key }) => signal(uuid, 'Ask.ApprovalStatus', { ...yes, comment: 'fine' }, key)),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const after = await until(uuid, isEnded);
  expect(Date.now() - at).toBeLessThan(10_000);
  expect(after['status']).toBe('complete');
  expect(after['variables']).toEqual({ approvalsignalcmnts: 'fine\nfine' });
  expect(after['steps'][1].outputs.decisions.map(({ by }: any) => by).sort()).toEqual(['ada', 'bob']);
});

it('B8 leaves by onReject at one denial and by onTimeout after its time, and refuses others and who asked', async () => {
  const ends = { onReject: 'No', onTimeout: 'Late' };
  const steps = (change: object) => [
    ...line(approval({ minimumApprovals: 2, ...change }, ends)),
    step('No', 'end', { result: 'rejected' }),
    step('Late', 'end', { result: 'complete' }),
  ];
  const denied = await start(await define(steps({})));
  await until(denied, isWaiting);
  await signal(denied, 'Ask.ApprovalStatus', yes, ada.key);
  expect((await signal(denied, 'Ask.ApprovalStatus', { approved: false }, ada.key)).status).toBe(409);
  expect((await signal(denied, 'Ask.ApprovalStatus', yes, eve.key)).status).toBe(403);
  await signal(denied, 'Ask.ApprovalStatus', { Approved: 'False', Comment: 'no' }, bob.key);
  const rejected = await until(denied, isEnded);
  expect([rejected['status'], logOf(rejected)[1]]).toEqual(['rejected', 'Ask 1 done onReject']);

  const late = await until(await start(await define(steps({ timeout: 'PT1S' }))), isEnded);
  expect([late['status'], logOf(late)[1]]).toEqual(['complete', 'Ask 1 timed_out onTimeout']);

  const { scene } = builder;
  const roles = [
    (await scene.make('/roles', { name: 'starter', permissions: ['builder:execute', 'builder:read'] })).uuid,
  ];
  roles.push((await scene.read('/roles?name=Approver')).items[0].uuid);
  const cy = await scene.make('/users', { username: 'cy', roles });
  const { key } = await scene.make('/api-keys', { name: 'cy', user: cy.uuid });
  const definition = await define(line(approval()));
  const own = await start(definition, {}, key);
  await until(own, isWaiting);
  const refused = await signal(own, 'Ask.ApprovalStatus', yes, key);
  expect([refused.status, refused.body.code]).toEqual([403, 'self_approval']);
  expect(await read(own)).toMatchObject({ status: 'suspended', received: [] });
});

it('B9 answers 409 to a signal for a step that does not wait, and changes nothing', async () => {
  const steps = line(step('Wait', 'wait', { signalName: 'go' }), approval());
  const uuid = await start(await define(steps));
  const before = await until(uuid, isWaiting);
  for (const key of [undefined, bob.key]) {
    const answer = await signal(uuid, 'Ask.ApprovalStatus', yes, key);
    expect([answer.status, answer.body.code]).toEqual([409, 'invalid_state']);
  }
  expect(await read(uuid)).toEqual(before);
});

it('B23 goes on with the data of a signal that comes in time, else by onTimeout', async () => {
  const wait = (timeout: string) => [
    ...line(step('Wait', 'wait', { signalName: 'go', timeout, resultVariable: 'answer' }, { onTimeout: 'Late' })),
    step('Late', 'end', { result: 'rejected' }),
  ];
  const uuid = await start(await define(wait('PT1H')));
  await until(uuid, isWaiting);
  await signal(uuid, 'Wait.go', { ticket: 7, list: [{ a: 'b' }] });
  const told = await until(uuid, isEnded);
  expect([told['status'], told['variables'].answer]).toEqual(['complete', { ticket: 7, list: [{ a: 'b' }] }]);
  const late = await until(await start(await define(wait('PT1S'))), isEnded);
  expect([late['status'], logOf(late)[1]]).toEqual(['rejected', 'Wait 1 timed_out onTimeout']);
});

it('takes a signal by a one-time hook that an earlier step has sent on', async () => {
  const file = path.join(folder, 'hook');
  const steps = line(
    script('Send', `grep -o 'http[^"]*' "$CERTLOOM_INPUT" > ${file}`, { parameters: { url: '$(callback)' } }),
    step('Wait', 'wait', { signalName: 'go', hookVariable: 'callback', resultVariable: 'answer' }),
  );
  const uuid = await start(await define(steps));
  const waiting = await until(uuid, isWaiting);
  const url = new URL(linesOf(file)[0]!);
  expect(JSON.stringify(waiting)).not.toContain(url.pathname);
  const post = (pathname: string, body: unknown) =>
    fetch(`${product().api.url}${pathname}`, {
      ...{ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
    });
  expect((await post(`${url.pathname.slice(0, -1)}_`, {})).status).toBe(404);
  expect((await post(url.pathname, { done: true })).status).toBe(204);
  expect((await until(uuid, isEnded))['variables'].answer).toEqual({ done: true });
  expect((await post(url.pathname, { done: true })).status).toBe(404);
});

it('B24 shows everybody their own instances and those that wait for their roles', async () => {
  const uuid = await start(await define(line(approval())));
  await until(uuid, isWaiting);
  const listed = async (list: string, key: string) => {
    const { items } = await builder.ok('get', `/builder/instances/${list}?limit=200`, undefined, key);
    return items.map((one: any) => one.uuid);
  };
  expect(await listed('assigned', ada.key)).toContain(uuid);
  expect(await listed('assigned', eve.key)).toEqual([]);
  expect(await listed('mine', ada.key)).toEqual([]);
  expect(await listed('mine', product().adminKey)).toContain(uuid);
  expect((await call('get', `/builder/instances/${uuid}`, undefined, eve.key)).status).toBe(404);
  expect((await call('get', `/builder/instances/${uuid}`, undefined, ada.key)).status).toBe(200);
  expect((await call('get', '/builder/instances', undefined, eve.key)).status).toBe(403);
  const { items } = await builder.ok('get', '/builder/instances?status=suspended&count=true');
  expect(items.map((one: any) => one.uuid)).toContain(uuid);
});

it('B10 goes on after its worker has stopped in the middle, and does nothing twice', async () => {
  const file = path.join(folder, 'b10');
  const uuid = await start(
    await define(line(script('One', `echo x >> ${file}`), approval(), script('Two', `echo y >> ${file}`))),
  );
  await until(uuid, isWaiting);
  await product.restart();
  expect((await signal(uuid, 'Ask.ApprovalStatus', yes, ada.key)).status).toBe(200);
  expect((await until(uuid, isEnded))['status']).toBe('complete');
  expect(linesOf(file)).toEqual(['x', 'y']);
});
