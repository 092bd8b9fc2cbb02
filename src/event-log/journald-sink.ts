import type { EventLogEntry } from '../domain/event-log/entry';
import { entryLine } from './entry';
import { severities } from './severities';
import { SinkFailure, type EventLogSink } from './sink';

/** Where the lines go; what a stream of Node offers of it. */
export interface LineOutput {
  write(text: string, done: (error?: Error | null) => void): unknown;
}

/** One JSON line an entry on standard output, with the prefix `<n>` that the journal takes for its priority (sd-daemon(3)). */
export function createJournaldSink(output: LineOutput = process.stdout): EventLogSink {
  return {
    name: 'journald',
    write: (entry: EventLogEntry) =>
      new Promise((resolve, reject) => {
        output.write(`<${severities[entry.level]}>${entryLine(entry)}`, (error) => {
          if (error == null) resolve();
          else reject(new SinkFailure('sink_unavailable', 'standard output is closed'));
        });
      }),
    close: async () => undefined,
  };
}
