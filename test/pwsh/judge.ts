import { isDeepStrictEqual } from 'node:util';
import type { ScriptLogEntry, ScriptOutcome } from '../../src/domain/scripts/run';

/** What a case says of its run (test/pwsh/cases/README.md). */
export interface Expected {
  readonly status?: string;
  readonly exitCode?: number | null;
  readonly errorCount?: number;
  readonly sendEmail?: boolean | null;
  readonly variables?: unknown;
  readonly notes?: readonly string[];
  readonly events?: readonly object[];
  readonly error?: Readonly<Record<string, unknown>>;
  readonly has?: Partial<Record<Stream, readonly string[]>>;
  readonly hasNot?: Partial<Record<Stream, readonly string[]>>;
  readonly stdout?: string;
  readonly processExit?: number;
  readonly lang?: string;
  readonly timeZone?: string;
}
type Stream = 'stdout' | 'stderr';

/**
 * What differs between a run and what its case expects, in words; none when all is as expected. Cases are written for the
 * host's result file, so what the runner says in other words is brought back: `invalid_result` is a failure of the host's,
 * and mail that nothing suppressed is either true or null there.
 */
export function faultsOf(expected: Expected, outcome: ScriptOutcome): string[] {
  const faults: string[] = [];
  const same = (what: string, got: unknown, wanted: unknown): void => {
    if (!isDeepStrictEqual(got, wanted)) faults.push(`${what} is ${show(got)}, not ${show(wanted)}`);
  };
  const knows = (key: keyof Expected): boolean => key in expected;

  if (knows('status')) same('status', statusOfHost(outcome), expected.status);
  if (knows('exitCode')) same('exitCode', outcome.exitCode, expected.exitCode);
  if (knows('errorCount')) same('errorCount', outcome.errorCount, expected.errorCount);
  if (knows('sendEmail')) same('sendEmail', outcome.sendEmail, expected.sendEmail ?? true);
  if (knows('variables')) same('variables', JSON.parse(JSON.stringify(outcome.result)), expected.variables);
  if (knows('notes')) same('notes', outcome.notes, expected.notes);
  if (knows('events')) same('events', outcome.events.map(lineOf), expected.events);
  if (knows('stdout')) same('stdout', outcome.stdout.trimEnd(), expected.stdout?.trimEnd());
  if (knows('processExit')) {
    same('status', outcome.status, 'failed');
    same('exit code of the process', outcome.exitCode, expected.processExit);
  }
  for (const [key, value] of Object.entries(expected.error ?? {})) {
    const got = outcome.error?.[key as 'message'];
    const fits = key === 'message' ? got?.includes(String(value)) === true : got === value;
    if (!fits) faults.push(`error is ${show(outcome.error)}, whose ${key} is not ${show(value)}`);
  }
  for (const stream of ['stdout', 'stderr'] as const) {
    for (const text of expected.has?.[stream] ?? []) {
      if (!outcome[stream].includes(text)) faults.push(`${stream} lacks ${show(text)}: ${show(outcome[stream])}`);
    }
    for (const text of expected.hasNot?.[stream] ?? []) {
      if (outcome[stream].includes(text)) faults.push(`${stream} has ${show(text)}`);
    }
  }
  return faults;
}

function statusOfHost({ status, error }: ScriptOutcome): string {
  return status === 'invalid_result' && error?.message.startsWith('invalid_result') === true ? 'failed' : status;
}

/** The line of JSON that the shim wrote, without its time. */
function lineOf({ source, eventId, level, category, message, data }: ScriptLogEntry): object {
  const { log, computer, rawData } = data;
  return {
    ...(log === undefined ? {} : { log }),
    ...{ source, eventId, entryType: level, category, message },
    ...(rawData === undefined ? {} : { data: rawData }),
    ...(computer === undefined ? {} : { computer }),
  };
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
