import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { contextKeyFile, payloadKeyText } from '../../src/cli/keys/commands';
import { loadConfig } from '../../src/config/config';
import type { SecurityContext } from '../../src/domain/scripts/runtime';
import { openForContext, privateContextKeys } from '../../src/secrets/context-keys';
import { createSecretBox } from '../../src/secrets/secret-box';
import { createPrepareRuns } from '../../src/services/scripts/prepare';
import { createScriptLibrary } from '../../src/services/scripts/library';
import { loadFrom } from '../../src/services/scripts/loaded-script';
import { connectStore } from '../../src/store/database/connection';
import { startScriptRun } from '../../src/temporal/runs/scripts';
import { folderOf, freeAccounts, readAs, startWorkerAs, whyNotSeparable, type WorkerOfAccount } from './accounts';
import { buildCertificate } from '../hostile/certificate-builder';
import { startInstallation, until, type Installation } from './installation';
import { makeNarrowUser } from './narrow-user';

type Json = Record<string, unknown>;

const why = whyNotSeparable();
if (why !== undefined) process.stderr.write(`${__filename}: ${why}\n`);
const suite = why === undefined ? describe : describe.skip;

suite('two workers of scripts under two OS accounts', () => {
  const [apiUser, serviceUser] = why === undefined ? (freeAccounts(2) as [number, number]) : [0, 0];
  const users: Readonly<Record<SecurityContext, number>> = { api: apiUser, service: serviceUser };
  const home = mkdtempSync(path.join(tmpdir(), 'certloom-accounts-'));
  const dataDir = path.join(home, 'api-data');
  const keys = { api: contextKeyFile('api'), service: contextKeyFile('service') };
  const folders: Record<SecurityContext, string> = { api: '', service: '' };
  const workers: Partial<Record<SecurityContext, WorkerOfAccount>> = {};
  let installation: Installation;
  let payloadKey: string;
  /** Of the user with the role of deploy/scripts-role.json; undefined where the database knows no roles. */
  let narrowUri: string | undefined;

  function start(context: SecurityContext, more: Readonly<Record<string, string>> = {}): void {
    const uid = users[context];
    const folder = folderOf(uid, path.join(home, context), { 'context.key': keys[context], 'payload.key': payloadKey });
    folders[context] = folder;
    workers[context] = startWorkerAs(uid, {
      ...installation.engines,
      ...(narrowUri === undefined ? {} : { MONGODB_URI: narrowUri }),
      CERTLOOM_WORKER_SERVES: `scripts-${context}`,
      CERTLOOM_CONTEXT_KEY_FILE: path.join(folder, 'context.key'),
      CERTLOOM_PAYLOAD_KEY_FILE: path.join(folder, 'payload.key'),
      CERTLOOM_DATA_DIR: folder,
      TMPDIR: folder,
      ...more,
    });
  }

  /** Starts a run of a stored script in a context, as its cause would. */
  async function run(script: string, securityContext: SecurityContext, params: Json = {}, cause = ''): Promise<Json> {
    const { stores, client, queueName, now } = installation.foundation;
    const { prepare } = createPrepareRuns({
      ...{ runs: stores.scriptRuns, load: loadFrom(createScriptLibrary({ scripts: stores.scripts })), now },
      scheduleToStartSeconds: async () => 60,
    });
    const plan = await prepare({
      ...{
        actionKey: `${script} ${securityContext}${cause}`,
        script: { kind: 'stored', name: script, version: 'latest' },
      },
      ...{ mode: 'workflow', context: {}, params, trigger: { kind: 'test' }, securityContext },
      ...{ itemId: null, recipient: null },
    });
    await startScriptRun(client, queueName, plan, 10_000);
    return until(`the run of ${script} in ${securityContext}`, async () => {
      const { body } = await installation.call('get', `/script-runs/${plan.runId}`).expect(200);
      return ['waiting', 'running'].includes(String(body.status)) ? undefined : (body as Json);
    });
  }

  /** Returns what the answer warns of. */
  async function store(name: string, content: string, more: Json = {}): Promise<unknown> {
    const parameters = [{ name: 'paths', description: '' }];
    const { body } = await installation
      .call('post', '/scripts')
      .send({ name, runtime: 'bash', content, parameters, ...more })
      .expect(201);
    return body.warnings;
  }

  beforeAll(async () => {
    // Others may look for what is in here, and find the folders closed.
    chmodSync(home, 0o755);
    const publicKeys = Object.values(keys).map((file) => /clc_public_\S+/.exec(file)![0]);
    installation = await startInstallation(dataDir, { CERTLOOM_CONTEXT_PUBLIC_KEYS: publicKeys.join(',') });
    payloadKey = payloadKeyText({ CERTLOOM_DATA_DIR: dataDir });
    narrowUri = await makeNarrowUser(installation);
    if (narrowUri === undefined) process.stderr.write(`${__filename}: the database has no roles: users not narrowed\n`);
    const own = folderOf(apiUser, path.join(home, 'own'), { 'own-token': 'of the account\n' });
    start('api', { CERTLOOM_SCRIPT_SECRETS_DIR: own, CERTLOOM_WORKER_PORT: '0' });
    start('service', { CERTLOOM_OUTBOUND_ALLOW: '127.0.0.0/8' });
    await until('both workers', async () => {
      const { body } = await installation.call('get', '/workers?state=running').expect(200);
      const contexts = (body.items as { contexts: string[] }[]).flatMap((worker) => worker.contexts);
      return contexts.length === 2 ? true : undefined;
    }).catch((error: Error) => {
      throw new Error(`${error.message}\n${workers.api?.log()}\n${workers.service?.log()}`);
    });
  });

  afterAll(async () => {
    await Promise.all(Object.values(workers).map((worker) => worker.stop()));
    await installation?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  it('have started without the master key, each with its own account, queue and key', async () => {
    for (const context of ['api', 'service'] as const) {
      const { body } = await installation.call('get', `/workers?context=${context}`).expect(200);
      const [key] = privateContextKeys(loadConfig({ CERTLOOM_CONTEXT_KEY: keys[context] }).contextKey);
      expect(body.items).toEqual([
        expect.objectContaining({
          ...{
            state: 'running',
            osUser: String(users[context]),
            scriptAccount: String(users[context]),
            pid: workers[context]!.child.pid,
          },
          ...{ queues: [`scripts-${context}`], contexts: [context], contextKeys: [key!.id] },
          runtimes: expect.arrayContaining([expect.objectContaining({ runtime: 'bash', available: true })]),
        }),
      ]);
      expect(workers[context]!.log()).toContain(`workers poll scripts-${context}, without the master key`);
    }
    const { body } = await installation.call('get', '/health').expect(200);
    expect(body.warnings).toEqual([]);
  });

  it('cannot read the key of the other, nor the keys of the API, on disk or in its process', () => {
    const own = (context: SecurityContext) => path.join(folders[context], 'context.key');
    const closed = [path.join(dataDir, 'master.key'), `/proc/${process.pid}/environ`, `/proc/${process.pid}/mem`];
    for (const [context, other] of [
      ['api', 'service'],
      ['service', 'api'],
    ] as const) {
      const uid = users[context];
      expect(readAs(uid, own(context))).toBe('read');
      for (const file of [...closed, own(other), `/proc/${workers[other]!.child.pid}/environ`])
        expect([file, readAs(uid, file)]).toEqual([file, expect.stringMatching(/^E(ACCES|PERM)$/)]);
    }
    // Root is shown that these are the right files.
    expect(readFileSync(path.join(dataDir, 'master.key'), 'utf8').length).toBeGreaterThan(30);
    expect(readFileSync(own('service'), 'utf8')).toBe(keys.service);
  });

  it('have a user of the database that reads and changes what they need, and nothing else', async () => {
    if (narrowUri === undefined) return;
    const db = await connectStore(narrowUri);
    try {
      const tryTo = (work: () => Promise<unknown>) =>
        work().then(
          () => 'allowed',
          (error: Error & { code?: unknown }) => (error.code === 13 ? 'refused' : error.message),
        );
      const at = (name: string) => db.collection(name);
      const found = await Promise.all(
        ['certificates', 'users', 'api_keys', 'audit'].map((name) => tryTo(() => at(name).findOne({}))),
      );
      expect(found).toEqual(found.map(() => 'refused'));
      expect(await tryTo(() => at('scripts').findOne({}))).toBe('allowed');
      for (const name of ['scripts', 'script_versions', 'secrets', 'connections', 'settings', 'plugins']) {
        expect([name, await tryTo(() => at(name).updateOne({}, { $set: { x: 1 } }))]).toEqual([name, 'refused']);
        expect([name, await tryTo(() => at(name).insertOne({ x: 1 }))]).toEqual([name, 'refused']);
      }
      for (const name of ['script_runs', 'event_log_entries', 'workers', 'processes']) {
        expect([name, await tryTo(() => at(name).deleteMany({ x: 1 }))]).toEqual([name, 'refused']);
      }
    } finally {
      await db.close();
    }
  });

  it('cannot open what the database holds for the other, or for the API', async () => {
    await installation.call('put', '/secrets/of-both').send({ secret: 'value of both' }).expect(201);
    const row = (await installation.foundation.stores.secrets.byName('of-both'))!;
    const bound = `named secret ${row.uuid}`;
    const held = (context: SecurityContext) =>
      privateContextKeys(loadConfig({ CERTLOOM_CONTEXT_KEY: keys[context] }).contextKey);
    expect(openForContext(held('api'), row.sealedFor.api!, bound)).toBe('value of both');
    expect(openForContext(held('api'), row.sealedFor.service!, bound)).toBeUndefined();
    expect(openForContext(held('service'), row.sealedFor.api!, bound)).toBeUndefined();
    const box = createSecretBox([Buffer.from(payloadKey, 'base64url')]);
    expect(() => box.open(row.sealed, bound)).toThrow();
  });

  it('S12 run an alert that is tested for real and then scheduled, and the records show account, identity and queue', async () => {
    await store('who', 'echo "{\\"user\\": $(id -u)}" > "$CERTLOOM_RESULT"', { categories: ['handler'] });
    const day = 86_400_000;
    const uploaded = await installation.call('post', '/certificates/upload').send({
      certificate: buildCertificate({
        ...{ notBefore: new Date(Date.now() - 300 * day), notAfter: new Date(Date.now() + 10 * day) },
      }).toString('base64'),
    });
    expect(uploaded.status).toBe(201);
    const { body: alert } = await installation
      .call('post', '/alerts')
      .send({
        ...{ name: 'accounts', kind: 'expiration', schedule: { daily: { time: '03:00' } }, firstRun: 'fire' },
        handlers: [{ type: 'script', name: 'who', settings: { scriptName: 'who' } }],
      })
      .expect(201);
    const runOf = (context: SecurityContext) =>
      until(`the run of the alert in ${context}`, async () => {
        const { body } = await installation.call('get', `/alerts/${alert.uuid}/runs`).expect(200);
        const run = body.lastOfContexts[context] as Json | null;
        return run !== null && run['status'] !== 'running' ? run : undefined;
      });
    await installation.call('post', `/alerts/${alert.uuid}/test`).send({ execute: true }).expect(202);
    const tested = await runOf('api');
    await installation.foundation.client.schedule.getHandle(`alert-${alert.uuid}`).trigger();
    const scheduled = await runOf('service');
    expect(tested).toMatchObject({ status: 'finished', isTest: true, trigger: 'test', counts: { done: 1 } });
    expect(scheduled).toMatchObject({ status: 'finished', isTest: false, trigger: 'schedule', counts: { done: 1 } });

    const records = await Promise.all(
      (['api', 'service'] as const).map(async (context) => {
        const { body } = await installation.call('get', `/script-runs?script=who&context=${context}`).expect(200);
        expect(body.items).toHaveLength(1);
        return (await installation.call('get', `/script-runs/${body.items[0].runId}`).expect(200)).body as Json;
      }),
    );
    for (const [index, context] of (['api', 'service'] as const).entries()) {
      expect(records[index]).toMatchObject({
        ...{ status: 'succeeded', context, taskQueue: `scripts-${context}`, osUser: String(users[context]) },
        ...{ result: { user: users[context] }, trigger: { kind: 'alert', alertId: alert.uuid } },
      });
      expect(records[index]!['workerIdentity']).toContain(String(workers[context]!.child.pid));
    }
    expect(records[0]!['workerIdentity']).not.toBe(records[1]!['workerIdentity']);
  });

  it('S11 give a secret of the service to its scripts, and not to the same script in api', async () => {
    await installation
      .call('put', '/secrets/of-service')
      .send({ secret: 'only-for-the-service', contexts: ['service'] })
      .expect(201);
    const content = 'grep -c only-for-the-service "$CERTLOOM_INPUT"; cat "$CERTLOOM_INPUT"';
    await store('wants', content, { secrets: ['of-service'] });
    const served = await run('wants', 'service');
    expect(served).toMatchObject({ status: 'succeeded', stdout: expect.stringMatching(/^1\n.*\*\*\*/) });
    expect(JSON.stringify(served)).not.toContain('only-for-the-service');
    const refused = await run('wants', 'api');
    expect(refused['status']).toBe('secret_unavailable');
    const { message } = refused['error'] as { message: string };
    for (const part of ['of-service', 'api', `${workers.api!.child.pid}@`]) expect(message).toContain(part);
  });

  it('give secrets of their own account to their scripts, which nobody has stored', async () => {
    const warnings = await store('uses-own', 'grep -c "of the account" "$CERTLOOM_INPUT"', { secrets: ['own-token'] });
    expect(warnings).toEqual([]);
    expect(await run('uses-own', 'api')).toMatchObject({ status: 'succeeded', stdout: '1\n' });
    expect(await run('uses-own', 'service')).toMatchObject({
      ...{ status: 'secret_unavailable', error: { message: expect.stringMatching(/"own-token".*nobody has set it/) } },
    });
    const { body } = await installation.call('get', '/workers?context=api').expect(200);
    expect(body.items[0].ownSecrets).toEqual(['own-token']);
  });

  it('give connections to scripts of their context, with one token for all, and none of it to the other', async () => {
    const asked: string[] = [];
    const server = createServer((req, res) => {
      asked.push(`${req.url} ${req.headers.authorization?.split(' ')[0]}`);
      const token = { access_token: 'issued-token-816', token_type: 'Bearer', expires_in: 3_600 };
      res.setHeader('content-type', 'application/json').end(JSON.stringify(req.url === '/token' ? token : { id: 8 }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const auth = { type: 'oauth_client_credentials', tokenUrl: `${baseUrl}/token`, clientId: 'certloom' };
      const secret = { secret: 'client-secret-4712', contexts: ['service'] };
      await installation.call('put', '/secrets/desk-client').send(secret).expect(201);
      await installation
        .call('post', '/connections')
        .send({ name: 'desk', baseUrl, auth, secretRef: 'desk-client', allowedContexts: ['service'] })
        .expect(201);
      const content = `export default async ({ connections, http }) => {
        const { baseUrl, headers } = connections.desk;
        console.log(headers.authorization);
        return { ticket: (await http.post(baseUrl + '/tickets', { headers, body: {} })).body.id };
      };`;
      await store('opens-tickets', content, { runtime: 'node', connections: ['desk'] });
      const runs = await Promise.all(['a', 'b', 'c'].map((cause) => run('opens-tickets', 'service', {}, cause)));
      for (const one of runs) {
        expect(one).toMatchObject({
          ...{ status: 'succeeded', result: { ticket: 8 }, stdout: 'Bearer ***\n', osUser: String(serviceUser) },
        });
      }
      expect(asked.sort()).toEqual(['/tickets Bearer', '/tickets Bearer', '/tickets Bearer', '/token Basic']);
      const kept = await installation.foundation.db.collection('connection_tokens').find({}).toArray();
      expect(kept).toHaveLength(1);
      expect(JSON.stringify([kept, runs])).not.toMatch(/issued-token-816|client-secret-4712/);
      expect(await run('opens-tickets', 'api')).toMatchObject({
        ...{ status: 'failed', error: { errorId: 'connection_unavailable' }, osUser: String(apiUser) },
      });
    } finally {
      server.close();
    }
  });

  it('answer probes where a port is set, and no metrics, for which an API key would be shown', async () => {
    const url = /status at (http:\S+?)["\s]/.exec(workers.api!.log())![1]!;
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ok', checks: { mongodb: 'ok', temporal: 'ok', worker: 'ok' } },
    ]);
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
  });

  it('let no script read what their accounts cannot', async () => {
    const files = [path.join(dataDir, 'master.key'), path.join(folders.service, 'context.key')];
    const processes = [process.pid, workers.service!.child.pid].map((pid) => `/proc/${pid}/environ`);
    const attempts = [...files, ...processes].map((file) => `cat '${file}' && echo OPEN || echo CLOSED`);
    await store('curious', attempts.join('\n'));
    const done = await run('curious', 'api');
    expect(done).toMatchObject({ status: 'succeeded', stdout: 'CLOSED\n'.repeat(4) });
  });

  it('do not start without the key of payloads, and say where it comes from', async () => {
    const keyless = startWorkerAs(apiUser, { ...installation.engines, CERTLOOM_WORKER_SERVES: 'scripts-api' });
    await until('its end', () => (keyless.child.exitCode === null ? undefined : true));
    expect(keyless.child.exitCode).toBe(78);
    expect(keyless.log()).toContain('CERTLOOM_PAYLOAD_KEY is not set');
    expect(keyless.log()).not.toContain('CERTLOOM_MASTER_KEY is not set');
  });

  it('end in order, and are shown as stopped', async () => {
    expect(await workers.service!.stop()).toBe(0);
    const { body } = await installation.call('get', '/workers?context=service').expect(200);
    expect(body.items).toEqual([expect.objectContaining({ state: 'stopped', osUser: String(serviceUser) })]);
    const { body: health } = await installation.call('get', '/health').expect(200);
    expect(health).toMatchObject({ status: 'degraded', warnings: [{ code: 'no_script_worker' }] });
    expect(health.warnings[0].detail).toContain('scripts-service');
  });
});
