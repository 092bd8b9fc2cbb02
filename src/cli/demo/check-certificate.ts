import type { ApiClient, Json } from './api-client';
import { difference } from './compare';
import type { Result } from './perform';
import { type DemoIds, type Expectation, names } from './rules';

/** What the inventory has to hold: what triggers and request have set, and nothing else. */
export async function checkCertificate(
  client: ApiClient,
  ids: DemoIds,
  uploader: string,
  { uuid, certificate }: Result,
  { groups, raProfile, owner, attributes }: Expectation,
): Promise<string[]> {
  const stored = await client.get(`/certificates/${String(uuid)}`);
  const uuidOf: Readonly<Record<string, string>> = {
    [names.ellipticGroup]: ids.ellipticGroup,
    [names.renewGroup]: ids.renewGroup,
  };
  const values = attributesIn(stored['customAttributes']);
  return [
    ...difference('fingerprint', stored['fingerprint'], certificate.fingerprint),
    ...difference('groups', sorted(stored['groups']), sorted(groups.map((name) => uuidOf[name]))),
    ...difference('RA profile', stored['raProfile'], raProfile === null ? null : ids.raProfile),
    ...difference('owner', stored['owner'], owner === undefined ? uploader : ids.owner),
    ...[names.environment, names.reviewBy].flatMap((name) =>
      difference(name, values.get(name) ?? null, attributes[name] ?? null),
    ),
  ];
}

function sorted(list: unknown): readonly unknown[] {
  return [...((list ?? []) as readonly unknown[])].sort();
}

/** The first value of each attribute by name. */
function attributesIn(list: unknown): ReadonlyMap<string, unknown> {
  return new Map(
    ((list ?? []) as readonly Json[]).map(({ name, content }) => [
      String(name),
      (content as readonly Json[])[0]?.['data'],
    ]),
  );
}
