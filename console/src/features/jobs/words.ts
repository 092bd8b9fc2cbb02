import { toString as cronText } from 'cronstrue';
import { valueText, wordsOf } from '../../shared/text/words';
import type { Tone } from '../../shared/ui/states';
import type { Execution } from './queries';

/** `At 02:30 AM, Monday through Friday`; undefined where nobody can say it. */
export function cronWords(cron: string): string | undefined {
  try {
    return cronText(cron, { use24HourTimeFormat: true });
  } catch {
    return undefined;
  }
}

export function toneOfExecution(status: Execution['status']): Tone {
  return ({ started: 'accent', succeeded: 'good', failed: 'bad' } as const)[status];
}

export const executionNames: Readonly<Record<Execution['status'], string>> = {
  started: 'under way',
  succeeded: 'succeeded',
  failed: 'failed',
};

/** `850 ms`, `12.3 s`, `4 min 5 s`, `2 h 10 min`. */
export function durationText(milliseconds: number | null): string {
  if (milliseconds === null) return '–';
  if (milliseconds < 1000) return `${milliseconds} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `checked: 3, problems: (expired: 1)`; empty where a run left nothing. */
export function resultWords(result: unknown): string {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return valueText(result);
  return Object.entries(result)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([member, value]) => {
      const words = resultWords(value);
      return `${wordsOf(member)}: ${typeof value === 'object' ? `(${words})` : words}`;
    })
    .join(', ');
}

/** Zones of this browser, with the one that people live in first. */
export function timeZones(): readonly string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set(['UTC', own, ...Intl.supportedValuesOf('timeZone')])];
}
