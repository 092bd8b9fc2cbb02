import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptJob, ScriptOutcome } from '../domain/scripts/run';
import type { ScriptAccount } from './process/account';
import { accountOf, readProcesses } from './process/process-table';
import { hasPython } from '../../test/support/python';
import { scriptJob } from '../../test/support/script-job';
import { createScriptRunner, type OpenScriptRunner } from './runner';

jest.setTimeout(120_000);

/** A number that no user of this machine has, and no other test that runs at the same time. */
const uid = 61_000 + (process.pid % 4_000);
const ownAccount: ScriptAccount = { uid, gid: uid, name: String(uid) };
const mayChangeAccount = process.platform === 'linux' && process.geteuid?.() === 0;

/** What a script can reach where it shares the worker's account stands here as open, and in docs/scripts.md. */
const modes: readonly (readonly [string, ScriptAccount | null])[] = [
  ...(mayChangeAccount ? [['an account of its own', ownAccount] as const] : []),
  ['the account of the worker', null],
];

/** Command lines of living processes, by pid. */
function commandLines(): ReadonlyMap<number, string> {
  const lines = readProcesses()
    .filter(({ isDead }) => !isDead)
    .map(({ pid }) => {
      try {
        return [pid, readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')] as const;
      } catch {
        return [pid, ''] as const;
      }
    });
  return new Map(lines);
}

function processesWith(mark: string): readonly number[] {
  return [...commandLines()].filter(([, line]) => line.includes(mark)).map(([pid]) => pid);
}

if (!mayChangeAccount)
  it.skip('SEC2 a script under an account of its own: only root starts one, on Linux', () => undefined);

describe.each(modes)('SEC2 a script under %s', (_, account) => {
  if (!hasPython) {
    it.skip('needs python3', () => undefined);
    return;
  }
  const isOwn = account !== null;
  /** The worker's: open to nobody else. */
  let folder: string;
  let runner: OpenScriptRunner;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'certloom-escape-'));
    runner = await createScriptRunner({ account, commands: { python: ['/usr/bin/python3'] } });
    expect(runner.probes).toEqual(
      expect.arrayContaining([expect.objectContaining({ runtime: 'python', available: true, note: null })]),
    );
  });
  afterEach(async () => {
    if (!isOwn) return;
    const left = () => readProcesses().filter(({ pid }) => accountOf(pid) === uid);
    expect(left().filter(({ isDead }) => !isDead)).toEqual([]);
    // The dead count for the limit on processes until the machine's first process has buried them.
    for (let tries = 0; tries < 500 && left().length > 0; tries += 1) await sleep(20);
  });
  afterAll(async () => {
    await runner.close();
    rmSync(folder, { recursive: true });
  });

  async function run(
    runtime: 'bash' | 'python',
    content: string,
    more: Partial<ScriptJob> = {},
  ): Promise<ScriptOutcome> {
    const outcome = await runner.run(scriptJob(runtime, content, more), { signal: new AbortController().signal });
    expect(outcome.account).toBe(isOwn ? 'own' : 'shared');
    return outcome;
  }
  const lastLine = ({ stdout }: ScriptOutcome) => stdout.trim().split('\n').at(-1);

  it('runs with fixed arguments, in which nothing of the job stands', async () => {
    const hostile = '--rcfile=/etc/passwd\n-c id #"\'`$(id)';
    const outcome = await run('bash', 'tr "\\0" "\\n" < /proc/$$/cmdline', {
      params: { [hostile]: hostile },
      context: { [hostile]: hostile },
      secrets: { [hostile]: 'argument-secret' },
    });
    expect(outcome.stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/\/bash$/),
      '--noprofile',
      '--norc',
      expect.stringMatching(/\/work\/example\.sh$/),
    ]);
  });

  it('has nothing of the environment of the worker, nor a program of its account to read it from', async () => {
    process.env['CERTLOOM_TEST_PLANTED'] = 'planted';
    const outcome = await run('bash', 'cat /proc/$$/environ | tr "\\0" "\\n"; env; set');
    delete process.env['CERTLOOM_TEST_PLANTED'];
    expect(outcome.stdout).toContain('CERTLOOM_RUN_ID=');
    expect(outcome.stdout).not.toContain('planted');
  });

  it('has no stdin, no core dumps and no terminal', async () => {
    const outcome = await run('bash', 'read -r line; echo "read $?"; ulimit -c; ulimit -n; tty');
    expect(outcome.stdout).toBe('read 1\n0\n512\nnot a tty\n');
  });

  it('gets nothing more from programs that give their users more', async () => {
    const outcome = await run('bash', 'grep -E "^(Uid|Gid|Groups|NoNewPrivs|CapEff|CapPrm)" /proc/$$/status');
    const status = outcome.stdout.replace(/[ \t]+/g, ' ');
    if (isOwn) {
      expect(status).toContain(`Uid: ${uid} ${uid} ${uid} ${uid}\nGid: ${uid} ${uid} ${uid} ${uid}\nGroups: \n`);
      expect(status).toContain('CapPrm: 0000000000000000\nCapEff: 0000000000000000\nNoNewPrivs: 1');
    } else {
      expect(status).toContain('NoNewPrivs: 0'); // open
    }
  });

  it('leaves no zombies', async () => {
    const outcome = await run(
      'python',
      'import os, time\nfor _ in range(20):\n    if os.fork() == 0: os._exit(0)\ntime.sleep(0.3)\nprint(os.getpgrp())',
    );
    const group = Number(lastLine(outcome));
    expect(group).toBeGreaterThan(1);
    // Whoever is the first process of the machine buries them, which takes a moment.
    for (let tries = 0; tries < 100 && readProcesses().some((entry) => entry.group === group); tries += 1)
      await sleep(20);
    expect(readProcesses().filter((entry) => entry.group === group)).toEqual([]);
  });

  const daemon = (mark: string, environment: string) =>
    [
      'import os',
      'if os.fork() == 0:',
      '    os.setsid()',
      '    if os.fork() == 0:',
      '        null = os.open("/dev/null", os.O_RDWR)',
      '        for fd in (0, 1, 2): os.dup2(null, fd)',
      `        os.execve("/bin/sh", ["sh", "-c", "while :; do sleep 0.1; done; : ${mark}"], ${environment})`,
      '    os._exit(0)',
      'os.wait()',
      'import time; time.sleep(0.05)',
    ].join('\n');

  it('leaves no daemon that forked twice in a session of its own', async () => {
    const mark = `daemon-${uid}-${isOwn}`;
    const outcome = await run('python', daemon(mark, 'os.environ'));
    expect(outcome).toMatchObject({
      status: 'succeeded',
      leftovers: expect.arrayContaining([expect.stringMatching(/^\d+ sh$/)]),
    });
    expect(processesWith(mark)).toEqual([]);
  });

  it(`leaves ${isOwn ? 'no daemon' : 'a daemon (open)'} that threw away its environment too`, async () => {
    const mark = `nameless-${uid}-${isOwn}`;
    let isLeft = false;
    // In the shared mode one may be seen by chance while its parents still live.
    for (let tries = 0; tries < (isOwn ? 1 : 5) && !isLeft; tries += 1) {
      const outcome = await run('python', daemon(mark, '{}'));
      const left = processesWith(mark);
      isLeft = left.length > 0;
      for (const pid of left) process.kill(pid, 'SIGKILL');
      if (isOwn) expect(outcome.leftovers).toEqual(expect.arrayContaining([expect.stringMatching(/^\d+ sh$/)]));
    }
    expect(isLeft).toBe(!isOwn);
  });

  it('is ended when it forks without end', async () => {
    // Nothing but the look at the group bounds it under the worker's account, so that one ends by itself in the end.
    const bomb = isOwn
      ? 'bomb() { bomb | bomb & }'
      : 'bomb() { if (($1 > 0)); then bomb $(($1 - 1)) & bomb $(($1 - 1)) & wait; else sleep 10; fi; }';
    const outcome = await run('bash', `${bomb}; bomb 7; sleep 10`);
    expect(outcome.status).toBe('process_limit');
    expect(outcome.durationMs).toBeLessThan(10_000);
  });

  it('is ended when it forks into sessions without end', async () => {
    const outcome = await run(
      'python',
      'import os, time\nfor _ in range(150):\n    if os.fork() == 0:\n        os.setsid()\n        time.sleep(60)\ntime.sleep(60)',
    );
    expect(outcome.status).toBe('process_limit');
    expect(outcome.leftovers.length).toBeGreaterThan(50);
  });

  it(`${isOwn ? 'writes nowhere' : 'writes (open)'} outside of its folder`, async () => {
    const foreign = path.join(folder, 'foreign');
    writeFileSync(foreign, 'before', { mode: 0o644 });
    const outcome = await run(
      'bash',
      `for file in "$1" '${foreign}' '${folder}/new' "$HOME/../new" "$HOME/../../new" "$HOME/../../programs/node/wrapper.mjs"; do
        echo written 2>/dev/null >> "$file" && echo "wrote $file"
      done; [ -w /etc/passwd ] && echo may write /etc; true`,
    );
    expect(readFileSync(foreign, 'utf8')).toBe(isOwn ? 'before' : 'beforewritten\n');
    if (isOwn) expect(outcome.stdout).toBe('');
    expect(existsSync(path.join(folder, 'new'))).toBe(!isOwn);
    rmSync(path.join(folder, 'new'), { force: true });
  });

  it(`${isOwn ? 'reads nothing' : 'reads (open)'} of the worker's own files`, async () => {
    const secret = path.join(folder, 'key');
    writeFileSync(secret, 'key of the worker', { mode: 0o600 });
    const outcome = await run('bash', `cat '${secret}' 2>/dev/null; true`);
    expect(outcome.stdout).toBe(isOwn ? '' : 'key of the worker');
  });

  it('gets nothing through links in place of its result and its events', async () => {
    const target = path.join(folder, 'target.json');
    writeFileSync(target, '{"stolen": "yes"}\n', { mode: 0o600 });
    const outcome = await run('bash', `ln -s '${target}' "$CERTLOOM_RESULT"; ln -s '${target}' "$CERTLOOM_EVENTLOG"`);
    expect(outcome).toMatchObject({
      status: 'invalid_result',
      error: { message: 'invalid_result: the result is a symbolic link' },
      notes: ['events_refused the file of events is a symbolic link'],
      result: {},
    });
    expect(JSON.stringify(outcome)).not.toContain('stolen');
  });

  it('has no file removed through links in its folder, and leaves none of its own', async () => {
    const kept = path.join(folder, 'kept');
    mkdirSync(kept);
    writeFileSync(path.join(kept, 'file'), 'kept');
    const outcome = await run(
      'bash',
      `ln -s '${kept}' link; ln -s '${kept}/file' file; mkdir -p closed/inner; echo x > closed/inner/x; chmod 0 closed/inner closed
       for i in $(seq 1 60); do d=$(printf 'x%.0s' $(seq 1 100)); mkdir $d && cd $d; done; pwd | wc -c; echo "$HOME"`,
    );
    expect(outcome.status).toBe('succeeded');
    expect(readFileSync(path.join(kept, 'file'), 'utf8')).toBe('kept');
    const home = lastLine(outcome)!;
    for (let tries = 0; tries < 200 && existsSync(home); tries += 1) await sleep(20);
    expect(existsSync(home)).toBe(false);
  });

  it('is ended at its time limit though it hears no signal', async () => {
    const outcome = await run('bash', "trap '' TERM INT HUP; while :; do sleep 0.1; done", {
      limits: { timeoutSeconds: 1, memoryMiB: 64 },
    });
    expect(outcome).toMatchObject({ status: 'timed_out', signal: 'SIGKILL' });
    expect(outcome.durationMs).toBeLessThan(6_000);
  });

  it('floods its output in vain', async () => {
    const before = process.memoryUsage().rss;
    const outcome = await run('bash', 'head -c 200000000 /dev/zero | tee /dev/stderr; echo > /dev/stdout');
    expect(outcome.status).toBe('succeeded');
    expect([outcome.stdout.length, outcome.stderr.length]).toEqual([0, 0]); // control characters all
    expect(outcome.truncatedBytes).toEqual({ stdout: 200_000_001 - 1024 * 1024, stderr: 200_000_000 - 1024 * 1024 });
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it('floods its result and its events in vain', async () => {
    const outcome = await run(
      'bash',
      'head -c 100000000 /dev/zero > "$CERTLOOM_RESULT"; yes "{}" | head -c 100000000 > "$CERTLOOM_EVENTLOG"',
    );
    expect(outcome).toMatchObject({
      status: 'invalid_result',
      error: { message: 'invalid_result: the result has more than 262144 bytes' },
      events: [],
    });
    expect(outcome.notes).toHaveLength(21);
  });

  it(`${isOwn ? 'reads nothing' : 'reads (open)'} of the worker's memory and environment in /proc`, async () => {
    const outcome = await run(
      'bash',
      `for name in environ maps mem; do head -c 1 /proc/${process.pid}/$name > /dev/null 2>&1 && echo $name; done; true`,
    );
    if (isOwn) expect(outcome.stdout).toBe('');
    else expect(outcome.stdout).toMatch(/^environ\nmaps\n/);
  });

  it(`${isOwn ? 'may send no signal' : 'may send signals (open)'} to the worker`, async () => {
    const outcome = await run('bash', `kill -0 ${process.pid} 2>/dev/null && echo may; true`);
    expect(outcome.stdout).toBe(isOwn ? '' : 'may\n');
  });

  it('may end all that it may signal, and its runner goes on', async () => {
    if (!isOwn) return; // it would end the worker: open
    expect(await run('bash', 'kill -KILL -1; echo did')).toMatchObject({ stdout: 'did\n' });
    expect(await run('bash', 'echo on')).toMatchObject({ status: 'succeeded', stdout: 'on\n' });
  });
});

