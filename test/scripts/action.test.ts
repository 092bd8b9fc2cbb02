/** `runScript` as an action of triggers, from the upload to the record of the firing. */
/* eslint-disable @typescript-eslint/no-explicit-any -- answers are looked at as they come */
import { setTimeout as sleep } from 'node:timers/promises';
import { createScene, eventually } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

const product = productOfFile();
const scene = createScene(() => product());
type Json = Record<string, any>;

async function script(name: string, content: string, more: Json = {}): Promise<void> {
  await scene.make('/scripts', { name, runtime: 'bash', content, categories: ['workflow'], ...more });
}

/** The firing of an upload under these actions, once nothing of it is open. */
async function fired(actions: readonly Json[]): Promise<{ firing: Json; certificate: Json; actions: Json[] }> {
  await scene.attach({ actions: [await scene.act(actions)] });
  const { body } = await scene.upload(buildCertificate()).expect(201);
  const { firingId } = (await scene.firingOf(body.uuid)) as { firingId: string };
  const firing: Json = await eventually('the end of the actions', async () => {
    const found: Json = await scene.read(`/event-history/${firingId}`);
    return found['status'] !== 'running' &&
      found['triggers'][0].actions.every((one: Json) => one['outcome'] !== 'pending')
      ? found
      : undefined;
  });
  return {
    firing,
    actions: firing['triggers'][0].actions,
    certificate: await scene.read(`/certificates/${body.uuid}`),
  };
}

const result = (json: string) => `printf '%s' '${json}' > "$CERTLOOM_RESULT"`;

it('gives the script the event and its parameters, and notes what came of it', async () => {
  await script('tell', 'cat "$CERTLOOM_INPUT"');
  const { firing, actions, certificate } = await fired([
    { type: 'runScript', script: 'Tell', parameters: { cn: '$(certificate.cn)', n: 3, note: 'of $(event.code)' } },
  ]);
  expect(firing['status']).toBe('finished');
  expect(actions).toMatchObject([
    { type: 'runScript', outcome: 'ok', changed: false, scriptRun: { status: 'succeeded' } },
  ]);
  const run: Json = await scene.read(`/script-runs/${actions[0]!['scriptRun'].runId}`);
  expect(run).toMatchObject({
    ...{ context: 'service', taskQueue: 'scripts-service', mode: 'workflow', itemId: certificate['uuid'] },
    trigger: { kind: 'action', firingId: firing['firingId'] },
  });
  const given = JSON.parse(run['stdout'] as string) as Json;
  expect(given['context']).toMatchObject({ event: 'certificate_uploaded', objectUuid: certificate['uuid'] });
  expect(given['params']).toEqual({ cn: certificate['commonName'], n: 3, note: 'of certificate_uploaded' });
});

it('puts custom attributes that the script gives back onto the certificate', async () => {
  const { name } = (await scene.attribute({ resources: ['certificates'] })) as { name: string };
  await script('categorise', result(JSON.stringify({ customAttributes: { [name]: 'from the script' } })));
  const { actions, certificate } = await fired([{ type: 'runScript', script: 'categorise' }]);
  expect(actions).toMatchObject([{ outcome: 'ok', changed: true, after: { [name]: [{ data: 'from the script' }] } }]);
  expect(JSON.stringify(certificate['customAttributes'])).toContain('from the script');
  await script('wrong', result(JSON.stringify({ customAttributes: { nothing: 1 } })));
  const failed = await fired([{ type: 'runScript', script: 'wrong' }]);
  expect(failed.actions).toMatchObject([{ outcome: 'failed', errorCode: 'target_missing' }]);
});

it('stops what follows where it fails and is to stop, tries again as often as it is told', async () => {
  await script('fails', 'echo once; exit 3');
  await script('works', 'true');
  const { firing, actions } = await fired([
    { id: 'a', type: 'runScript', script: 'fails', onError: 'stop', retry: { maxAttempts: 2 } },
    { id: 'b', type: 'runScript', script: 'works' },
  ]);
  expect(firing['status']).toBe('finished_with_errors');
  expect(actions).toMatchObject([
    { outcome: 'failed', errorCode: 'script_failed', attempts: [{}, {}] },
    { outcome: 'skipped' },
  ]);
  const { items } = (await scene.read('/script-runs?script=fails')) as { items: Json[] };
  expect(items.map(({ attempt }) => attempt as number).sort()).toEqual([1, 2]);
  expect(((await scene.read('/script-runs?script=works')) as Json)['items']).toEqual([]);
});

it('S6 follows what the action says of errors where no worker has the runtime', async () => {
  await script('lacking', '"hi"', { runtime: 'pwsh' });
  for (const [onError, next] of [
    ['stop', 'skipped'],
    ['continue', 'ok'],
  ]) {
    const { firing, actions } = await fired([
      { id: 'a', type: 'runScript', script: 'lacking', onError },
      { id: 'b', type: 'runScript', script: 'works' },
    ]);
    expect(firing['status']).toBe('finished_with_errors');
    expect(actions).toMatchObject([{ outcome: 'failed', errorCode: 'runtime_unavailable' }, { outcome: next }]);
  }
});

