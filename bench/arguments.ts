import { parseArgs } from 'node:util';

export const subjects = ['uploads', 'lists', 'scan', 'start'] as const;
export type Subject = (typeof subjects)[number];

export interface CompareArguments {
  /** As git understands it. */
  readonly commit: string;
  readonly subject: Subject;
  readonly rounds: number;
  /** Of the uploads that many clients send, the part that is sent in a round; 1 is all of them. */
  readonly share: number;
  /** What a figure may be worse by before the run counts as failed, in per cent; undefined where slowness is no failure. */
  readonly within: number | undefined;
}

export const compareUsage = `npm run bench -- compare <commit> [${subjects.join('|')}] [--rounds N] [--share 0.5] [--within PERCENT]`;

/** A scan of a million takes its time, and a build of engines even more. */
const usualRounds: Readonly<Record<Subject, number>> = { uploads: 5, lists: 5, scan: 3, start: 1 };

/** What stands behind `compare`; a text for people where it cannot be understood. */
export function parseCompare(args: readonly string[]): CompareArguments | string {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rounds: { type: 'string' },
        share: { type: 'string', default: '0.5' },
        within: { type: 'string' },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { values, positionals } = parsed;
  const [commit, subject = 'uploads', ...others] = positionals;
  if (commit === undefined) return 'the commit to compare with is missing';
  if (!isSubject(subject)) return `there is no ${subject} to compare; there are ${subjects.join(', ')}`;
  if (others.length > 0) return `too much: ${others.join(' ')}`;
  const rounds = Number(values.rounds ?? usualRounds[subject]);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 50) return '--rounds is a whole number from 1 to 50';
  const share = Number(values.share);
  if (!(share >= 0.05 && share <= 1)) return '--share is a number from 0.05 to 1';
  const within = values.within === undefined ? undefined : Number(values.within);
  if (within !== undefined && !(within >= 0 && within <= 1_000)) return '--within is a number of per cent';
  return { commit, subject, rounds, share, within };
}

function isSubject(text: string): text is Subject {
  return subjects.some((subject) => subject === text);
}
