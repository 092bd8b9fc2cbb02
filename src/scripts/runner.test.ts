import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptJob, ScriptOutcome, ScriptRunHooks } from '../domain/scripts/run';
import { readProcesses } from './process/process-table';
import { hasPython } from '../../test/support/python';
import { scriptJob as job } from '../../test/support/script-job';
import { createScriptRunner, type OpenScriptRunner } from './runner';

jest.setTimeout(60_000);

let folder: string;
let runner: OpenScriptRunner;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'certloom-runner-test-'));
  runner = await createScriptRunner({ folder });
});
afterAll(async () => {
  await runner.close();
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});

const run = (some: ScriptJob, hooks: Partial<ScriptRunHooks> = {}): Promise<ScriptOutcome> =>
  runner.run(some, { signal: new AbortController().signal, ...hooks });

/** Living processes whose command line holds this. */
function processesWith(mark: string): readonly string[] {
  return readProcesses()
    .filter(({ isDead }) => !isDead)
    .map(({ pid }) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(mark));
}

/** The same task in each runtime: read the input, leave a result. */
interface Tasks {
  readonly returnsOne: string;
  readonly echoesParameter: string;
  readonly floods: string;
  readonly startsGrandchild: (mark: string) => string;
  readonly eatsMemory: string;
  readonly exits: (code: number) => string;
  readonly throws: { readonly content: string; readonly message: string; readonly line: number };
  readonly printsSecret: string;
  readonly printsEnvironment: string;
  readonly leavesSession: (mark: string) => string;
  readonly saysNoMail: string;
  readonly logsEvents: string;
  readonly usesNeighbour: { readonly content: string; readonly neighbour: string };
}

const eventLine =
  '{"log":"Application","source":"MyApp","eventId":7,"entryType":"Warning","category":2,"message":"said","time":"2026-01-02T03:04:05Z"}';
const jq = (expression: string) =>
  `python3 -c 'import json,os; i=json.load(open(os.environ["CERTLOOM_INPUT"])); ${expression}'`;
const pythonHead =
  'import json, os, sys, subprocess, time, base64, urllib.parse\ni = json.load(open(os.environ["CERTLOOM_INPUT"]))\n';
const pythonResult = (value: string) => `json.dump(${value}, open(os.environ["CERTLOOM_RESULT"], "w"))\n`;