it('goes on with what follows once it has worked', async () => {
  const { actions } = await fired([
    { id: 'a', type: 'runScript', script: 'works', onError: 'stop' },
    { id: 'b', type: 'runScript', script: 'works' },
  ]);
  expect(actions).toMatchObject([{ outcome: 'ok' }, { outcome: 'ok' }]);
});

it('holds up neither the next effect nor the closing of the firing, however long it takes', async () => {
  await script('slow', 'sleep 4');
  await scene.attach({
    actions: [
      await scene.act([
        { id: 'a', type: 'runScript', script: 'slow' },
        { id: 'b', type: 'runScript', script: 'works' },
        { id: 'c', type: 'runScript', script: 'slow', wait: false },
      ]),
    ],
  });
  const { body } = await scene.upload(buildCertificate()).expect(201);
  const { firingId } = (await scene.firingOf(body.uuid)) as { firingId: string };
  const read = async (): Promise<Json> => scene.read(`/event-history/${firingId}`);
  const seen = await eventually('the second script', async () => {
    const firing = await read();
    return firing['triggers'][0].actions[1].outcome === 'ok' ? firing : undefined;
  });
  expect(seen['status']).toBe('finished');
  expect(seen['triggers'][0].actions.map((one: Json) => one['outcome'])).toEqual(['pending', 'ok', 'ok']);
  await eventually('the first script', async () => (await read())['triggers'][0].actions[0].outcome === 'ok');
});

it('refuses what cannot work when a trigger is saved, and a script that is used when it is deleted', async () => {
  await script('shared', 'true', { categories: ['handler'] });
  const save = (action: Json) =>
    product()
      .call('post', '/triggers')
      .send({ name: 'x', event: 'discovery_finished', kind: 'action', actions: [{ type: 'runScript', ...action }] });
  const codes = async (action: Json) => {
    const { body } = await save(action).expect(422);
    return (body as Json)['errors'].map(({ pointer, code }: Json) => `${pointer as string} ${code as string}`);
  };
  expect(await codes({ script: 'absent' })).toEqual(['/actions/0/script target_missing']);
  expect(await codes({ script: 'shared' })).toEqual(['/actions/0/script wrong_category']);
  expect(await codes({ script: 'works', version: 7 })).toEqual(['/actions/0/version target_missing']);
  expect(await codes({ script: 'works', parameters: { a: ['$(nothing)'] } })).toEqual([
    '/actions/0/parameters/a/0 unknown_token',
  ]);
  // PowerShell takes both for one.
  expect(await codes({ script: 'works', parameters: { name: 1, Name: 2 } })).toEqual([
    '/actions/0/parameters/Name duplicate',
  ]);
  const { body } = await product().call('delete', '/scripts/works').set('If-Match', '"1"').expect(409);
  expect(body).toMatchObject({
    code: 'in_use',
    usedBy: expect.arrayContaining([expect.objectContaining({ kind: 'trigger' })]),
  });
});

it('needs scripts:execute of the user who attaches the trigger', async () => {
  const person = await scene.person(['triggers:read', 'trigger-sets:read', 'trigger-sets:write', 'certificates:write']);
  const act = await scene.act([{ type: 'runScript', script: 'works' }]);
  await expect(scene.attach({ actions: [act] }, person.key)).rejects.toThrow(/403.*scripts:execute/);
});

it('runs again with a replay of the firing, under a key of its own', async () => {
  const { firing } = await fired([{ type: 'runScript', script: 'works' }]);
  const before = ((await scene.read('/script-runs?script=works')) as Json)['items'].length as number;
  await product()
    .call('post', `/event-history/${firing['firingId']}/replay`)
    .send({ notifications: 'all' })
    .expect(202);
  await eventually('the run of the replay', async () => {
    const { items } = (await scene.read('/script-runs?script=works')) as Json;
    return items.length === before + 1 && items[0].status === 'succeeded';
  });
  await sleep(0);
});

it('runs by the clock as a job, whose execution names the run', async () => {
  await script('nightly', result('{"a": 1}'));
  await script('fails-nightly', 'exit 4');
  for (const [name, status] of [
    ['nightly', 'succeeded'],
    ['fails-nightly', 'failed'],
  ] as const) {
    const parameters = { script: name, parameters: { p: 1 } };
    const job = (await scene.make('/scheduled-jobs', {
      ...{ name: `job ${name}`, jobType: 'script', cron: '0 3 1 1 *', parameters },
    })) as Json;
    await product()
      .call('post', `/scheduled-jobs/${job['uuid'] as string}/run`)
      .expect(202);
    const execution = await eventually(
      'the end of the job',
      async () => {
        const { items } = (await scene.read(`/scheduled-jobs/${job['uuid'] as string}/executions`)) as {
          items: Json[];
        };
        return items[0]?.['endedAt'] == null ? undefined : items[0];
      },
      40_000,
    );
    expect(execution).toMatchObject({ status, result: { status, runId: expect.any(String) } });
    const run = (await scene.read(`/script-runs/${execution['result'].runId as string}`)) as Json;
    expect(run).toMatchObject({ context: 'service', trigger: { kind: 'job', jobId: job['uuid'] } });
  }
}, 90_000);
