import { existsSync, readFileSync } from 'node:fs';

/** How often each run of a script wrote its line into the file, which is the first thing that scripts of crash tests do. */
export function effectsIn(file: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}