const tasks: Readonly<Record<'bash' | 'node' | 'python', Tasks>> = {
  bash: {
    returnsOne: 'echo hello; echo \'{"a": 1}\' > "$CERTLOOM_RESULT"',
    echoesParameter: jq('json.dump({"seen": i["params"]["text"]}, open(os.environ["CERTLOOM_RESULT"], "w"))'),
    floods: 'head -c 10485760 /dev/zero | tr "\\0" x; echo \'{"done": true}\' > "$CERTLOOM_RESULT"',
    startsGrandchild: (mark) => `bash -c 'sleep 1000; : ${mark}' &\nsleep 1000; : ${mark}`,
    eatsMemory: 'python3 -c "x = bytearray(300 * 1024 * 1024); import time; time.sleep(60)"',
    exits: (code) => `echo '{"left": "here"}' > "$CERTLOOM_RESULT"; exit ${code}`,
    throws: { content: 'set -e\n\nno_such_program_here', message: 'no_such_program_here: command not found', line: 3 },
    printsSecret: jq(
      's=i["secrets"]["token"]; import base64,urllib.parse; print(s); print(base64.b64encode(s.encode()).decode()); print(base64.b64encode(("u:"+s).encode()).decode()); print(urllib.parse.quote(s, safe="")); print(json.dumps(s)); raise SystemExit(s)',
    ),
    printsEnvironment: 'env',
    leavesSession: (mark) => `setsid bash -c 'sleep 1000; : ${mark}' > /dev/null 2>&1 &\nsleep 0.3`,
    saysNoMail: 'echo \'{"sendEMAIL": "False", "other": 1}\' > "$CERTLOOM_RESULT"',
    logsEvents: `echo '${eventLine}' >> "$CERTLOOM_EVENTLOG"; echo nonsense >> "$CERTLOOM_EVENTLOG"; exit 4`,
    usesNeighbour: { content: '. ./helpers.sh; help', neighbour: 'help() { echo helped; }' },
  },
  node: {
    returnsOne: 'export default async ({ log }) => { log.info("hello"); return { a: 1 }; }',
    echoesParameter: 'export default ({ params }) => ({ seen: params.text })',
    floods:
      'export default () => { for (let i = 0; i < 160; i += 1) process.stdout.write("x".repeat(65536)); return { done: true }; }',
    startsGrandchild: (mark) =>
      `import { spawn } from 'node:child_process';\nexport default () => { spawn('bash', ['-c', 'sleep 1000; : ${mark}']); return new Promise(() => setInterval(() => undefined, 1000)); }`,
    eatsMemory:
      'export default async () => { const x = Buffer.alloc(300 * 1024 * 1024, 1); await new Promise((r) => setTimeout(r, 60000)); return x; }',
    exits: (code) => `export default () => { process.exitCode = ${code}; return { left: 'here' }; }`,
    throws: {
      content: 'export default async () => {\n\n  throw new TypeError("no luck");\n}',
      message: 'no luck',
      line: 3,
    },
    printsSecret:
      'export default ({ secrets, log }) => { const s = secrets.token; for (const t of [s, btoa(s), btoa("u:" + s), encodeURIComponent(s), JSON.stringify(s)]) log.info(t); throw new Error(s); }',
    printsEnvironment:
      'export default () => { for (const [name, value] of Object.entries(process.env)) console.log(name + "=" + value); }',
    leavesSession: (mark) =>
      `import { spawn } from 'node:child_process';\nexport default () => { spawn('bash', ['-c', 'sleep 1000; : ${mark}'], { detached: true, stdio: 'ignore' }).unref(); return new Promise((r) => setTimeout(r, 300)); }`,
    saysNoMail: 'export default () => ({ sendEMAIL: "False", other: 1 })',
    logsEvents: `import { appendFileSync } from 'node:fs';\nexport default () => { appendFileSync(process.env.CERTLOOM_EVENTLOG, '${eventLine}\\nnonsense\\n'); process.exit(4); }`,
    usesNeighbour: {
      content: "import { help } from './helpers.mjs';\nexport default () => console.log(help());",
      neighbour: 'export const help = () => "helped";',
    },
  },
  python: {
    returnsOne: `${pythonHead}print("hello")\n${pythonResult('{"a": 1}')}`,
    echoesParameter: `${pythonHead}${pythonResult('{"seen": i["params"]["text"]}')}`,
    floods: `${pythonHead}sys.stdout.write("x" * 10485760)\n${pythonResult('{"done": True}')}`,
    startsGrandchild: (mark) =>
      `${pythonHead}subprocess.Popen(["bash", "-c", "sleep 1000; : ${mark}"])\ntime.sleep(1000)`,
    eatsMemory: `${pythonHead}x = bytearray(300 * 1024 * 1024)\ntime.sleep(60)`,
    exits: (code) => `${pythonHead}${pythonResult('{"left": "here"}')}sys.exit(${code})`,
    throws: { content: 'def inner():\n    raise ValueError("no luck")\n\ninner()', message: 'no luck', line: 2 },
    printsSecret: `${pythonHead}s = i["secrets"]["token"]\nfor t in [s, base64.b64encode(s.encode()).decode(), base64.b64encode(("u:" + s).encode()).decode(), urllib.parse.quote(s, safe=""), json.dumps(s)]:\n    print(t)\nraise Exception(s)`,
    printsEnvironment: `${pythonHead}for name, value in os.environ.items(): print(name + "=" + value)`,
    leavesSession: (mark) =>
      `${pythonHead}subprocess.Popen(["bash", "-c", "sleep 1000; : ${mark}"], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\ntime.sleep(0.3)`,
    saysNoMail: `${pythonHead}${pythonResult('{"sendEMAIL": "False", "other": 1}')}`,
    logsEvents: `${pythonHead}open(os.environ["CERTLOOM_EVENTLOG"], "a").write('${eventLine}\\nnonsense\\n')\nsys.exit(4)`,
    usesNeighbour: { content: 'import helpers\nprint(helpers.help())', neighbour: 'def help():\n    return "helped"' },
  },
};

