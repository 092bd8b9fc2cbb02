/**
 * Workers are killed with scripts in flight, which firings and people have asked for. 8 kills on every build;
 * `npm run test:long -- scripts` makes 200 through the same code.
 */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptRun } from '../../src/domain/scripts/run-record';
import { createScene, eventually } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { createRandom } from '../hostile/generate';
import { processesOf, scriptWorkersOfFile, type ScriptWorker } from '../scripts/script-workers';
import { effectsIn } from './script-effects';
/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

const isLong = process.env['CERTLOOM_TEST_LONG'] === '1';
const kills = Number(process.env['CERTLOOM_TEST_KILLS'] ?? (isLong ? 200 : 8));
const seed = Number(process.env['CERTLOOM_TEST_SEED'] ?? randomBytes(3).readUIntBE(0, 3));
const uploadsPerKill = 3;
const settleLimitMs = 240_000;
const say = (text: string) => process.stderr.write(`[scripts crash] ${text}\n`);

const { product, folder, start, script, begin, runs } = scriptWorkersOfFile();
const scene = createScene(() => product());
const effects = path.join(folder, 'effects');

async function allRuns(): Promise<ScriptRun[]> {
  const rows = await product().foundation.db.collection('script_runs').find({}).toArray();
  return runs().findMany(rows.map(({ _id }) => String(_id)));
}

/** Faults of the runs of one cause, as words. */
function faultsOf(attempts: readonly ScriptRun[], written: ReadonlyMap<string, number>): string[] {
  const [first] = attempts;
  const last = attempts.at(-1)!;
  const many = attempts.length;
  const before = attempts.slice(0, -1);
  return [
    ...(first!.repeatable || many === 1 ? [] : [`${last.script} ran ${many} times`]),
    ...(before.every(({ status }) => status === 'worker_lost') ? [] : ['repeated without having been lost']),
    ...(last.status === 'succeeded' || (last.status === 'worker_lost' && (!last.repeatable || many === 5))
      ? []
      : [`${last.script} ended as ${last.status}: ${last.error?.message ?? ''}`]),
    ...attempts.flatMap(({ runId, status }) => {
      const times = written.get(runId) ?? 0;
      const isRight = status === 'succeeded' ? times === 1 : times <= 1;
      return isRight ? [] : [`a run that is ${status} had its effect ${times} times`];
    }),
  ];
}

it('E07 records each script whose worker is killed, repeats none that is not repeatable, and leaves no process', async () => {
  say(`${kills} kills, seed ${seed}: CERTLOOM_TEST_SEED has the same moments again`);
  const random = createRandom(seed);
  const content = `echo "$CERTLOOM_RUN_ID" >> ${effects}; sleep $((RANDOM % 2)).$((RANDOM % 10)); echo done`;
  for (const [name, repeatable] of [
    ['once', false],
    ['again', true],
  ] as const) {
    await script(name, content, { repeatable, categories: ['workflow'] });
  }
  const actions = [
    { id: 'once', type: 'runScript', script: 'once' },
    { id: 'again', type: 'runScript', script: 'again' },
  ];
  await scene.attach({ actions: [await scene.act(actions)] });
  const serves = { CERTLOOM_WORKER_SERVES: 'certloom,scripts-api,scripts-service' };
  const workers: ScriptWorker[] = [await start(serves), await start(serves)];

  const uploaded: string[] = [];
  const asked: string[] = [];
  for (let kill = 0; kill <= kills; kill += 1) {
    for (let index = 0; index < uploadsPerKill; index += 1) {
      const { body } = await scene.upload(buildCertificate()).expect(201);
      uploaded.push(String(body.uuid));
    }
    asked.push(await begin(kill % 2 === 0 ? 'once' : 'again'));
    if (kill === kills) break;
    await sleep(100 + random(1_500));
    const turn = kill % 2;
    await workers[turn]!.kill();
    workers[turn] = await start(serves);
  }
  say(`${uploaded.length} firings with two scripts each, ${asked.length} runs of people`);

  const isOpen = ({ status }: ScriptRun) => status === 'waiting' || status === 'running';
  const expected = 2 * uploaded.length + asked.length;
  const byCause = async () => {
    const found = new Map<string, ScriptRun[]>();
    for (const run of await allRuns()) found.set(run.actionKey, [...(found.get(run.actionKey) ?? []), run]);
    for (const attempts of found.values()) attempts.sort((a, b) => a.attempt - b.attempt);
    return found;
  };
  const isFollowed = (run: ScriptRun) => run.status === 'worker_lost' && run.repeatable && run.attempt < 5;
  const causes = await eventually(
    'the end of all runs',
    async () => {
      const found = await byCause();
      const ends = [...found.values()].map((attempts) => attempts.at(-1)!);
      return found.size === expected && !ends.some((run) => isOpen(run) || isFollowed(run)) ? found : undefined;
    },
    settleLimitMs,
  );
  const written = effectsIn(effects);
  const all = [...causes.values()].flat();
  const lost = all.filter(({ status }) => status === 'worker_lost');
  say(
    `${all.length} runs of ${causes.size} causes, ${lost.length} lost, ${all.filter(({ attempt }) => attempt > 1).length} repeated`,
  );
  expect([...causes.values()].flatMap((attempts) => faultsOf(attempts, written))).toEqual([]);
  expect(lost.length).toBeGreaterThan(0);

  for (const certificate of uploaded) {
    const firing: any = await scene.firingWhen(
      certificate,
      'whose actions have ended',
      ({ status, triggers }) =>
        status !== 'running' && triggers[0].actions.every((action: any) => action.outcome !== 'pending'),
    );
    for (const { scriptRun, outcome, errorCode } of firing.triggers[0].actions) {
      const run = all.find(({ runId }) => runId === scriptRun.runId)!;
      expect([outcome, errorCode]).toEqual(run.status === 'succeeded' ? ['ok', null] : ['failed', run.status]);
      expect(run).toBe(causes.get(run.actionKey)!.at(-1));
    }
  }
  await eventually(
    'the end of all processes',
    async () => processesOf(new Set(all.map(({ runId }) => runId))).length === 0,
  );
  for (const worker of workers) await worker.stop();
}, 3_600_000);
