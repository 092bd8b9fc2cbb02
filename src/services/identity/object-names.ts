import type { ConnectionStore } from '../../store/connections/connections';
import type { CollectionStore } from '../../store/collections/collections';
import type { Alert } from '../../domain/alerts/alert';
import { alertKindCodes } from '../../domain/alerts/kind';
import type { AlertStore } from '../../store/alerts/alerts';
import type { AuthorityStore } from '../../store/authorities/authorities';
import type { CertificateProfileStore } from '../../store/authorities/certificate-profiles';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { DirectorySnapshot } from '../../store/identity/directory';
import type { ApprovalProfileStore } from '../../store/approvals/profiles';
import type { JobStore } from '../../store/jobs/jobs';
import type { DiscoveryStore } from '../../store/discoveries/discoveries';
import type { NotificationProfileStore } from '../../store/notifications/profiles';
import type { TriggerStore } from '../../store/triggers/triggers';

export interface ObjectNamesDeps {
  readonly directory: () => Promise<DirectorySnapshot>;
  readonly triggers: Pick<TriggerStore, 'findMany' | 'list'>;
  readonly profiles: Pick<NotificationProfileStore, 'findMany' | 'list'>;
  readonly authorities: Pick<AuthorityStore, 'byIds' | 'byName'>;
  readonly certificateProfiles: Pick<CertificateProfileStore, 'byIds' | 'byName'>;
  readonly discoveries: Pick<DiscoveryStore, 'byIds' | 'byName'>;
  readonly inventory: Pick<CertificateInventory, 'namesOf' | 'named'>;
  readonly approvalProfiles: Pick<ApprovalProfileStore, 'byIds' | 'byName'>;
  readonly collections: Pick<CollectionStore, 'byIds' | 'byName'>;
  readonly connections: Pick<ConnectionStore, 'byIds' | 'byName'>;
  readonly jobs: Pick<JobStore, 'byIds' | 'byName'>;
  readonly alerts: Pick<AlertStore, 'byIds' | 'byName'>;
  /** Names of alerts with their kind, which means one alert everywhere: `expiration/Web servers`. */
  readonly withKinds?: boolean;
}

type Named = { readonly uuid: string; readonly name: string };
type InDirectory = 'user' | 'group' | 'raProfile' | 'role' | 'customAttribute';
type WithName =
  'authority' | 'discovery' | 'certificateProfile' | 'approvalProfile' | 'job' | 'collection' | 'connection';
type Kind = InDirectory | WithName | 'trigger' | 'notificationProfile' | 'certificate' | 'alert';

/** One that a name may mean. */
export interface Candidate {
  readonly uuid: string;
  /** Of a certificate. */
  readonly notAfter?: Date | null;
}

/**
 * Names of what people manage, and the way back. Certificates are found by their common name, or by another where they have
 * none; several may have it.
 */
export function createObjectNames(deps: ObjectNamesDeps) {
  const {
    directory,
    triggers,
    profiles,
    inventory,
    authorities: authority,
    certificateProfiles,
    jobs: job,
    discoveries: discovery,
  } = deps;
  const nameOfAlert = ({ kind, name }: Pick<Alert, 'kind' | 'name'>) =>
    deps.withKinds === true ? `${kind}/${name}` : name;
  const named = {
    authority,
    certificateProfile: certificateProfiles,
    approvalProfile: deps.approvalProfiles,
    job,
    discovery,
    collection: deps.collections,
    connection: deps.connections,
  };
  return {
    async namesOf(kind: Kind, uuids: readonly string[]): Promise<ReadonlyMap<string, string>> {
      switch (kind) {
        case 'trigger':
          return byUuid(await triggers.findMany(uuids));
        case 'notificationProfile':
          return byUuid(await profiles.findMany(uuids));
        case 'alert':
          return byUuid((await deps.alerts.byIds(uuids)).map((alert) => ({ ...alert, name: nameOfAlert(alert) })));
        case 'discovery':
        case 'collection':
        case 'connection':
        case 'authority':
        case 'certificateProfile':
        case 'approvalProfile':
        case 'job':
          return byUuid(await named[kind].byIds(uuids));
        case 'certificate':
          return inventory.namesOf(uuids);
        default: {
          const { named } = listsOf(await directory(), kind);
          return new Map(uuids.flatMap((uuid) => (named.has(uuid) ? [[uuid, named.get(uuid)!]] : [])));
        }
      }
    },

    /** Those with this name, at most so many: two are enough to know that it is ambiguous. */
    async candidatesOf(kind: Kind, name: string, limit: number): Promise<readonly Candidate[]> {
      switch (kind) {
        case 'trigger':
          return (await triggers.list({ name }, null, limit)).map(({ uuid }) => ({ uuid }));
        case 'notificationProfile':
          return (await profiles.list({ name }, null, limit)).map(({ uuid }) => ({ uuid }));
        case 'alert': {
          // A name is unique within a kind only, which may stand before it: `expiration/Web servers`.
          const kind = alertKindCodes.find((code) => name.startsWith(`${code}/`));
          const asked =
            kind === undefined
              ? alertKindCodes.map((code) => [code, name] as const)
              : [[kind, name.slice(kind.length + 1)] as const];
          const found = await Promise.all(asked.map(([code, own]) => deps.alerts.byName(code, own)));
          return found.flatMap((alert) => (alert === undefined ? [] : [{ uuid: alert.uuid }])).slice(0, limit);
        }
        case 'discovery':
        case 'collection':
        case 'connection':
        case 'authority':
        case 'certificateProfile':
        case 'approvalProfile':
        case 'job': {
          const found = await named[kind].byName(name);
          return found === undefined ? [] : [{ uuid: found.uuid }];
        }
        case 'certificate':
          return inventory.named(name, limit);
        default: {
          const found = listsOf(await directory(), kind).byName.get(name);
          return found === undefined ? [] : [{ uuid: found.uuid }];
        }
      }
    },
  };
}

function listsOf(snapshot: DirectorySnapshot, kind: InDirectory) {
  const { users, usersByName, groups, groupsByName, roles, rolesByName, raProfiles, raProfilesByName } = snapshot;
  const lists = {
    user: { all: users, byName: usersByName },
    group: { all: groups, byName: groupsByName },
    role: { all: roles, byName: rolesByName },
    raProfile: { all: raProfiles, byName: raProfilesByName },
    customAttribute: { all: snapshot.attributes, byName: snapshot.attributesByName },
  };
  const { all, byName } = lists[kind];
  const nameOf = (uuid: string) => {
    const found = all.get(uuid);
    return found === undefined ? undefined : 'username' in found ? found.username : found.name;
  };
  return { byName, named: { has: (uuid: string) => all.has(uuid), get: nameOf } };
}

function byUuid(found: readonly Named[]): Map<string, string> {
  return new Map(found.map(({ uuid, name }) => [uuid, name]));
}