describe.each(Object.entries(tasks) as [keyof typeof tasks, Tasks][])('a script of %s', (runtime, task) => {
  if (!hasPython && runtime !== 'node') {
    it.skip('needs python3', () => undefined);
    return;
  }
  it('S1 hands over what it leaves as its result, with its output, exit code and duration', async () => {
    const outcome = await run(job(runtime, task.returnsOne));
    expect(outcome).toMatchObject({
      status: 'succeeded',
      exitCode: 0,
      stdout: 'hello\n',
      stderr: '',
      result: { a: 1 },
    });
    expect(outcome.durationMs).toBeGreaterThan(0);
    expect(outcome).toMatchObject({ process: 'fresh', runtimeVersion: expect.stringMatching(/^\d+\.\d+/) });
  });

  it('S2 sees a parameter as it is, whatever a shell would make of it', async () => {
    const text = '"; rm -rf / #$(touch x)`touch x`\r\nline\ttwo \\ \' %s ${HOME} \u2028 \0 ž😀';
    const outcome = await run(job(runtime, task.echoesParameter, { params: { text }, name: 'a-rf' }));
    expect(outcome).toMatchObject({ status: 'succeeded', result: { seen: text }, stdout: '', stderr: '' });
  });

  it('S3 is ended at its time limit with all that it started', async () => {
    const mark = `mark-${runtime}-${process.pid}-time`;
    const started = performance.now();
    const outcome = await run(
      job(runtime, task.startsGrandchild(mark), { limits: { timeoutSeconds: 1, memoryMiB: 512 } }),
    );
    expect(outcome).toMatchObject({ status: 'timed_out', error: { message: 'stopped after its time limit of 1 s' } });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(processesWith(mark)).toEqual([]);
  });

  it('S3 is ended with all that it started when it is cancelled', async () => {
    const mark = `mark-${runtime}-${process.pid}-cancel`;
    const stop = new AbortController();
    const running = run(job(runtime, task.startsGrandchild(mark)), { signal: stop.signal });
    while (processesWith(mark).length === 0) await sleep(20);
    stop.abort();
    expect(await running).toMatchObject({ status: 'cancelled' });
    expect(processesWith(mark)).toEqual([]);
  });

  it('S4 may write 10 MiB, of which one is kept and the rest counted', async () => {
    const outcome = await run(job(runtime, task.floods));
    expect(outcome).toMatchObject({ status: 'succeeded', result: { done: true } });
    expect(outcome.stdout.length).toBe(1024 * 1024);
    expect(outcome.truncatedBytes).toEqual({ stdout: 9 * 1024 * 1024, stderr: 0 });
  });

  it('S5 is ended over its memory limit', async () => {
    const outcome = await run(job(runtime, task.eatsMemory, { limits: { timeoutSeconds: 30, memoryMiB: 200 } }));
    expect(outcome).toMatchObject({ status: 'memory_exceeded', memoryLimit: 'enforced' });
    expect(outcome.durationMs).toBeLessThan(10_000);
  });

  it('S9 that ends with 0 has its result read, and fails with any other exit code', async () => {
    const good = await run(job(runtime, task.exits(0)));
    expect(good).toMatchObject({ status: 'succeeded', exitCode: 0, result: { left: 'here' }, error: null });
    const bad = await run(job(runtime, task.exits(3)));
    expect(bad).toMatchObject({
      status: 'failed',
      exitCode: 3,
      result: { left: 'here' },
      error: { message: 'exit code 3' },
    });
  });

  it('S10 knows nothing of the environment of the worker', async () => {
    process.env['DB_PASSWORD'] = 'of-the-worker';
    const outcome = await run(job(runtime, task.printsEnvironment, { secrets: { token: 'tell-nobody' } }));
    delete process.env['DB_PASSWORD'];
    const names = outcome.stdout
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]!);
    const own = ['_', 'PWD', 'SHLVL', 'OLDPWD', 'LC_CTYPE']; // what the programs set by themselves
    expect(names.filter((name) => !own.includes(name)).sort()).toEqual([
      'CERTLOOM_EVENTLOG',
      'CERTLOOM_INPUT',
      'CERTLOOM_RESULT',
      'CERTLOOM_RUN_ID',
      'CERTLOOM_TMP',
      'HOME',
      'LANG',
      'PATH',
      'TEMP',
      'TMPDIR',
      'TZ',
    ]);
    expect(outcome.stdout).not.toMatch(/of-the-worker|tell-nobody/);
  });

  it('S24 shows a secret in no form', async () => {
    const token = 'p/a+s s"word&1';
    const outcome = await run(job(runtime, task.printsSecret, { secrets: { token } }));
    expect(outcome.status).toBe('failed');
    expect(outcome.stdout.trim().split('\n')).toHaveLength(5);
    for (const line of outcome.stdout.trim().split('\n')) expect(line).toContain('***');
    expect(outcome.stderr).toContain('***');
    expect(outcome.error!.message).toMatch(/\*\*\*|exit code 1/);
    expect(JSON.stringify(outcome)).not.toMatch(/word|wo%|s%20s|cC9hK3|9hK3Mg/);
  });

  it('S23 leaves nothing behind that went into a session of its own, and names it', async () => {
    const mark = `mark-${runtime}-${process.pid}-session`;
    const outcome = await run(job(runtime, task.leavesSession(mark)));
    expect(outcome).toMatchObject({
      status: 'succeeded',
      leftovers: [expect.stringMatching(/^\d+ (bash|sleep)$/), expect.anything()],
    });
    expect(processesWith(mark)).toEqual([]);
  });

  it('says in any case of the key that no mail is to follow', async () => {
    const handler = await run(job(runtime, task.saysNoMail, { mode: 'handler' }));
    expect(handler).toMatchObject({ status: 'succeeded', sendEmail: false, result: { other: 1 } });
    expect(Object.keys(handler.result)).toEqual(['other']);
    const step = await run(job(runtime, task.saysNoMail));
    expect(step).toMatchObject({ sendEmail: false, result: { sendEMAIL: 'False', other: 1 } });
  });

  it('fails with the message and the line of its error', async () => {
    const { content, message, line } = task.throws;
    const outcome = await run(job(runtime, content));
    expect(outcome).toMatchObject({ status: 'failed', error: { message, line }, result: {} });
    expect(outcome.stderr).toContain(message);
  });

  it('leaves entries for the event log, also when it fails', async () => {
    const outcome = await run(job(runtime, task.logsEvents));
    expect(outcome).toMatchObject({ status: 'failed', exitCode: 4, notes: ['event_line_invalid 2: is no JSON'] });
    expect(outcome.events).toEqual([
      {
        source: 'MyApp',
        eventId: 7,
        level: 'Warning',
        category: 2,
        message: 'said',
        time: '2026-01-02T03:04:05.000Z',
        data: { log: 'Application' },
      },
    ]);
  });

  it('finds shared scripts beside it', async () => {
    const { content, neighbour } = task.usesNeighbour;
    const outcome = await run(job(runtime, content, { neighbours: [{ name: 'helpers', content: neighbour }] }));
    expect(outcome).toMatchObject({ status: 'succeeded', stdout: 'helped\n' });
  });

  it('may be a module of the plug-in folder', async () => {
    const file = path.join(folder, `module-${runtime}.${runtime === 'node' ? 'mjs' : 'x'}`);
    writeFileSync(file, task.returnsOne);
    const outcome = await run(job(runtime, '', { source: { kind: 'module', path: file } }));
    rmSync(file);
    expect(outcome).toMatchObject({ status: 'succeeded', result: { a: 1 } });
  });

  it('has its output followed as it comes, and its process told', async () => {
    const pieces: string[] = [];
    let pid = 0;
    await run(job(runtime, task.returnsOne), {
      onOutput: (stream, text) => pieces.push(stream === 'stdout' ? text : `${stream}!`),
      onStart: (started) => (pid = started.pid),
    });
    expect(pieces.join('')).toBe('hello\n');
    expect(pid).toBeGreaterThan(1);
  });
});
