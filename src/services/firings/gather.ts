import type { Gathered } from '../uploads/admission';
import { createReadySets } from './ready-sets';
import type { AttributeDefinition } from '../../domain/attributes/attribute';
import type { EventCode } from '../../domain/events/catalogue';
import { permissionsGranted } from '../../domain/identity/roles';
import type { Permission } from '../../domain/identity/permissions';
import { resolveSets, type ResolvedSets } from '../../domain/triggers/resolve-sets';
import type { DirectorySnapshot } from '../../store/identity/directory';
import type { TriggerConfiguration } from '../../store/triggers/configuration';
import { snapshotOf, type Snapshot } from '../../store/triggers/snapshots';
import { createPatternEngine } from './pattern-engine';
import type { Stores } from '../../store/stores';

/**
 * What deciding needs beside the subject, from caches that one look-up each keeps fresh: the sets of the platform
 * with compiled conditions, names, rights and settings. Everything is derived once per state of the configuration.
 */
export function createGather(stores: Stores, event: EventCode) {
  const readySets = createReadySets(createPatternEngine());
  const resolvedOf = new WeakMap<TriggerConfiguration, Snapshot>();
  const attributesOf = new WeakMap<DirectorySnapshot, readonly AttributeDefinition[]>();
  const rightsOf = new WeakMap<DirectorySnapshot, Map<string, ReadonlySet<Permission> | undefined>>();
  const readyOf = new WeakMap<ResolvedSets, { attributes: readonly AttributeDefinition[]; ready: Gathered['ready'] }>();

  async function snapshotNow(): Promise<Snapshot> {
    const configuration = await stores.triggerConfiguration.load(event);
    let snapshot = resolvedOf.get(configuration);
    if (snapshot === undefined) {
      const { sets, triggers, settings } = configuration;
      snapshot = snapshotOf(resolveSets(event, sets, triggers, settings, { groups: [], raProfile: null }));
      resolvedOf.set(configuration, snapshot);
    }
    await stores.snapshots.save(snapshot);
    return snapshot;
  }

  async function recorded(id: string): Promise<Snapshot> {
    const resolved = await stores.snapshots.load(id);
    if (resolved === null) throw new Error('the trigger set snapshot of a firing is missing');
    return snapshotOf(resolved);
  }

  function attributes(directory: DirectorySnapshot): readonly AttributeDefinition[] {
    let list = attributesOf.get(directory);
    if (list === undefined) attributesOf.set(directory, (list = [...directory.attributes.values()]));
    return list;
  }

  function rights(directory: DirectorySnapshot): Gathered['rightsOf'] {
    let known = rightsOf.get(directory);
    if (known === undefined) rightsOf.set(directory, (known = new Map<string, ReadonlySet<Permission> | undefined>()));
    const memory = known;
    return (uuid) => {
      if (!memory.has(uuid)) {
        const user = directory.users.get(uuid);
        memory.set(uuid, user?.enabled === true ? permissionsGranted(user, directory.roles.values()) : undefined);
      }
      return memory.get(uuid);
    };
  }

  return async function gather(snapshotId?: string): Promise<Gathered> {
    const [snapshot, directory, settings] = await Promise.all([
      snapshotId === undefined ? snapshotNow() : recorded(snapshotId),
      stores.directory.snapshot(),
      stores.settings.get(),
    ]);
    const definitions = attributes(directory);
    let kept = readyOf.get(snapshot.resolved);
    if (kept === undefined || kept.attributes !== definitions) {
      kept = { attributes: definitions, ready: readySets(snapshot.resolved, event, definitions) };
      readyOf.set(snapshot.resolved, kept);
    }
    return {
      sets: snapshot.resolved,
      snapshotId: snapshot.id,
      ready: kept.ready,
      directory,
      attributes: definitions,
      rightsOf: rights(directory),
      ownerDefault: settings.values.upload.ownerDefault,
    };
  };
}
