import type { AttributeDefinition } from '../../domain/attributes/attribute';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { EventCode } from '../../domain/events/catalogue';
import type { ReadySets } from '../../domain/firings/decide';
import type { FiringSubject } from '../../domain/firings/subject';
import { permissions, type Permission } from '../../domain/identity/permissions';
import { permissionsGranted } from '../../domain/identity/roles';
import type { PlatformSettings } from '../../domain/settings/platform';
import { recordPathsOfTriggers } from '../../domain/triggers/record-paths';
import {
  definitionItself,
  isForSubject,
  triggerOfDefinition,
  type StartableDefinition,
} from '../../domain/builder/event-definition';
import { resolveSets, type ResolvedSets } from '../../domain/triggers/resolve-sets';
import type { DirectorySnapshot, DirectoryStore } from '../../store/identity/directory';
import type { SettingsStore } from '../../store/settings/settings';
import type { TriggerConfiguration, TriggerConfigurationStore } from '../../store/triggers/configuration';
import { snapshotOf, type SnapshotStore } from '../../store/triggers/snapshots';
import { createPatternEngine } from './pattern-engine';
import { createReadySets } from './ready-sets';
import { fingerprintOf } from './rules-fingerprint';

/** The sets that apply to a subject, compiled. */
export interface ReadySetsOf {
  readonly snapshotId: string;
  readonly sets: ResolvedSets;
  readonly ready: ReadySets;
  /** No trigger applies. */
  readonly isEmpty: boolean;
  /** Keeps the snapshot that firings are going to name. */
  readonly save: () => Promise<void>;
}

/** What of a subject chooses its sets. */
export type Placed = Pick<FiringSubject, 'discovery'> & {
  readonly groups: readonly string[];
  readonly raProfile: string | null;
};

/** A subject of which nothing is known: the platform's sets apply. */
export const unplaced: Placed = { groups: [], raProfile: null };

/** Everything that deciding an event needs beside its subjects: read once for a batch or a page. */
export interface FiringRules {
  readonly settings: PlatformSettings;
  readonly directory: DirectorySnapshot;
  readonly attributes: readonly AttributeDefinition[];
  readonly recordWithoutTriggers: boolean;
  /** The parts of a certificate that conditions of the event, at any place, look at, or its actions copy. */
  readonly conditionPaths: ReadonlySet<keyof CertificateRecord>;
  readonly setsOf: (subject: Placed) => ReadySetsOf;
  /** The sets of a firing that was decided before, as they were. */
  readonly recorded: (snapshotId: string) => Promise<ReadySetsOf>;
  /** Undefined: the user is gone or disabled. */
  readonly rightsOf: (userUuid: string) => ReadonlySet<Permission> | undefined;
  /** Of everything above that a decision is made from: as long as it stays, the same subject is decided alike. */
  readonly fingerprint: () => string;
  /** Notification profiles that its triggers name, at any place. */
  readonly profiles: readonly string[];
}

export interface RulesDeps {
  readonly triggerConfiguration: Pick<TriggerConfigurationStore, 'load'>;
  readonly directory: Pick<DirectoryStore, 'snapshot'>;
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly snapshots: Pick<SnapshotStore, 'save' | 'load'>;
  /** What occurrences of an event start in the workflow builder: the same list as long as nothing has changed. */
  readonly startableDefinitions: { ofEvent(event: EventCode): Promise<readonly StartableDefinition[]> };
}

/** Combinations of places that are kept compiled. */
const keptPlaces = 1_000;

/**
 * The rules of an event, from caches that one look-up each keeps fresh. Everything is derived once per state of the
 * configuration and of the directory; subjects that share the places with sets share one resolved, compiled snapshot.
 */
