import { DefaultLogger, Runtime, type LogEntry } from '@temporalio/worker';

/**
 * The engine's runtime of this process, once and first: its lines go where ours go, and it leaves signals alone,
 * since the process owns the order in which its parts stop.
 */
export function installRuntime(
  write: (entry: { level: string; message: string; meta?: Record<string, unknown> }) => void,
): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }: LogEntry) => {
      // Said of every worker without workflows or activities, which is what the others are for.
      if (message.startsWith('No ') && message.includes('registered')) return;
      write({ level, message, ...(meta === undefined ? {} : { meta }) });
    }),
  });
}
