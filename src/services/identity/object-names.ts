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
  readonly jobs: Pick<JobStore, 'byIds' | 'byName'>;
}

type Named = { readonly uuid: string; readonly name: string };
type InDirectory = 'user' | 'group' | 'raProfile' | 'role' | 'customAttribute';
type WithName = 'authority' | 'discovery' | 'certificateProfile' | 'approvalProfile' | 'job';
type Kind = InDirectory | WithName | 'trigger' | 'notificationProfile' | 'certificate';

/** One that a name may mean. */
export interface Candidate {
  readonly uuid: string;
  /** Of a certificate. */
  readonly notAfter?: Date | null;
}

/** Names of what people manage, and the way back. Certificates are found by their common name, which several may have. */
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
  const named = {
    authority,
    certificateProfile: certificateProfiles,
    approvalProfile: deps.approvalProfiles,
    job,
    discovery,
  };
  return {
    async namesOf(kind: Kind, uuids: readonly string[]): Promise<ReadonlyMap<string, string>> {
      switch (kind) {
        case 'trigger':
          return byUuid(await triggers.findMany(uuids));
        case 'notificationProfile':
          return byUuid(await profiles.findMany(uuids));
        case 'discovery':
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
        case 'discovery':
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
