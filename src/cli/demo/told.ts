import type { ApiClient, Json } from './api-client';

/** One of the nine events as the demo has caused it, and what must have come of it. */
export interface Told {
  readonly event: string;
  /** In a few words, for the table. */
  readonly cause: string;
  /** Triggers of the demo that must have matched. */
  readonly triggers: readonly string[];
  readonly mailTo: readonly string[];
  /** What of the cause itself is not as it must be. */
  readonly deviations: readonly string[];
  /** Id of its firing, once there is one. */
  find(): Promise<string | undefined>;
}

/** The firings of an event about an object since a moment, newest first. */
export async function firingsAbout(
  client: ApiClient,
  event: string,
  resource: string,
  objectUuid: string,
  from?: Date,
): Promise<readonly string[]> {
  const since = from === undefined ? '' : `&from=${encodeURIComponent(from.toISOString())}`;
  const list = await client.list(`/event-history?event=${event}&resource=${resource}&objectUuid=${objectUuid}${since}`);
  return list.map(({ firingId }) => String(firingId));
}

/** The one of these firings whose occurrence key ends so. */
export async function firingWithKey(
  client: ApiClient,
  firingIds: readonly string[],
  end: string,
): Promise<string | undefined> {
  for (const firingId of firingIds) {
    const firing: Json = await client.get(`/event-history/${firingId}`);
    if (String(firing['occurrenceKey']).endsWith(end)) return firingId;
  }
  return undefined;
}
