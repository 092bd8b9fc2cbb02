import type { Schema } from '../../shared/api/types';
import type { Tone } from '../../shared/ui/states';

export type RunStatus = Schema<'ScriptRunStatus'>;

const words: Readonly<Record<RunStatus, string>> = {
  waiting: 'waits for a worker',
  running: 'runs',
  succeeded: 'succeeded',
  failed: 'failed',
  timed_out: 'timed out',
  cancelled: 'cancelled',
  memory_exceeded: 'too much memory',
  process_limit: 'too many processes',
  invalid_result: 'unusable result',
  secret_unavailable: 'no secret',
  runtime_unavailable: 'no runtime',
  worker_lost: 'worker lost',
  no_worker: 'no worker',
};

export const runStatuses = Object.keys(words) as readonly RunStatus[];

export function runStatusWords(status: RunStatus): string {
  return words[status];
}

export function toneOfRun(status: RunStatus): Tone {
  if (status === 'succeeded') return 'good';
  if (status === 'waiting' || status === 'running') return 'accent';
  return status === 'cancelled' ? 'neutral' : 'bad';
}

export function isOver(status: RunStatus): boolean {
  return status !== 'waiting' && status !== 'running';
}

/** Security contexts as people know them. */
export function contextWords(context: Schema<'SecurityContext'>): string {
  return context === 'api' ? 'by hand' : 'by itself';
}

const causes: Readonly<Record<string, { readonly text: string; readonly id?: string; readonly screen?: string }>> = {
  test: { text: 'the test bench' },
  alert: { text: 'an alert', id: 'alertId', screen: '/alerts' },
  action: { text: 'an action of a trigger', id: 'firingId', screen: '/event-history' },
  job: { text: 'a scheduled job', id: 'jobId', screen: '/scheduled-jobs' },
  instance: { text: 'a step of a workflow', id: 'instanceId', screen: '/instances' },
  dns01: { text: 'a proof for an authority', id: 'authority', screen: '/authorities' },
  lint: { text: 'the linter' },
  plugin: { text: 'the registration of a handler' },
};

/** What started a run, with the path of its cause in the console where it has one. */
export function causeOf(trigger: Readonly<Record<string, unknown>>): { readonly text: string; readonly path?: string } {
  const kind = String(trigger['kind']);
  const { text, id, screen } = causes[kind] ?? { text: kind };
  const value = id === undefined ? undefined : trigger[id];
  return typeof value === 'string' && screen !== undefined ? { text, path: `${screen}/${value}` } : { text };
}

/** `1.2 s`, `350 ms`, `2 min 5 s`. */
export function durationText(milliseconds: number | null): string {
  if (milliseconds === null) return '–';
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
