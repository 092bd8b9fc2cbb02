import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ScriptJob, ScriptOutcome } from '../../src/domain/scripts/run';
import { readProcesses } from '../../src/scripts/process/process-table';
import { scriptJob } from '../support/script-job';
import type { Runners, Way } from './runners';

/** What a process of PowerShell must do, however it was started; each gives what is wrong, in words. */
export interface Fact {
  readonly name: string;
  readonly ways: readonly Way[];
  look(runners: Runners, way: Way): Promise<readonly string[]>;
}

const everyWay = ['fresh', 'ready', 'warm'] as const;
const script = (content: string, more: Partial<ScriptJob> = {}) =>
  scriptJob('pwsh', content, { limits: { timeoutSeconds: 60, memoryMiB: 1_024 }, ...more });

function differs(what: string, got: unknown, wanted: unknown): string[] {
  return isDeepStrictEqual(got, wanted) ? [] : [`${what} is ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`];
}
const lacks = (what: string, isThere: boolean): string[] => (isThere ? [] : [what]);
const isAlive = (pid: unknown) => readProcesses().some((entry) => entry.pid === pid && !entry.isDead);

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-fact-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const facts: readonly Fact[] = [
  {
    name: 'a time limit lets `finally` blocks run, and keeps what was said before',
    ways: everyWay,
    look: (runners, way) =>
      inFolder(async (folder) => {
        const file = path.join(folder, 'tidied');
        const text = `"said"; try { Start-Sleep 60 } finally { [IO.File]::WriteAllText('${file}', 'yes') }`;
        const outcome = await runners.run(way, script(text, { limits: { timeoutSeconds: 5, memoryMiB: 1_024 } }));
        return [
          ...differs('status', outcome.status, 'timed_out'),
          ...lacks('the finally block did not run', existsSync(file) && readFileSync(file, 'utf8') === 'yes'),
          ...lacks('what was said is lost', outcome.stdout.includes('said')),
        ];
      }),
  },
  {
    name: 'a script that does not hear SIGINT is killed two seconds later',
    ways: everyWay,
    async look(runners, way) {
      const limits = { timeoutSeconds: 5, memoryMiB: 1_024 };
      const outcome = await runners.run(way, script('"pid=$PID"; [Threading.Thread]::Sleep(60000)', { limits }));
      const pid = Number(/pid=(\d+)/.exec(outcome.stdout)?.[1]);
      return [
        ...differs('status', outcome.status, 'timed_out'),
        ...lacks(`it took ${outcome.durationMs} ms`, outcome.durationMs < 9_000),
        ...lacks('its process lives on', pid > 0 && !isAlive(pid)),
      ];
    },
  },
  {
    name: 'a cancelled run ends, with the program that it waits for',
    ways: everyWay,
    async look(runners, way) {
      const cancel = new AbortController();
      setTimeout(() => cancel.abort(), 5_000);
      const outcome = await runners.run(way, script("/bin/sh -c 'echo shell=$$; exec sleep 300'"), cancel.signal);
      const pid = Number(/shell=(\d+)/.exec(outcome.stdout)?.[1]);
      return [
        ...differs('status', outcome.status, 'cancelled'),
        ...lacks('the program lives on', !Number.isNaN(pid) && !isAlive(pid)),
      ];
    },
  },
  {
    name: 'a process that left its session is ended and named',
    ways: everyWay,
    async look(runners, way) {
      const outcome = await runners.run(
        way,
        script(`/bin/sh -c 'setsid sleep 301 >/dev/null 2>&1 &'; Start-Sleep 1; "left"`),
      );
      const pids = outcome.leftovers.map((name) => Number.parseInt(name, 10));
      return [
        ...differs('status', outcome.status, 'succeeded'),
        ...lacks(
          `leftovers are ${JSON.stringify(outcome.leftovers)}`,
          outcome.leftovers.some((one) => /sleep/.test(one)),
        ),
        ...lacks('it lives on', !pids.some(isAlive)),
      ];
    },
  },
  {
    name: 'a program in the background that holds the pipes keeps no run waiting',
    ways: everyWay,
    async look(runners, way) {
      const outcome = await runners.run(way, script(`Start-Process sleep -ArgumentList 302; "done"`));
      return [
        ...differs('status', outcome.status, 'succeeded'),
        ...lacks(`it took ${outcome.durationMs} ms`, outcome.durationMs < 20_000),
      ];
    },
  },
  {
    name: 'a job that is left lets no other run into its process',
    ways: ['warm'],
    async look(runners, way) {
      const job = script('$null = Start-ThreadJob { Start-Sleep 60 }; "pid=$PID"', { sha256: 'with a job' });
      const pidOf = ({ stdout }: ScriptOutcome) => /pid=\d+/.exec(stdout)?.[0];
      const [first, second] = [
        await runners.run(way, job),
        await runners.run(way, { ...job, runId: `${job.runId}-2` }),
      ];
      return lacks('the same process served both', pidOf(first) !== undefined && pidOf(first) !== pidOf(second));
    },
  },
  {
    name: 'output over its limit is read, counted and dropped',
    ways: everyWay,
    async look(runners, way) {
      const outcome = await runners.run(
        way,
        script(`$line = 'x' * 999; for ($i = 0; $i -lt 3000; $i++) { $line }; @{ a = 1 }`),
      );
      return [
        ...differs('status', outcome.status, 'succeeded'),
        ...differs('length of stdout', outcome.stdout.length, 1024 * 1024),
        ...differs('truncatedBytes', outcome.truncatedBytes.stdout, 3_000_000 - 1024 * 1024),
        ...differs('result', { ...outcome.result }, { a: 1 }),
      ];
    },
  },
  {
    name: 'a result over its limit is refused',
    ways: everyWay,
    async look(runners, way) {
      const outcome = await runners.run(way, script(`@{ a = 'x' * 300000 }`));
      return [...differs('status', outcome.status, 'invalid_result'), ...differs('result', { ...outcome.result }, {})];
    },
  },
  {
    name: 'private memory over the limit ends the run',
    ways: everyWay,
    async look(runners, way) {
      const text = `$held = [byte[]]::new(700MB); for ($i = 0; $i -lt $held.Length; $i += 4096) { $held[$i] = 1 }; Start-Sleep 30`;
      const outcome = await runners.run(way, script(text, { limits: { timeoutSeconds: 60, memoryMiB: 384 } }));
      return [
        ...differs('status', outcome.status, 'memory_exceeded'),
        ...differs('memoryLimit', outcome.memoryLimit, 'enforced'),
      ];
    },
  },
  {
    name: 'a secret is nowhere to be seen: raw, in base64, with a name, in a URL, in JSON, thrown',
    ways: everyWay,
    async look(runners, way) {
      const secret = 'p&ss "Wörd"/7';
      const text = `
$raw = $secrets['key']
$base64 = { param($text) [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text)) }
$forms = @($raw, (& $base64 $raw), (& $base64 "user:$raw"), [uri]::EscapeDataString($raw), (ConvertTo-Json $raw))
foreach ($form in $forms) { "form $form end"; [Console]::Error.WriteLine("form $form end") }
$context['forms'] = $forms
throw "no entry with $raw"`;
      const outcome = await runners.run(
        way,
        script(text, { mode: 'handler', context: { SendEmail: 'true' }, secrets: { key: secret } }),
      );
      const shown = JSON.stringify([outcome.stdout, outcome.stderr, outcome.result, outcome.error]);
      const base64 = (value: string) => Buffer.from(value).toString('base64').replace(/=+$/, '').slice(0, -2);
      const forms = [
        'p&ss',
        'Wörd',
        'W\\u00f6rd',
        base64(secret),
        base64(`user:${secret}`),
        encodeURIComponent('p&ss'),
      ];
      return [
        ...forms.filter((form) => shown.includes(form)).map((form) => `${form} is shown: ${shown}`),
        ...lacks(`too few are masked: ${outcome.stdout}`, outcome.stdout.split('***').length > 4),
        ...differs('error', outcome.error?.message, 'no entry with ***'),
      ];
    },
  },
  {
    name: 'a script sees its own environment names only',
    ways: everyWay,
    async look(runners, way) {
      const outcome = await runners.run(way, script('@{ names = @([Environment]::GetEnvironmentVariables().Keys) }'));
      const known =
        /^(PATH|HOME|LANG|TZ|TMPDIR|TEMP|NO_COLOR|XDG_(CACHE|CONFIG)_HOME|POWERSHELL_\w+|DOTNET_\w+|PSModulePath|CERTLOOM_(RUN_ID|INPUT|RESULT|EVENTLOG|TMP))$/;
      const names = (outcome.result['names'] ?? []) as readonly string[];
      return [
        ...lacks('there are none', names.length > 5),
        ...names.filter((name) => !known.test(name)).map((name) => `${name} is there`),
      ];
    },
  },
  {
    name: 'files that a script with `windows` writes below C: are kept',
    ways: everyWay,
    async look(runners, way) {
      const settings = { strict: false, windows: true, reuse: false };
      const outcome = await runners.run(
        way,
        script(`Add-Content -Path 'C:\\Logs\\run.txt' -Value 'one'`, { settings }),
      );
      const kept = outcome.artefacts.map(({ name, content }) => [name, Buffer.from(content).toString().trim()]);
      return [
        ...differs('errorCount', outcome.errorCount, 0),
        ...differs('artefacts', kept, [['Logs/run.txt', 'one']]),
      ];
    },
  },
  {
    name: 'surplus parameters are left out with a note where that is asked for',
    ways: ['fresh'],
    async look(runners, way) {
      const text = 'param([string]$Name)\n@{ name = $Name }';
      const outcome = await runners.run(way, script(text, { params: { Name: 'n', Nmae: 'x' }, lenientParams: true }));
      return [
        ...differs('result', { ...outcome.result }, { name: 'n' }),
        ...differs('notes', [...outcome.notes], ['surplus_parameter Nmae']),
      ];
    },
  },
  {
    name: '400 runs are served by two warm processes, and none sees what another left',
    ways: ['warm'],
    async look(runners, way) {
      const text = `
$seen = @{ variable = "$left"; name = "$env:LEFT"; home = ($PWD.Path -eq $PSScriptRoot); pid = $PID }
$global:left = 'here'; $env:LEFT = 'here'; Set-Location /; [Environment]::CurrentDirectory = '/'
$seen`;
      const pids = new Set<unknown>();
      const faults: string[] = [];
      for (let run = 0; run < 400 && faults.length === 0; run += 1) {
        const { result } = await runners.run(way, script(text));
        const { pid, ...seen } = result;
        pids.add(pid);
        faults.push(...differs('what a run sees', seen, { variable: '', name: '', home: true }));
      }
      return [...faults, ...differs('number of processes', pids.size, 2)];
    },
  },
];
