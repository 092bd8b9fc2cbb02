import { createDiscoveryStart } from '../../services/discoveries/start';
import { createDiscoveryRuns } from '../../temporal/runs/discoveries';
import type { Foundation } from '../foundation';

/** What begins and ends runs of discoveries, for the API and for jobs. */
export function discoveryStartOf({ stores, client, queueName, now }: Foundation) {
  const { start, tell } = createDiscoveryRuns(client, queueName);
  return createDiscoveryStart({ discoveries: stores.discoveries, runs: stores.discoveryRuns, start, tell, now });
}
