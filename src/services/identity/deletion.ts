import { nameOfOperation } from '../../domain/operations/operation';
import type { Stores } from '../../store/stores';
import type { Author } from '../certificates/changes';
import { createLettingGo } from '../certificates/letting-go';

const shown = 20;

/** Who names an object that is to be deleted, and what simply lets go of it. */
export function createDeletionHooks(stores: Stores, now: () => Date): DeletionHooks {
  const { triggers, profiles, certificates, triggerSets, raProfiles } = stores;
  const lettingGo = createLettingGo({ certificates, history: stores.certificateHistory, now });
  const by = (kind: string, found: readonly { uuid: string; name: string }[]): UsedBy[] =>
    found.slice(0, shown).map(({ uuid, name }) => ({ kind, uuid, name }));
  const openOperations = async (field: 'raProfile' | 'authority', uuid: string) =>
    (await stores.operations.openOf(field, uuid, shown)).map((operation) => ({
      uuid: operation.uuid,
      name: nameOfOperation(operation),
    }));

  return {
    async referencesOf(kind, { uuid, name }) {
      switch (kind) {
        case 'customAttribute':
          return by('trigger', await triggers.referencesOf('customAttribute', name));
        case 'raProfile':
          return [
            ...by('trigger', await triggers.referencesOf('raProfile', uuid)),
            ...by('certificate', await certificates.ofRaProfile(uuid, shown)),
            ...by('operation', await openOperations('raProfile', uuid)),
          ];
        case 'group':
        case 'user':
          return [
            ...by('trigger', await triggers.referencesOf(kind, uuid)),
            ...by('notificationProfile', await profiles.recipientsOf(uuid)),
            ...by('approvalProfile', await stores.approvalProfiles.asking(uuid)),
          ];
        case 'authority':
          return [
            ...by(
              'raProfile',
              (await raProfiles.all()).filter((one) => one.authorityInstanceUuid === uuid),
            ),
            // Ordered there before the RA profile had another authority.
            ...by('operation', await openOperations('authority', uuid)),
            ...by('discovery', await stores.discoveries.ofAuthority({ uuid, name }, shown)),
          ];
        case 'secret':
          return by('discovery', await stores.discoveries.usingSecret(name, shown));
        case 'discovery':
          return by('scheduledJob', await stores.jobs.ofDiscovery({ uuid, name }));
        case 'certificateProfile':
          return by(
            'raProfile',
            (await raProfiles.all()).filter((one) => one.certificateProfileUuid === uuid),
          );
        case 'role':
          return [
            ...by('notificationProfile', await profiles.recipientsOf(uuid)),
            ...by('approvalProfile', await stores.approvalProfiles.asking(uuid)),
          ];
      }
    },
    async beforeDeletion(kind: DeletedKind, { uuid, name }, by) {
      if (kind === 'group') {
        await lettingGo.ofGroup({ uuid, name }, by);
        return setsInWords(await triggerSets.removeOfObject('groups', uuid));
      } else if (kind === 'user') {
        await lettingGo.ofOwner({ uuid, name }, by);
        await stores.calendarFeeds.remove(uuid);
      } else if (kind === 'raProfile') {
        return setsInWords(await triggerSets.removeOfObject('raProfiles', uuid));
      } else if (kind === 'customAttribute') {
        await stores.deletedAttributes.note(uuid, now());
      }
      return undefined;
    },
  };
}

/** Trigger sets that went with an object, for the audit log; undefined where there was none. */
export function setsInWords(count: number): string | undefined {
  return count === 0 ? undefined : `${count} trigger ${count === 1 ? 'set' : 'sets'} of it deleted, too`;
}

export type DeletedKind =
  | 'user'
  | 'role'
  | 'group'
  | 'raProfile'
  | 'authority'
  | 'certificateProfile'
  | 'customAttribute'
  | 'discovery'
  | 'secret';
/** An object that refers to another one; `kind` in camelCase: `trigger`, `certificate`, `notificationProfile`. */
export interface UsedBy {
  readonly kind: string;
  readonly uuid: string;
  readonly name: string;
}

/** What other resources have to say when an object goes. */
export interface DeletionHooks {
  /** Who refers to it and forbids that it goes; some are enough. Custom attributes and secrets are referred to by name. */
  readonly referencesOf: (
    kind: DeletedKind,
    object: { readonly uuid: string; readonly name: string },
  ) => Promise<readonly UsedBy[]>;
  /**
   * Takes the object out of where it may simply vanish: a group out of certificates, a user as owner; the values of an
   * attribute are noted to be erased. Called before
   * it is deleted and again when the deletion is repeated, so it must do no harm twice.
   * @param by who deletes it
   * @returns what else is deleted with it, for the audit log; undefined where nothing is
   */
  readonly beforeDeletion: (
    kind: DeletedKind,
    object: { readonly uuid: string; readonly name: string },
    by: Author,
  ) => Promise<string | undefined>;
}
