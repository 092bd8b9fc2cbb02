import { createReadySets } from './ready-sets';
import type { ReadySetsOf, SubjectRules } from './subject-rules';
import type { AttributeDefinition } from '../../domain/attributes/attribute';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { recordPathsOf } from '../../domain/conditions/record-paths';
import type { EventCode } from '../../domain/events/catalogue';
import { permissionsGranted } from '../../domain/identity/roles';
import type { Permission } from '../../domain/identity/permissions';
import { resolveSets } from '../../domain/triggers/resolve-sets';
import { createPatternEngine } from './pattern-engine';
import { snapshotOf, type Snapshot } from '../../store/triggers/snapshots';
import type { Stores } from '../../store/stores';

/**
 * What deciding a certificate event needs beside the certificate, where groups and RA profiles may carry sets of
 * their own. Certificates that share the places with sets share one resolved, compiled snapshot.
 */
export function createSubjectGather(stores: Stores, event: EventCode) {
  const readySets = createReadySets(createPatternEngine());

  return async function gather(): Promise<SubjectRules> {
    const [configuration, directory, { values: settings }] = await Promise.all([
      stores.triggerConfiguration.load(event),
      stores.directory.snapshot(),
      stores.settings.get(),
    ]);
    const attributes: readonly AttributeDefinition[] = [...directory.attributes.values()];
    const placed = new Set(configuration.sets.map(({ place }) => place.objectUuid));
    const byPlaces = new Map<string, ReadySetsOf>();
    const rights = new Map<string, ReadonlySet<Permission> | undefined>();

    function setsOf({ groups, raProfile }: Pick<CertificateRecord, 'groups' | 'raProfile'>): ReadySetsOf {
      const own = {
        groups: groups.filter((uuid) => placed.has(uuid)),
        raProfile: raProfile !== null && placed.has(raProfile) ? raProfile : null,
      };
      const key = [own.raProfile ?? '', ...own.groups].join();
      let found = byPlaces.get(key);
      if (found === undefined) {
        const resolved = resolveSets(event, configuration.sets, configuration.triggers, configuration.settings, {
          groups: own.groups.map((uuid) => ({ uuid, name: directory.groups.get(uuid)?.name ?? uuid })),
          raProfile: own.raProfile,
        });
        found = ready(snapshotOf(resolved));
        byPlaces.set(key, found);
      }
      return found;
    }

    function ready(snapshot: Snapshot): ReadySetsOf {
      const { resolved, id } = snapshot;
      return {
        snapshotId: id,
        sets: resolved,
        ready: readySets(resolved, event, attributes),
        isEmpty: resolved.ignore.length === 0 && resolved.actions.length === 0,
        save: () => stores.snapshots.save(snapshot),
      };
    }

    return {
      settings,
      directory,
      setsOf,
      recordWithoutTriggers: configuration.settings.recordWithoutTriggers,
      conditionPaths: recordPathsOf(configuration.triggers.map(({ condition }) => condition)),
      rightsOf(uuid) {
        if (!rights.has(uuid)) {
          const user = directory.users.get(uuid);
          rights.set(uuid, user?.enabled === true ? permissionsGranted(user, directory.roles.values()) : undefined);
        }
        return rights.get(uuid);
      },
    };
  };
}
