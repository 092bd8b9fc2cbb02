import type { ScriptOutcome } from './run';
import type { RunEnd, ScriptRun } from './run-record';
import type { ScriptRunSummary } from './run-request';

/** What the row of a run says once its runner has told what came of it. */
export function endOf(
  { startedAt, requestedAt }: Pick<ScriptRun, 'startedAt' | 'requestedAt'>,
  outcome: ScriptOutcome,
  finishedAt: Date,
): RunEnd {
  const { status, exitCode, signal, error, errorCount, notes, sendEmail, truncatedBytes, artefacts } = outcome;
  const { droppedArtefactBytes, memoryLimit, account, osUser, process, runtimeVersion, durationMs, leftovers } =
    outcome;
  return {
    ...{ status, exitCode, signal, error, errorCount, notes, sendEmail, truncatedBytes, droppedArtefactBytes },
    ...{ memoryLimit, account, osUser, process, runtimeVersion, durationMs, leftovers, finishedAt },
    startedAt: startedAt ?? requestedAt,
    artefacts: artefacts.map(({ name, content }) => ({ name, bytes: content.byteLength })),
  };
}

/** The end of a run that no runner has told of. @param id a code, where there is one for it */
export function endWithout(
  status: RunEnd['status'],
  message: string,
  { startedAt }: Pick<ScriptRun, 'startedAt'>,
  finishedAt: Date,
  id: string | null = null,
): RunEnd {
  const durationMs = startedAt === null ? null : Math.max(0, finishedAt.getTime() - startedAt.getTime());
  return { status, error: { message, type: null, id, line: null }, finishedAt, durationMs };
}

/** What a workflow may know of an ended run. */
export function summaryOf({ runId, status, exitCode, errorCount, sendEmail }: ScriptRun): ScriptRunSummary {
  return { runId, status, exitCode, errorCount, sendEmail };
}
