import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type ApiClient, describe, type Json } from './api-client';
import { DemoFault } from './product';

const pollMs = 200;
const limitMs = 60_000;

/** Asks again until `found` gives something; after a minute throws `DemoFault`, which names what did not come. */
export async function awaited<T>(what: string, found: () => Promise<T | undefined>): Promise<T> {
  for (const until = Date.now() + limitMs; ; await sleep(pollMs)) {
    const result = await found();
    if (result !== undefined) return result;
    if (Date.now() > until) throw new DemoFault(`${what} did not come within a minute`);
  }
}

/** Sends a request that has to be answered with one of these statuses. Throws `DemoFault` for every other. */
export async function sent(
  client: ApiClient,
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  statuses: readonly number[],
  body?: Json,
): Promise<Answer> {
  const headers: Readonly<Record<string, string>> = method === 'PATCH' ? { 'if-match': '*' } : {};
  const answer = await client.send(path, { method, headers, ...(body === undefined ? {} : { body }) });
  if (statuses.includes(answer.status)) return answer;
  throw new DemoFault(`${method} ${path} answered ${describe(answer)}`);
}
