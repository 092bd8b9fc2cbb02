import { logLevels } from '../../domain/event-log/entry';
import type { ScriptLogEntry } from '../../domain/scripts/run';
import type { FileRead } from './read-file';

export interface EventsRead {
  readonly events: readonly ScriptLogEntry[];
  readonly notes: readonly string[];
}

/** Bytes of the events of one run, and entries. */
export const eventsLimit = 1024 * 1024;
const mostEntries = 1_000;

/**
 * Entries that a script left for the event log: JSON Lines of `{log, source, eventId, entryType, category, message, time,
 * data?, computer?}`. A line that is none becomes a note, and the others count.
 */
export function readEvents(file: FileRead): EventsRead {
  if (file.kind === 'missing') return { events: [], notes: [] };
  if (file.kind === 'refused') return { events: [], notes: [`events_refused the file of events ${file.why}`] };
  const text = file.content.toString('utf8');
  // The last line of a file that is cut is no line.
  const lines = (file.isCut ? text.slice(0, text.lastIndexOf('\n') + 1) : text).split('\n');
  const events: ScriptLogEntry[] = [];
  const notes: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    if (events.length === mostEntries) {
      notes.push(`events_over_limit only the first ${mostEntries} entries count`);
      break;
    }
    const entry = entryIn(line);
    if (typeof entry === 'string') notes.push(`event_line_invalid ${index + 1}: ${entry}`);
    else events.push(entry);
  }
  if (file.isCut) notes.push(`events_over_limit only the first ${eventsLimit} bytes count`);
  return { events, notes: notes.length > 20 ? [...notes.slice(0, 20), `${notes.length - 20} more lines`] : notes };
}

/** Or what is wrong with it. */
function entryIn(line: string): ScriptLogEntry | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'is no JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is no JSON object';
  const {
    log,
    source,
    eventId,
    entryType = 'Information',
    category = 1,
    message,
    time,
    data,
    computer,
  } = value as Readonly<Record<string, unknown>>;
  const level = logLevels.find((known) => known.toLowerCase() === String(entryType).toLowerCase());
  if (typeof source !== 'string' || source.trim() === '') return 'source is no text';
  if (!isWord(eventId)) return 'eventId is no whole number from 0 to 65535';
  if (level === undefined) return `entryType is none of ${logLevels.join(', ')}`;
  if (!isWord(category)) return 'category is no whole number from 0 to 65535';
  if (typeof message !== 'string') return 'message is no text';
  const at = time === undefined ? new Date() : new Date(typeof time === 'string' ? time : Number.NaN);
  if (Number.isNaN(at.getTime())) return 'time is no date';
  const texts = Object.entries({ log, computer, rawData: data }).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { source, eventId, level, category, message, time: at.toISOString(), data: Object.fromEntries(texts) };
}

function isWord(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535;
}
