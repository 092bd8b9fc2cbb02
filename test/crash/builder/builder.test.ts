/**
 * Workers are killed while they carry out instances of the workflow builder, with steps of every kind: certificates are
 * asked for, told of, renewed and revoked through three definitions. 8 kills on every build; `npm run test:long -- builder`
 * makes 200 through the same code.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stepKinds } from '../../../src/services/builder/steps/kinds';
import { createScene, eventually, type Person } from '../../acceptance/scene';
import { requestFor } from '../../authorities/scene';
import { createBuilderScene, type Json } from '../../builder/scene';
import { createRandom } from '../../hostile/generate';
import { startMailCatcher, type MailCatcher } from '../../notifications/support/smtp';
import { scriptWorkersOfFile, type ScriptWorker } from '../../scripts/script-workers';
import { createEffects, faultsOf } from './effects';
import { enrollmentGraph, madeBy, mainGraph, revocationGraph, takenBy, wayThrough } from './graphs';
import { startReceiver, type Receiver } from './receiver';

const isLong = process.env['CERTLOOM_TEST_LONG'] === '1';
const kills = Number(process.env['CERTLOOM_TEST_KILLS'] ?? (isLong ? 200 : 8));
const seed = Number(process.env['CERTLOOM_TEST_SEED'] ?? randomBytes(3).readUIntBE(0, 3));
const settleLimitMs = 300_000;
const say = (text: string) => process.stderr.write(`[builder crash] ${text}\n`);

let mail: MailCatcher;
let receiver: Receiver;
beforeAll(async () => {
  [mail, receiver] = await Promise.all([startMailCatcher(), startReceiver()]);
});
const env = () => ({
  SMTP_URL: `smtp://127.0.0.1:${mail.port}?tls=none`,
  CERTLOOM_EVENT_LOG_SINKS: 'file',
  CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1',
});
const { product, folder, start, script } = scriptWorkersOfFile({
  ...{ serves: ['scan'], env },
  // A worker may die between the row of an instance and its run: the row is found when house is kept.
  tidyEveryMs: 2_000,
});
afterAll(async () => {
  await Promise.all([mail.close(), receiver.close()]);
});
const scene = createScene(() => product());
const builder = createBuilderScene(() => product());
const marks = path.join(folder, 'effects');
const work = `echo "$CERTLOOM_RUN_ID" >> ${marks}; sleep 0.$((RANDOM % 10)); echo '{"n": 1}' > "$CERTLOOM_RESULT"`;
const rows = (collection: string) => product().foundation.db.collection<Json>(collection);

/** A certificate from its request to its revocation, each through an instance. */
interface Life {
  readonly request: string;
  readonly name: string;
  enrollment?: string;
  certificate?: string;
  main?: string;
  renewed?: string;
  /** The renewal is a request, too, and goes through the definition of enrollments. */
  renewal?: string;
  revocation?: string;
  revocationInstance?: string;
}

it('runs every kind of step that can be run', () => {
  const graphs = [...mainGraph({ receiver: '', work }), ...enrollmentGraph(), ...revocationGraph()];
  const used = new Set(graphs.map(({ type }) => String(type)));
  // What an import could not translate: it is not published.
  expect(stepKinds.map(({ code }) => code).filter((code) => !used.has(code))).toEqual(['placeholder']);
});

