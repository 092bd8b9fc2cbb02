import { setTimeout as sleep } from 'node:timers/promises';

/** What somebody else waits for to its end; undefined: it takes longer than this. Its fault after that is nobody's. */
export async function patiently<T>(reading: Promise<T>, ms: number): Promise<T | undefined> {
  reading.catch(() => undefined);
  return Promise.race([reading, sleep(ms, undefined, { ref: false })]);
}
