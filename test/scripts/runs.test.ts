/** Runs of scripts through the API, the workflow and a real runner. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestProduct, type TestProduct } from '../support/product';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct();
});
afterAll(() => product?.close());

type Json = Record<string, unknown>;

async function script(name: string, runtime: string, content: string, more: Json = {}): Promise<void> {
  await product
    .call('post', '/scripts')
    .send({ name, runtime, content, ...more })
    .expect(201);
}

async function start(name: string, body: Json = {}): Promise<string> {
  const answer = await product.call('post', `/scripts/${name}/test`).send({ execute: true, mode: 'workflow', ...body });
  expect([answer.status, answer.body]).toMatchObject([202, { runId: expect.any(String) }]);
  return (answer.body as { runId: string }).runId;
}

async function ended(runId: string, limitMs = 20_000): Promise<Json> {
  for (const until = Date.now() + limitMs; ; await sleep(100)) {
    const { body } = await product.call('get', `/script-runs/${runId}`).expect(200);
    const run = body as Json;
    if (!['waiting', 'running'].includes(String(run['status']))) return run;
    if (Date.now() > until) throw new Error(`still ${JSON.stringify(run)}`);
  }
}

const run = async (name: string, body: Json = {}) => ended(await start(name, body));

it('runs a script for real and records what it printed, gave back and took', async () => {
  await script('hello', 'bash', 'echo "hi $CERTLOOM_RUN_ID"; echo no >&2; echo \'{"a": 1}\' > "$CERTLOOM_RESULT"');
  const done = await run('hello');
  expect(done).toMatchObject({
    ...{ script: 'hello', version: 1, runtime: 'bash', status: 'succeeded', exitCode: 0, context: 'api' },
    ...{ stdout: `hi ${String(done['runId'])}\n`, stderr: 'no\n', result: { a: 1 }, attempt: 1, error: null },
    ...{ taskQueue: 'scripts-api', host: expect.any(String), osUser: expect.any(String) },
    workerIdentity: expect.stringContaining('@'),
  });
});

it('S6 takes a script that no worker can run with a warning, and then names worker, host, queue and runtime', async () => {
  const body = { name: 'shell', runtime: 'pwsh', content: '"hi"' };
  const saved = await product.call('post', '/scripts').send(body).expect(201);
  expect((saved.body as Json)['warnings']).toMatchObject([{ pointer: '/runtime', code: 'runtime_unavailable' }]);
  const done = await run('shell');
  expect(done['status']).toBe('runtime_unavailable');
  const { message } = done['error'] as { message: string };
  for (const part of [done['workerIdentity'], done['host'], 'scripts-api', 'pwsh']) expect(message).toContain(part);
});

it('S10 keeps variables of the worker from scripts, and masks what it gives them', async () => {
  process.env['DB_PASSWORD'] = 'the-password-of-the-worker';
  await product.call('put', '/secrets/token').send({ secret: 'granted-secret-value' }).expect(201);
  await script('env', 'bash', 'env; cat "$CERTLOOM_INPUT"', { secrets: ['token'] });
  const done = await run('env');
  delete process.env['DB_PASSWORD'];
  expect(done['status']).toBe('succeeded');
  expect(done['stdout']).not.toContain('the-password-of-the-worker');
  expect(done['stdout']).not.toContain('granted-secret-value');
  expect(done['stdout']).toContain('***');
});

it('says which secret is not there, and for whom', async () => {
  await product
    .call('put', '/secrets/gone')
    .send({ secret: 'x'.repeat(20) })
    .expect(201);
  await script('wants', 'bash', 'true', { secrets: ['gone'] });
  await product.foundation.db.collection('secrets').deleteOne({ name: 'gone' });
  const done = await run('wants');
  expect(done).toMatchObject({ status: 'secret_unavailable', error: { message: expect.stringContaining('"gone"') } });
});

it('shows what a script would be given without running or recording anything', async () => {
  await script('dry', 'bash', 'true', {
    parameters: [
      { name: 'to', required: true },
      { name: 'n', default: 3 },
    ],
  });
  const { body } = await product
    .call('post', '/scripts/dry/test')
    .send({ parameters: { TO: 'for $(who.name)', x: '$(nobody)' }, context: { who: { name: 'ada' } } })
    .expect(200);
  expect(body).toMatchObject({
    parameters: { TO: 'for ada', n: 3, x: '' },
    missing: [],
    unresolved: ['nobody'],
    runId: null,
  });
  const { body: runs } = await product.call('get', '/script-runs?script=dry').expect(200);
  expect(runs).toMatchObject({ items: [] });
  await product.call('post', '/scripts/dry/test').send({ execute: true }).expect(422);
});

it('cancels a run, and nothing of it is left', async () => {
  await script('long', 'bash', 'echo started; sleep 300');
  const runId = await start('long');
  for (;;) {
    const { body } = await product.call('get', `/script-runs/${runId}`).expect(200);
    if ((body as Json)['stdout'] === 'started\n') break;
    await sleep(100);
  }
  await product.call('post', `/script-runs/${runId}/cancel`).expect(202);
  expect(await ended(runId)).toMatchObject({ status: 'cancelled', stdout: 'started\n' });
  const { body } = await product.call('post', `/script-runs/${runId}/cancel`).expect(409);
  expect(body).toMatchObject({ code: 'invalid_state' });
});

it('lets others follow the output as it comes, until the run has ended', async () => {
  await script('slow', 'bash', 'for i in 1 2 3; do echo "line $i"; sleep 0.6; done; echo end >&2');
  const runId = await start('slow');
  const response = await fetch(`${product.api.url}/api/v1/script-runs/${runId}/output`, {
    headers: { authorization: `Bearer ${product.adminKey}` },
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const came: number[] = [];
  let all = '';
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    came.push(Date.now());
    all += piece;
  }
  const of = (stream: string) =>
    [...all.matchAll(new RegExp(`event: ${stream}\\ndata: (.*)\\n`, 'g'))]
      .map(([, data]) => (JSON.parse(data!) as { text: string }).text)
      .join('');
  expect(of('stdout')).toBe('line 1\nline 2\nline 3\n');
  expect(of('stderr')).toBe('end\n');
  expect(all).toMatch(/event: end\ndata: \{"status":"succeeded","exitCode":0\}\n\n$/);
  expect(came.at(-1)! - came[0]!).toBeGreaterThan(800);
});

it('needs scripts:execute for what runs', async () => {
  const role = await product
    .call('post', '/roles')
    .send({ name: 'readers', permissions: ['scripts:read'] })
    .expect(201);
  const user = await product
    .call('post', '/users')
    .send({ username: 'reader', roles: [(role.body as Json)['uuid']] })
    .expect(201);
  const key = await product
    .call('post', '/api-keys')
    .send({ name: 'reader', user: (user.body as Json)['uuid'] })
    .expect(201);
  const secret = String((key.body as Json)['secret'] ?? (key.body as Json)['key']);
  await product
    .call('post', '/scripts/dry/test', secret)
    .send({ parameters: { to: 'x' } })
    .expect(200);
  await product
    .call('post', '/scripts/dry/test', secret)
    .send({ parameters: { to: 'x' }, execute: true })
    .expect(403);
});
