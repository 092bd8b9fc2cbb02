import { secretsOf } from '../../domain/connections/connection';
import type { DefinitionKeyKind } from '../../domain/builder/definition';
import { attributesIn } from '../../domain/triggers/references';
import { nameOfOperation } from '../../domain/operations/operation';
import type { Stores } from '../../store/stores';
import type { Author } from '../certificates/changes';
import { definitionsWithStep, names } from '../builder/users';
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

  const keyed = async (kind: DefinitionKeyKind, uuid: string) =>
    by('definition', await stores.definitions.withKey({ kind, uuid }));
  const withStep = async (refersToIt: Parameters<typeof definitionsWithStep>[1]) =>
    by('definition', await definitionsWithStep(stores.definitions, refersToIt));

  return {
    async referencesOf(kind, { uuid, name }) {
      switch (kind) {
        case 'customAttribute':
          return [
            ...(await withStep(({ type, settings }) => type === 'update_attribute' && settings['name'] === name)),
            ...by('trigger', await triggers.referencesOf('customAttribute', name)),
            ...by(
              'collection',
              (await stores.collections.all()).filter(({ query }) => attributesIn(query).includes(name)),
            ),
          ];
        case 'raProfile':
          return [
            ...by('trigger', await triggers.referencesOf('raProfile', uuid)),
            ...(await keyed('ra_profile', uuid)),
            ...(await withStep(({ settings }) => settings['raProfile'] === uuid)),
            ...by('certificate', await certificates.ofRaProfile(uuid, shown)),
            ...by('operation', await openOperations('raProfile', uuid)),
          ];
        case 'group':
        case 'user':
          return [
            ...by('trigger', await triggers.referencesOf(kind, uuid)),
            ...by('notificationProfile', await profiles.recipientsOf(uuid)),
            ...by('approvalProfile', await stores.approvalProfiles.asking(uuid)),
            ...(kind === 'group'
              ? await keyed('group', uuid)
              : await withStep(({ settings }) => names(settings['users'], name))),
          ];
        case 'authority':
          return [
            ...(await withStep(({ settings }) => settings['authority'] === uuid)),
            ...by(
              'raProfile',
              (await raProfiles.all()).filter((one) => one.authorityInstanceUuid === uuid),
            ),
            // Ordered there before the RA profile had another authority.
            ...by('operation', await openOperations('authority', uuid)),
            ...by('discovery', await stores.discoveries.ofAuthority({ uuid, name }, shown)),
          ];
        case 'secret':
          return [
            ...(await withStep(({ settings: { secrets, auth } }) => {
              const { secretRef } = (auth ?? {}) as { readonly secretRef?: unknown };
              return names(secrets, name) || secretRef === name;
            })),
            ...by('discovery', await stores.discoveries.usingSecret(name, shown)),
            ...by('script', await stores.scripts.usingSecret(name)),
            ...by(
              'identityProvider',
              (await stores.identityProviders.all()).filter(({ secretRef }) => secretRef === name),
            ),
            ...by(
              'connection',
              (await stores.connections.all()).filter((one) => secretsOf(one).includes(name)),
            ),
          ];
        case 'discovery':
          return [
            ...by('scheduledJob', await stores.jobs.ofDiscovery({ uuid, name })),
            ...(await keyed('discovery', uuid)),
          ];
        case 'certificateProfile':
          return by(
            'raProfile',
            (await raProfiles.all()).filter((one) => one.certificateProfileUuid === uuid),
          );
        case 'role':
          return [
            ...by('notificationProfile', await profiles.recipientsOf(uuid)),
            ...by('approvalProfile', await stores.approvalProfiles.asking(uuid)),
            ...(await withStep(({ settings }) => names(settings['roles'], name))),
            ...by(
              'identityProvider',
              (await stores.identityProviders.all()).filter(({ roles, roleMappings }) =>
                [roles, ...roleMappings.map((mapping) => mapping.roles)].some((uuids) => uuids.includes(uuid)),
              ),
            ),
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
        await stores.savedViews.removeOf(uuid);
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
