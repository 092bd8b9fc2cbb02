import type { EventLogEntry } from '../../domain/event-log/entry';
import type { ScriptLogEntry } from '../../domain/scripts/run';
import type { ScriptRun } from '../../domain/scripts/run-record';
import { uuidOf } from '../../store/database/derived-ids';

/** What a script wrote to the event log, as entries of ours in its order; the same each time. */
export function entriesOf(
  { runId, trigger, itemId }: Pick<ScriptRun, 'runId' | 'trigger' | 'itemId'>,
  written: readonly ScriptLogEntry[],
  host: string,
): EventLogEntry[] {
  return written.map(({ source, eventId, level, category, message, time, data }, index) => ({
    entryId: uuidOf(`script run:${runId}:entry:${index}`),
    ...{ time: new Date(time), source, eventId, level, category, message, data, itemId, host },
    firingId: trigger.kind === 'action' ? trigger.firingId : null,
    instanceId: trigger.kind === 'instance' ? trigger.instanceId : null,
  }));
}
