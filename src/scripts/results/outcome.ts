import type { ScriptEnding, ScriptError, ScriptJob, ScriptOutcome } from '../../domain/scripts/run';
import type { Captured } from '../process/capture';
import type { ProcessExit } from '../process/launch';
import type { Supervised } from '../process/supervise';
import type { EventsRead } from './events';
import type { ResultRead } from './result';

/** How the process of a run came to its end, and what was read of it until then. */
export interface RunEnding extends Supervised {
  /** Nulls where the process lives on. */
  readonly exit: ProcessExit;
  readonly stdout: Captured;
  readonly stderr: Captured;
  readonly leftovers: readonly string[];
  readonly durationMs: number;
  readonly process: ScriptOutcome['process'];
  /** Text of the result where the process handed it over in place of a file. */
  readonly report?: string;
}

export interface RunFindings {
  readonly ending: RunEnding;
  readonly result: ResultRead;
  readonly events: EventsRead;
  /** What stderr says of the error that ended the script, for runtimes without a host. */
  readonly errorIn: (stderr: string) => ScriptError | null;
}

export type JudgedRun = Pick<
  ScriptOutcome,
  'status' | 'exitCode' | 'signal' | 'result' | 'sendEmail' | 'error' | 'errorCount' | 'notes'
>;

/** What a run came to. The reason for which we stopped it comes first, then its host's word, then its exit code. */
export function judgeRun({ ending, result, events, errorIn }: RunFindings, job: Pick<ScriptJob, 'limits'>): JudgedRun {
  const { exit, stopped, stderr } = ending;
  const read = result.kind === 'result' ? result.result : null;
  const host = read?.host ?? null;
  const exitCode = host === null ? exit.exitCode : host.exitCode;
  const common = {
    exitCode,
    signal: exit.signal,
    result: read?.variables ?? {},
    sendEmail: read?.sendEmail ?? true,
    errorCount: host?.errorCount ?? 0,
    notes: [...(read?.notes ?? []), ...events.notes],
  };
  const end = (status: ScriptEnding, error: ScriptError | null): JudgedRun => ({ ...common, status, error });
  if (stopped !== null) return end(stopped, plainError(sentenceFor(stopped, job)));
  if (host !== null && host.status === 'failed') {
    const isInvalid = host.error?.message.startsWith('invalid_result') === true;
    return end(isInvalid ? 'invalid_result' : 'failed', host.error ?? plainError(`exit code ${exitCode}`));
  }
  if (host === null && exit.signal !== null) return end('failed', plainError(`ended by ${exit.signal}`));
  if (host === null && exit.exitCode !== 0 && exit.exitCode !== null) {
    const error = errorIn(stderr.text) ?? plainError(`exit code ${exit.exitCode}`);
    return end('failed', error);
  }
  if (result.kind === 'missing') return end('failed', plainError('the program ended without a result'));
  if (result.kind === 'invalid') return end('invalid_result', plainError(`invalid_result: ${result.message}`));
  return end('succeeded', null);
}

function sentenceFor(stopped: NonNullable<RunEnding['stopped']>, { limits }: Pick<ScriptJob, 'limits'>): string {
  switch (stopped) {
    case 'timed_out':
      return `stopped after its time limit of ${limits.timeoutSeconds} s`;
    case 'cancelled':
      return 'stopped because it was cancelled';
    case 'memory_exceeded':
      return `ended over its memory limit of ${limits.memoryMiB} MiB`;
    case 'process_limit':
      return 'ended over the limit of 64 processes';
  }
}

export function plainError(message: string): ScriptError {
  return { message, type: null, id: null, line: null };
}
