import type { ApiClient, Json } from './api-client';
import { difference } from './compare';
import { createDemoAuthority } from './issue';
import { type LifecycleIds, lifecycleNames } from './lifecycle-rules';
import { addresses } from './rules';
import { firingsAbout, firingWithKey, type Told } from './told';
import { awaited, sent } from './wait';

const dayMs = 86_400_000;

/**
 * Tells the product, as a program would, that two new certificates and one that it knows were found. Throws `DemoFault`
 * when the API refuses something, or the run comes to no end.
 * @param known PEM of a certificate of the inventory
 * @param run a few letters or digits that no earlier run had
 */
export async function showDiscovery(
  client: ApiClient,
  { discovery }: LifecycleIds,
  known: string,
  run: string,
): Promise<readonly Told[]> {
  const authority = createDemoAuthority();
  const now = Date.now();
  const times = { notBefore: new Date(now - dayMs), notAfter: new Date(now + 90 * dayMs) };
  const names = [`left-${run}.demo.invalid`, `right-${run}.demo.invalid`];
  const found = [...names.map((name) => authority.issue({ name, ...times })), known];
  const rows = found.map((certificate, index) => ({ certificate, host: `host-${index + 1}.demo.invalid`, port: 443 }));
  const { body } = await sent(client, 'POST', `/discoveries/${discovery}/rows`, [202], { rows });
  const number = String(body['run']);
  const end = await awaited('the end of a discovery', async () => {
    const seen = await client.get(`/discoveries/${discovery}/runs/${number}`);
    return seen['endedAt'] === null ? undefined : seen;
  });
  const counts = end['certificates'] as Json;
  const imported = await client.list(`/discoveries/${discovery}/rows?run=${number}&outcome=imported`);
  const firings = new Map(imported.map(({ commonName, firingId }) => [commonName, String(firingId)]));
  const mailTo = [addresses.operations];
  const from = new Date(now - 60_000);
  return [
    {
      ...{ event: 'certificate_discovered', cause: `${names[0]}, new`, triggers: [lifecycleNames.discovered], mailTo },
      deviations: [
        ...difference('new certificates', counts['imported'], names.length),
        ...difference('known certificates', counts['known'], 1),
        ...difference('firings', new Set(firings.values()).size, names.length),
      ],
      find: async () => firings.get(names[0]),
    },
    {
      event: 'discovery_finished',
      cause: `run ${number}: ${String(end['message'])}`,
      ...{ triggers: [lifecycleNames.finished], mailTo },
      deviations: difference('the run', end['status'], 'completed'),
      find: async () =>
        firingWithKey(
          client,
          await firingsAbout(client, 'discovery_finished', 'discoveries', discovery, from),
          `/${number}`,
        ),
    },
  ];
}
