import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readProcesses } from '../process/process-table';
import { startResident, type HostProgram, type Resident, type ServedRun, type Served } from './resident';

const standIn = path.join(__dirname, '../../../test/support/pwsh-stand-in.js');
const program: HostProgram = {
  runtime: 'pwsh',
  argv: (socket) => [process.execPath, standIn, '-File', 'host.ps1', '-Socket', socket],
  environment: { OF_THE_PROGRAM: 'yes' },
  practice: { fileName: 'practice.ps1', content: () => 'what PowerShell understands' },
};

const base = mkdtempSync(path.join(tmpdir(), 'certloom-resident-'));
let residents: Resident[] = [];
afterEach(async () => {
  await Promise.all(residents.map((resident) => resident.end()));
  residents = [];
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

async function start(some: Partial<HostProgram> = {}, patienceMs?: number): Promise<Resident> {
  const resident = await startResident({ program: { ...program, ...some }, account: null, base, patienceMs });
  residents.push(resident);
  return resident;
}

let runs = 0;
/** Files of a run with these steps, and what was read of its texts. */
function runOf(steps: readonly object[], environment: Record<string, string> = {}) {
  const folder = path.join(base, `run-${(runs += 1)}`);
  mkdirSync(folder);
  const file = (name: string) => path.join(folder, name);
  writeFileSync(file('script.ps1'), JSON.stringify(steps));
  writeFileSync(file('request.json'), JSON.stringify({ contract: 1, runId: folder, params: { a: 1 }, secrets: {} }));
  const text = { stdout: '', stderr: '' };
  const run: ServedRun = {
    paths: {
      work: folder,
      script: file('script.ps1'),
      request: file('request.json'),
      result: file('result.json'),
      events: file('events.jsonl'),
    },
    environment,
    onStdout: (chunk) => (text.stdout += chunk.toString()),
    onStderr: (chunk) => (text.stderr += chunk.toString()),
  };
  const result = () =>
    existsSync(run.paths.result)
      ? (JSON.parse(readFileSync(run.paths.result, 'utf8')) as { variables: Record<string, unknown> })
      : undefined;
  return { run, text, folder, result };
}

async function told(serving: Promise<Served>) {
  const served = await serving;
  return served.kind === 'lost' ? served : { ...served, isClean: await served.isClean };
}

it('serves runs, each with its own files, texts, folder and environment names', async () => {
  const resident = await start();
  const names = ['NAME', 'OF_THE_PROGRAM', 'CERTLOOM_RUN_ID'];
  const first = runOf([{ say: 'one' }, { say: 'bad', to: 'stderr' }, { set: { NAME: 'left' } }, { cd: '/' }]);
  const second = runOf([{ say: 'two' }, { show: names }], { CERTLOOM_RUN_ID: 'run-2' });
  const third = runOf([{ show: names }], {});
  for (const { run } of [first, second, third]) {
    expect(await told(resident.serve(run))).toEqual({ kind: 'answered', isClean: true });
  }
  expect(first.text).toEqual({ stdout: 'one\n', stderr: 'bad\n' });
  expect(second.text).toEqual({ stdout: 'two\n', stderr: '' });
  expect(second.result()!.variables).toMatchObject({
    NAME: null,
    OF_THE_PROGRAM: 'yes',
    CERTLOOM_RUN_ID: 'run-2',
    cwd: second.folder,
    pid: resident.pid,
    params: { a: 1 },
  });
  // A process is found by the name that it was started with.
  expect(third.result()!.variables['CERTLOOM_RUN_ID']).toMatch(/^pool-/);
  expect(resident.isAlive()).toBe(true);
});

it('reads all of a flood that comes before the answer', async () => {
  const resident = await start();
  const { run, text } = runOf([{ flood: 3_000_000 }, { flood: 1_000_000, to: 'stderr' }, { say: 'end' }]);
  expect(await told(resident.serve(run))).toEqual({ kind: 'answered', isClean: true });
  expect([text.stdout.length, text.stderr.length]).toEqual([3_000_004, 1_000_000]);
  expect(text.stdout.endsWith('x\nend\n')).toBe(true);
});

it.each<[string, object, object]>([
  ['says that something is left in it', { clean: false }, { kind: 'answered', isClean: false }],
  ['does not end its text', { silent: true }, { kind: 'answered', isClean: false }],
  ['answers for another run', { mark: 'another' }, { kind: 'lost', exit: { exitCode: null, signal: 'SIGKILL' } }],
  ['answers by half and ends', { half: true }, { kind: 'lost', exit: { exitCode: 0, signal: null } }],
  ['hangs up and lives on', { hangUp: true }, { kind: 'lost', exit: { exitCode: null, signal: 'SIGKILL' } }],
  ['ends by itself', { exit: 5 }, { kind: 'lost', exit: { exitCode: 5, signal: null } }],
  ['is killed', { kill: 'SIGKILL' }, { kind: 'lost', exit: { exitCode: null, signal: 'SIGKILL' } }],
])('notices a process that %s, and keeps what it said', async (_what, lie, expected) => {
  const resident = await start();
  const { run, text } = runOf([{ say: 'said' }, lie]);
  expect(await told(resident.serve(run))).toEqual(expected);
  expect(text.stdout.startsWith('said\n')).toBe(true);
});

it('serves no run once its process has gone', async () => {
  const resident = await start();
  await resident.serve(runOf([{ exit: 0 }]).run);
  expect(resident.isAlive()).toBe(false);
  expect(await resident.serve(runOf([{ say: 'x' }]).run)).toMatchObject({ kind: 'lost' });
});

it('ends with all that runs have started, and leaves no folder and no socket', async () => {
  const before = readdirSync(base).filter((name) => !name.startsWith('run-'));
  const resident = await start();
  await resident.serve(runOf([{ spawn: 60 }]).run);
  const living = () => readProcesses().filter(({ group, isDead }) => group === resident.pid && !isDead).length;
  expect(living()).toBe(2);
  await Promise.all([resident.end(), resident.end()]);
  expect(living()).toBe(0);
  expect(resident.isAlive()).toBe(false);
  expect(readdirSync(base).filter((name) => !name.startsWith('run-'))).toEqual(before);
});

it.each<[string, Partial<HostProgram>]>([
  ['is no program', { argv: () => ['/nowhere/pwsh'] }],
  ['ends at once', { argv: () => ['false'] }],
  ['never connects', { argv: () => ['sleep', '60'] }],
  ['does not do its practice run', { practice: { fileName: 'a.ps1', content: () => '[{"mute":true}]' } }],
  ['is not clean after its practice run', { practice: { fileName: 'a.ps1', content: () => '[{"clean":false}]' } }],
])('refuses a program that %s', async (_what, some) => {
  const before = readdirSync(base);
  await expect(start(some, 1_000)).rejects.toThrow(/cannot be started|did not become ready/);
  expect(readdirSync(base)).toEqual(before);
});
