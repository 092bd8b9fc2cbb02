import { createHash } from 'node:crypto';
import type { StartableDefinition } from '../../domain/builder/event-definition';
import type { Permission } from '../../domain/identity/permissions';
import type { PlatformSettings } from '../../domain/settings/platform';
import { recordPathsOfTriggers } from '../../domain/triggers/record-paths';
import type { DirectorySnapshot } from '../../store/identity/directory';
import type { TriggerConfiguration } from '../../store/triggers/configuration';

export interface FingerprintedRules {
  readonly configuration: TriggerConfiguration;
  readonly directory: DirectorySnapshot;
  readonly settings: PlatformSettings;
  readonly definitions: readonly StartableDefinition[];
  readonly rightsOf: (userUuid: string) => ReadonlySet<Permission> | undefined;
}

const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * SHA-256 of what decisions of an event are made from beside their subject, as 43 characters of base64url. Of users only
 * those count whom the rules name: others come and go all day, unless conditions ask for owners by name.
 */
export function fingerprintOf({
  configuration,
  directory,
  settings,
  definitions,
  rightsOf,
}: FingerprintedRules): string {
  const { sets, triggers, settings: ofEvent } = configuration;
  const rules = JSON.stringify([sets, triggers, ofEvent, definitions]);
  const named = [...new Set(rules.match(uuids))].sort();
  const readsOwners = recordPathsOfTriggers(triggers).has('owner');
  const hash = createHash('sha256').update(rules);
  hash.update(JSON.stringify(settings));
  hash.update(JSON.stringify([...directory.groups.values()].map(({ uuid, name }) => [uuid, name])));
  hash.update(JSON.stringify([...directory.raProfiles.values(), ...directory.attributes.values()]));
  hash.update(
    JSON.stringify(named.map((uuid) => [directory.users.get(uuid)?.username ?? null, [...(rightsOf(uuid) ?? [])]])),
  );
  if (readsOwners)
    hash.update(JSON.stringify([...directory.users.values()].map(({ uuid, username }) => [uuid, username])));
  return hash.digest('base64url');
}