describe('SEC2 scripts of a worker that dies', () => {
  it('die with it, and what they had started is found by the run id', async () => {
    const mark = `orphan-${process.pid}`;
    const program = `
      const { createScriptRunner } = require(${JSON.stringify(path.join(__dirname, 'runner.ts'))});
      createScriptRunner().then((runner) => runner.run({
        runId: '${mark}', runtime: 'bash', mode: 'workflow', name: 'x', neighbours: [], context: {}, params: {}, secrets: {},
        source: { kind: 'text', content: 'setsid sleep 1000 & exec -a ${mark} sleep 1000' }, settings: {},
        limits: { timeoutSeconds: 100, memoryMiB: 100 },
      }, { signal: new AbortController().signal }));`;
    const worker = spawn(process.execPath, ['--import', 'tsx', '-e', program], {
      stdio: 'ignore',
      cwd: path.join(__dirname, '..', '..'),
    });
    const gone = new Promise((resolve) => worker.once('exit', resolve));
    while (processesWith(`${mark} 1000`).length === 0) await sleep(50);
    worker.kill('SIGKILL');
    await gone;
    for (let tries = 0; tries < 100 && processesWith(`${mark} 1000`).length > 0; tries += 1) await sleep(10);
    expect(processesWith(`${mark} 1000`)).toEqual([]);
    const runner = await createScriptRunner();
    expect(await runner.endLeftovers(mark)).toEqual([expect.stringMatching(/^\d+ sleep$/)]);
    expect(await runner.endLeftovers(mark)).toEqual([]);
    await runner.close();
  });
});
