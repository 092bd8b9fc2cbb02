import { wordsOf } from '../../shared/text/words';
import type { Tone } from '../../shared/ui/states';
import type { FiringRow } from './queries';

export interface Verdict {
  readonly words: string;
  readonly tone: Tone;
}

/** What came of a firing: failures before everything else, then what was decided. */
export function verdictOf({ status, outcome }: Pick<FiringRow, 'status' | 'outcome'>): Verdict {
  if (status === 'failed') return { words: 'failed', tone: 'bad' };
  if (status === 'finished_with_errors') {
    return { words: `${outcome === null ? 'done' : outcomeWords(outcome)}, with errors`, tone: 'bad' };
  }
  if (status === 'running') return { words: 'running', tone: 'accent' };
  if (outcome === null) return { words: wordsOf(status), tone: 'neutral' };
  return { words: outcomeWords(outcome), tone: tones[outcome] ?? 'neutral' };
}

const tones: Readonly<Record<string, Tone>> = { performed: 'good', ignored: 'warn', error: 'bad' };

function outcomeWords(outcome: string): string {
  return (
    { performed: 'acted', ignored: 'ignored', unmatched: 'nothing matched', error: 'failed' }[outcome] ??
    wordsOf(outcome)
  );
}

/** What a trigger said. An error is never told like a condition that does not hold. */
export function resultOf(result: string): Verdict {
  return (
    (
      {
        matched: { words: 'matched', tone: 'good' },
        not_matched: { words: 'did not match', tone: 'neutral' },
        error: { words: 'could not be decided', tone: 'bad' },
        skipped: { words: 'left out: disabled', tone: 'neutral' },
      } as const satisfies Readonly<Record<string, Verdict>>
    )[result] ?? { words: wordsOf(result), tone: 'neutral' }
  );
}

export function toneOfAction(outcome: string): Tone {
  return outcome === 'ok' ? 'good' : outcome === 'failed' ? 'bad' : outcome === 'pending' ? 'accent' : 'neutral';
}

/** Who or what it was about: its name, or why there is none. */
export function subjectName({ name, note, uuid, resource }: FiringRow['subject']): string {
  return name ?? note ?? uuid ?? wordsOf(resource);
}

/** `120 ms`, `3.4 s`, `2 min 5 s`. */
export function durationText(milliseconds: number | null): string {
  if (milliseconds === null) return '–';
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** What triggers did, where they did anything: `2 done, 1 failed`. */
export function actionsText({ actionsOk, actionsFailed, actionsSkipped, deliveriesOpen }: FiringRow['counts']): string {
  const parts = [
    [actionsOk, 'done'],
    [actionsFailed, 'failed'],
    [actionsSkipped, 'skipped'],
    [deliveriesOpen, 'still to deliver'],
  ] as const;
  return parts.flatMap(([count, words]) => (count === 0 ? [] : [`${count.toLocaleString('en')} ${words}`])).join(', ');
}
