import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient, Json } from './api-client';
import { namesIn, quoted, sameList } from './compare';
import type { Result } from './perform';
import type { Expectation } from './rules';

const pollMs = 200;

/**
 * The firing of an upload once its effects have started and, with `untilDelivered`, nothing of it is on its way any
 * more; as it is at `until` (milliseconds since 1970) at the latest. Undefined when the event history has none.
 */
export async function firingOf(
  client: ApiClient,
  result: Result,
  { untilDelivered, until }: { readonly untilDelivered: boolean; readonly until: number },
): Promise<Json | undefined> {
  const firingId = result.firingId ?? (await firingOfCertificate(client, result.uuid));
  if (firingId === undefined) return undefined;
  for (;;) {
    const { status, body } = await client.send(`/event-history/${firingId}`);
    const isOpen = status !== 200 || body['status'] === 'running' || (untilDelivered && openDeliveries(body) > 0);
    if (!isOpen) return body;
    if (Date.now() > until) return status === 200 ? body : undefined;
    await sleep(pollMs);
  }
}

function openDeliveries({ counts }: Json): number {
  return Number((counts as Json | undefined)?.['deliveriesOpen'] ?? 0);
}

/** The answer to a sync upload names the certificate only. */
async function firingOfCertificate(client: ApiClient, uuid: string | undefined): Promise<string | undefined> {
  if (uuid === undefined) return undefined;
  const list = await client.list(`/event-history?event=certificate_uploaded&resource=certificates&objectUuid=${uuid}`);
  return list.length === 1 ? String(list[0]?.['firingId']) : undefined;
}

/** What the event history has to say; `allDelivered` when every effect can be expected to have succeeded. */
export function checkFiring(
  firing: Json,
  result: Result,
  expectation: Expectation,
  { allDelivered }: { readonly allDelivered: boolean },
): string[] {
  const deviations: string[] = [];
  const matched = namesIn(firing['matchedTriggers']);
  if (!sameList(matched, expectation.triggers)) {
    deviations.push(`matched ${quoted(matched)} instead of ${quoted(expectation.triggers)}`);
  }
  const outcome =
    expectation.outcome === 'ignored' ? 'ignored' : expectation.triggers.length > 0 ? 'performed' : 'unmatched';
  if (firing['outcome'] !== outcome) {
    deviations.push(`the firing is ${String(firing['outcome'])} and must be ${outcome}`);
  }
  if (allDelivered && firing['status'] !== 'finished') {
    deviations.push(`the firing is ${String(firing['status'])} and must be finished`);
  }
  if (expectation.outcome === 'stored') return deviations;
  if (!sameList(result.matchedTriggers, expectation.triggers)) {
    deviations.push(`the answer names ${quoted(result.matchedTriggers)} as matching`);
  }
  return [...deviations, ...traces(firing, result)];
}

/** The history of a rejected upload must not tell which certificate it was. */
function traces(firing: Json, { certificate }: Result): string[] {
  const text = JSON.stringify(firing);
  const { fingerprint, serialNumber, name } = certificate;
  return Object.entries({ fingerprint, serialNumber, name })
    .filter(([, value]) => value.length > 4 && text.includes(value))
    .map(([field]) => `the history of the rejected upload shows its ${field}`);
}
