import type { DiscoveryRun } from '../../domain/discoveries/discovery';
import type { DiscoveryRowStore } from '../../store/discoveries/rows';
import type { DiscoveryRunStore } from '../../store/discoveries/runs';

export interface SeenBeforeDeps {
  readonly runs: Pick<DiscoveryRunStore, 'list'>;
  readonly rows: Pick<DiscoveryRowStore, 'placed'>;
}

/** The latest has all places of the source, unless it was broken off: then those before it have more. */
const runsLookedThrough = 3;

/** The certificates that earlier runs of the same discovery have found, by the path of their place. */
export function createSeenBefore({ runs, rows }: SeenBeforeDeps) {
  return async function seenBefore({
    discovery,
    number,
  }: Pick<DiscoveryRun, 'discovery' | 'number'>): Promise<ReadonlyMap<string, string>> {
    const certificates = new Map<string, string>();
    // What was seen last counts.
    for (const { id } of (await runs.list(discovery, number, runsLookedThrough)).reverse()) {
      for await (const { certificateUuid, places } of rows.placed(id)) {
        for (const { path } of places) if (path !== undefined) certificates.set(path, certificateUuid);
      }
    }
    return certificates;
  };
}

export type SeenBefore = ReturnType<typeof createSeenBefore>;