it('B10 goes on after every kill, and no finished step has its effect twice', async () => {
  say(`${kills} kills, seed ${seed}: CERTLOOM_TEST_SEED has the same moments again`);
  const random = createRandom(seed);
  await script('effect', work, { categories: ['workflow'] });
  const role = await scene.make('/roles', { name: 'Approver', permissions: [] });
  const people: Person[] = [];
  for (const username of ['ada', 'bob']) {
    const user = await scene.make('/users', { username, roles: [role.uuid] });
    const { key } = await scene.make('/api-keys', { name: username, user: user.uuid });
    people.push({ uuid: String(user.uuid), username, key: String(key) });
  }
  for (const name of [takenBy, madeBy])
    await scene.make('/custom-attributes', { name, contentType: 'string', resources: ['certificates'] });
  const authority = await scene.make('/authorities', { name: 'Inside', settings: { kind: 'builtin' } });
  const raProfile = (await scene.make('/ra-profiles', { name: 'web', authorityInstanceUuid: authority.uuid })).uuid;
  const ofProfile = { startedBy: 'type', keys: [{ raProfile }] };
  const graphs = {
    main: mainGraph({ receiver: receiver.url, work }),
    enrollment: enrollmentGraph(),
    revocation: revocationGraph(),
  };
  const definition = await builder.define(graphs.main);
  await builder.define(graphs.enrollment, { ...ofProfile, type: 'enrollment' });
  await builder.define(graphs.revocation, { ...ofProfile, type: 'revocation' });
  const serves = { CERTLOOM_WORKER_SERVES: 'certloom,delivery,scripts-api,scripts-service', ...env() };
  const workers: ScriptWorker[] = [await start(serves), await start(serves)];

  /** What people do: approve both at once, and give the signal; again as long as it waits. */
  async function answer(): Promise<void> {
    const page = await builder.ok('get', '/builder/instances?limit=200&status=suspended');
    for (const { uuid, signals } of page['items'] as Json[]) {
      for (const { signalKey } of signals as Json[]) {
        if (signalKey === 'Signal.go') await builder.signal(String(uuid), 'Signal.go', { n: 1 });
        else {
          const yes = { approved: true };
          await Promise.all(people.map(({ key }) => builder.signal(String(uuid), String(signalKey), yes, key)));
        }
      }
    }
  }

  /** What is known of an instance whose entry stands in no file. */
  async function traceOf(uuid: string | undefined): Promise<Json> {
    const [life] = lives.filter((one) => Object.values(one).includes(uuid));
    const instance = await rows('builder_instances').findOne({ _id: uuid } as Json);
    const entries = await rows('event_log_entries').find({ instanceId: uuid }).toArray();
    return { uuid, life, status: instance?.['status'], steps: instance?.['steps'], entries };
  }

  const lives: Life[] = [];
  async function beginLife(): Promise<void> {
    const name = `life-${lives.length}.example`;
    const body = { raProfile, csr: await requestFor([name]), fields: { other: 'as sent' } };
    lives.push({ name, request: String((await builder.ok('post', '/certificates/requests', body))['uuid']) });
  }
  const endOf = async (operation: string, state: string): Promise<Json | undefined> => {
    const found = await builder.ok('get', `/operations/${operation}`);
    if (found['finishedAt'] === null) return undefined;
    expect(found).toMatchObject({ state, errorCode: null });
    return found;
  };
  /** One step further, where what it waits for has come. @returns whether it is over */
  async function bring(life: Life): Promise<boolean> {
    if (life.certificate === undefined) {
      const issued = await endOf(life.request, 'issued');
      if (issued === undefined) return false;
      Object.assign(life, { certificate: issued['issuedCertificate'], enrollment: issued['instanceUuid'] });
    }
    life.main ??= await builder.start(definition, { itemUuid: life.certificate });
    if (life.revocation === undefined) {
      const { status, variables } = await builder.read(life.main);
      if (status === 'running' || status === 'suspended') return false;
      const { newCertificateId, operationId } = variables as Json;
      const { instanceUuid } = await builder.ok('get', `/operations/${String(operationId)}`);
      Object.assign(life, { renewed: newCertificateId, renewal: instanceUuid });
      const answered = await builder.ok('post', `/certificates/${life.certificate}/revoke`, { reason: 'superseded' });
      life.revocation = String(answered['uuid']);
    }
    const revoked = await endOf(life.revocation, 'revoked');
    if (revoked !== undefined) life.revocationInstance = String(revoked['instanceUuid']);
    return revoked !== undefined;
  }
  const open = new Set<Life>();
  async function turn(): Promise<void> {
    await answer();
    for (const life of open) if (await bring(life)) open.delete(life);
  }

  for (let kill = 0; kill < kills; kill += 1) {
    await beginLife();
    open.add(lives.at(-1)!);
    await sleep(100 + random(2_000));
    const one = kill % 2;
    await workers[one]!.kill();
    workers[one] = await start(serves);
    await turn();
    if (kill % 20 === 19) say(`${kill + 1} kills, ${open.size} of ${lives.length} certificates under way`);
  }
  await eventually(
    'the end of all instances',
    async () => {
      await turn();
      if (open.size > 0) await sleep(2_000);
      return open.size === 0;
    },
    settleLimitMs + kills * 5_000,
  );
  const instances = await eventually('the end of the instances of operations', async () => {
    const uuids = lives.flatMap(({ enrollment, main, renewal, revocationInstance }) => [
      ...[enrollment, main, renewal, revocationInstance],
    ]);
    const found = await rows('builder_instances').countDocuments({ endedAt: { $ne: null } });
    if (found < uuids.length) await sleep(1_000);
    return found >= uuids.length && uuids;
  });
  expect(await rows('builder_instances').countDocuments({})).toBe(instances.length);

  const effects = createEffects({
    ...{ mail, receiver, marks },
    dataFolders: () => [
      product().foundation.config.dataDir,
      ...readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => path.join(folder, name)),
    ],
  });
  // What a killed process has not written to the file, another one writes later.
  const unwritten = () => {
    const logged = effects.logged();
    return instances.filter((uuid) => logged(String(uuid)) === 0);
  };
  await eventually(
    'every entry in a file',
    async () => {
      const isThere = unwritten().length === 0;
      if (!isThere) await sleep(1_000);
      return isThere;
    },
    settleLimitMs,
  ).catch(async (error: Error) => {
    throw new Error(`${error.message}: ${JSON.stringify(await Promise.all(unwritten().map(traceOf)))}`);
  });
  const counts = {
    ...{ logged: effects.logged(), asked: effects.asked(), told: effects.told(), called: effects.called() },
    ran: effects.ran(),
  };
  const faults: string[] = [];
  let lost = 0;
  const look = async (uuid: string | undefined, graph: Json[]) => {
    const seen = faultsOf(await builder.read(String(uuid)), wayThrough(graph), counts);
    faults.push(...seen.faults);
    lost += seen.lost;
  };
  for (const life of lives) {
    await look(life.enrollment, graphs.enrollment);
    await look(life.main, graphs.main);
    await look(life.renewal, graphs.enrollment);
    await look(life.revocationInstance, graphs.revocation);
    const certificate = await scene.read(`/certificates/${life.certificate}`);
    const valueOf = (wanted: string) =>
      (certificate.customAttributes as Json[]).find(({ name }) => name === wanted)?.['content'][0].data as unknown;
    expect([certificate.state, valueOf(madeBy), valueOf(takenBy)]).toEqual(['revoked', life.enrollment, life.main]);
    const renewed = await scene.read(`/certificates/${life.renewed}`);
    const madeByRenewal = (renewed.customAttributes as Json[]).find(({ name }) => name === madeBy);
    expect(madeByRenewal?.['content'][0].data).toBe(life.renewal);
    const { successors } = await scene.read(`/certificates/${life.certificate}/relations`);
    expect((successors as Json[]).map((one) => one['certificate'].uuid as string)).toEqual([life.renewed]);
    const operation = await rows('operations').findOne({ _id: life.request } as Json);
    expect(operation?.['order'].fields).toEqual({ other: 'as sent', asked: life.enrollment });
  }
  const runs = await rows('script_runs').find({}).toArray();
  say(`${instances.length} instances, ${runs.length} runs of scripts, ${lost} steps lost with their worker`);
  expect(faults).toEqual([]);
  expect(runs).toHaveLength(3 * lives.length);
  expect(effects.callKeys()).toBe(receiver.calls.length);
  // What the authority has made: a first certificate and its renewal, each once, and one revocation.
  expect(await rows('issued_certificates').countDocuments({ authority: authority.uuid })).toBe(2 * lives.length);
  expect(await rows('revoked_certificates').countDocuments({ authority: authority.uuid })).toBe(lives.length);
  expect(await rows('operations').countDocuments({})).toBe(3 * lives.length);
  for (const worker of workers) await worker.stop();
}, 7_200_000);
