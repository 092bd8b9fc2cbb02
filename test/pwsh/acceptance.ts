import { isDeepStrictEqual } from 'node:util';
import type { ScriptJob } from '../../src/domain/scripts/run';
import { scriptJob } from '../support/script-job';
import type { Fact } from './facts';

/* Acceptance cases that only a real PowerShell can show; each says what is wrong, in words. */

const ways = ['fresh', 'ready', 'warm'] as const;
const plain = { strict: false, windows: false, reuse: false };
const script = (content: string, more: Partial<ScriptJob> = {}) =>
  scriptJob('pwsh', content, { limits: { timeoutSeconds: 60, memoryMiB: 1_024 }, ...more });
const differs = (what: string, got: unknown, wanted: unknown): string[] =>
  isDeepStrictEqual(got, wanted) ? [] : [`${what} is ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`];
/** Without the prototype that parsed values may lack. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

export const acceptance: readonly Fact[] = [
  {
    name: 'S7 a handler that begins with [hashtable]$context reads its keys in any case',
    ways,
    async look(runners, way) {
      const text = `[hashtable]$context\n"one=$($context["thumb"])"\n"two=$($context["Thumb"])"`;
      const outcome = await runners.run(way, script(text, { mode: 'handler', context: { thumb: 'AB12' } }));
      const lines = outcome.stdout.split('\n').filter((line) => /^(one|two)=/.test(line));
      return [...differs('status', outcome.status, 'succeeded'), ...differs('lines', lines, ['one=AB12', 'two=AB12'])];
    },
  },
  {
    name: 'S8 a step with param($attrs) returns a hashtable, and what is nested in it keeps its shape',
    ways,
    async look(runners, way) {
      const text = 'param($attrs)\n@{ attrs = @{ first = $attrs.first; list = @(1, 2); inner = @{ deep = $true } } }';
      const outcome = await runners.run(way, script(text, { params: { attrs: { first: 'a' } } }));
      const wanted = { attrs: { first: 'a', list: [1, 2], inner: { deep: true } } };
      return differs('result', asJson(outcome.result), wanted);
    },
  },
  {
    name: 'S15 an entry of Write-EventLog counts, also when the script throws afterwards',
    ways,
    async look(runners, way) {
      const text = `Write-EventLog -LogName Application -Source My -EventId 4242 -EntryType Warning -Message 'soon'\nthrow 'late'`;
      const outcome = await runners.run(way, script(text, { mode: 'handler' }));
      const entries = outcome.events.map(({ source, eventId, level, message }) => ({
        source,
        eventId,
        level,
        message,
      }));
      return [
        ...differs('status', outcome.status, 'failed'),
        ...differs('entries', entries, [{ source: 'My', eventId: 4242, level: 'Warning', message: 'soon' }]),
      ];
    },
  },
  {
    name: 'S20 with `strict` the first failed statement ends the script, without it they are counted',
    ways,
    async look(runners, way) {
      const text = `"before"\nGet-Item /nowhere/at/all\n"after"`;
      const strict = await runners.run(way, script(text, { settings: { ...plain, strict: true }, sha256: 'strict' }));
      const lax = await runners.run(way, script(text));
      return [
        ...differs('strict status', strict.status, 'failed'),
        ...differs('strict line', strict.error?.line, 2),
        ...differs('strict went on', strict.stdout.includes('after'), false),
        ...differs('status', lax.status, 'succeeded'),
        ...differs('errorCount', lax.errorCount, 1),
        ...differs('went on', lax.stdout.includes('after'), true),
      ];
    },
  },
  {
    name: 'S22 with `windows` a log below C: is an artefact, and no error',
    ways,
    async look(runners, way) {
      const text = `Add-Content -Path 'C:\\Scripts\\Logs\\handler.log' -Value 'done'`;
      const outcome = await runners.run(way, script(text, { mode: 'handler', settings: { ...plain, windows: true } }));
      return [
        ...differs('status', outcome.status, 'succeeded'),
        ...differs('errorCount', outcome.errorCount, 0),
        ...differs(
          'artefacts',
          outcome.artefacts.map(({ name }) => name),
          ['Scripts/Logs/handler.log'],
        ),
      ];
    },
  },
];