export function createRules(deps: RulesDeps, event: EventCode): () => Promise<FiringRules> {
  const readySets = createReadySets(createPatternEngine());
  const attributesOf = remembering((directory: DirectorySnapshot) => [...directory.attributes.values()]);
  const rightsOf = remembering(rightsIn);
  const pathsOf = remembering(({ triggers }: TriggerConfiguration) => recordPathsOfTriggers(triggers));
  const profilesOf = remembering(({ triggers }: TriggerConfiguration) => profilesOfTriggers(triggers));
  const readyOf = remembering((configuration: TriggerConfiguration) =>
    remembering((directory: DirectorySnapshot) =>
      remembering((definitions: readonly StartableDefinition[]) => readyIn(configuration, directory, definitions)),
    ),
  );

  function ready(resolved: ResolvedSets, attributes: readonly AttributeDefinition[]): ReadySetsOf {
    const snapshot = snapshotOf(resolved);
    return {
      snapshotId: snapshot.id,
      sets: resolved,
      ready: readySets(resolved, event, attributes),
      isEmpty: resolved.ignore.length === 0 && resolved.actions.length === 0,
      save: () => deps.snapshots.save(snapshot),
    };
  }

  function readyIn(
    { sets, triggers, settings }: TriggerConfiguration,
    directory: DirectorySnapshot,
    definitions: readonly StartableDefinition[],
  ): FiringRules['setsOf'] {
    const keys = definitions.flatMap((one) => one.keys.map(({ uuid }) => uuid));
    const placed = new Set([...sets.map(({ place }) => place.objectUuid), ...keys]);
    const byPlaces = new Map<string, ReadySetsOf>();
    return (subject) => {
      const known = (uuid: string | null | undefined) => (uuid && placed.has(uuid) ? uuid : null);
      const groups = subject.groups.filter(known);
      const raProfile = known(subject.raProfile);
      const discovery = known(subject.discovery);
      const key = [raProfile, discovery, ...groups].join();
      let found = byPlaces.get(key);
      if (found === undefined) {
        const named = groups.map((uuid) => ({ uuid, name: directory.groups.get(uuid)?.name ?? uuid }));
        const chosen = resolveSets(event, sets, triggers, settings, { groups: named, raProfile, discovery });
        const started = definitions.filter((one) => isForSubject(one, { groups, raProfile, discovery }));
        const actions = [...chosen.actions, ...started.map((one) => triggerOfDefinition(one, event))];
        found = ready({ ...chosen, actions }, attributesOf(directory));
        if (byPlaces.size >= keptPlaces) byPlaces.clear();
        byPlaces.set(key, found);
      }
      return found;
    };
  }

  return async function rules(): Promise<FiringRules> {
    const [configuration, directory, { values: settings }, definitions] = await Promise.all([
      deps.triggerConfiguration.load(event),
      deps.directory.snapshot(),
      deps.settings.get(),
      deps.startableDefinitions.ofEvent(event),
    ]);
    return {
      settings,
      directory,
      attributes: attributesOf(directory),
      recordWithoutTriggers: configuration.settings.recordWithoutTriggers,
      conditionPaths: pathsOf(configuration),
      setsOf: readyOf(configuration)(directory)(definitions),
      rightsOf: rightsOf(directory),
      fingerprint: () =>
        fingerprintOf({ configuration, directory, settings, definitions, rightsOf: rightsOf(directory) }),
      profiles: profilesOf(configuration),
      async recorded(snapshotId) {
        const resolved = await deps.snapshots.load(snapshotId);
        if (resolved === null) throw new Error('the trigger set snapshot of a firing is missing');
        return ready(resolved, attributesOf(directory));
      },
    };
  };
}

/** The rules of whichever event, each with caches of its own. */
export function createRulesOfEvents(deps: RulesDeps): (event: EventCode) => Promise<FiringRules> {
  const known = new Map<EventCode, () => Promise<FiringRules>>();
  return (event) => {
    const rules = known.get(event) ?? createRules(deps, event);
    known.set(event, rules);
    return rules();
  };
}

function profilesOfTriggers(triggers: TriggerConfiguration['triggers']): string[] {
  const named = triggers.flatMap(({ notificationProfiles, actions }) => [
    ...notificationProfiles,
    ...actions.flatMap((action) => (action.type === 'sendNotification' ? action.profiles : [])),
  ]);
  return [...new Set(named)].sort();
}

const everything: ReadonlySet<Permission> = new Set(permissions);

function rightsIn({ users, roles }: DirectorySnapshot): FiringRules['rightsOf'] {
  const known = new Map<string, ReadonlySet<Permission> | undefined>();
  return (uuid) => {
    if (uuid === definitionItself) return everything;
    if (!known.has(uuid)) {
      const user = users.get(uuid);
      known.set(uuid, user?.enabled === true ? permissionsGranted(user, roles.values()) : undefined);
    }
    return known.get(uuid);
  };
}

/** Works out once for each object, for as long as somebody holds it. */
function remembering<K extends object, V>(derive: (from: K) => V): (from: K) => V {
  const known = new WeakMap<K, V>();
  return (from) => {
    let value = known.get(from);
    if (value === undefined) known.set(from, (value = derive(from)));
    return value;
  };
}
