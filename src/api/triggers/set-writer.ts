import { permissionsOfPlace, permissionsOfTrigger } from '../../domain/triggers/permissions';
import type { EventCode } from '../../domain/events/catalogue';
import { CertloomError } from '../../domain/problem';
import { refuseBadSet, refuseOverride, type WantedSet } from '../../domain/triggers/check';
import type { SetPlace, Trigger, TriggerSet, TriggerSetEntry } from '../../domain/triggers/trigger';
import type { TriggerSetStore } from '../../store/triggers/sets';
import type { TriggerStore } from '../../store/triggers/triggers';
import { resources } from '../http/object-kinds';
import type { Caller } from '../http/route';
import type { Upcoming } from '../http/upcoming';
import type { DirectoryPicture } from './check';
import { refuseMissing } from './routes';

export interface SetWriterDeps {
  readonly triggers: TriggerStore;
  readonly sets: TriggerSetStore;
  readonly directory: { snapshot(): Promise<DirectoryPicture> };
  readonly discoveryExists?: (uuid: string) => Promise<boolean>;
  readonly now: () => Date;
}

const attempts = 3;

/** Throws `override_not_allowed` or `not_found`: the event cannot have a set there, or there is no such object. */
export async function refusePlace(
  deps: SetWriterDeps,
  event: EventCode,
  place: SetPlace,
  upcoming?: Upcoming,
): Promise<void> {
  refuseOverride(event, place.resource);
  if (place.resource === 'settings' || (await objectExists(deps, place))) return;
  const kind = resources[place.resource];
  if (kind !== undefined && upcoming?.has(kind, place.objectUuid ?? '') === true) return;
  throw new CertloomError('not_found', 'There is no such object that could have a trigger set.');
}

async function objectExists(deps: SetWriterDeps, { resource, objectUuid }: SetPlace): Promise<boolean> {
  if (objectUuid === null) return true;
  if (resource === 'discoveries') return (await deps.discoveryExists?.(objectUuid)) ?? false;
  const { groups, raProfiles } = await deps.directory.snapshot();
  return (resource === 'groups' ? groups : raProfiles).has(objectUuid);
}

/** Where a set is. */
export interface SetTarget {
  readonly event: EventCode;
  readonly place: SetPlace;
}

/**
 * Throws what keeps a set from being written as a whole: triggers that do not fit, permissions that the caller lacks.
 * @returns the triggers that it would attach
 */
export async function checkSet(
  deps: SetWriterDeps,
  { event, place }: SetTarget,
  wanted: WantedSet,
  before: TriggerSet | null,
  { caller, upcoming }: { readonly caller: Caller; readonly upcoming?: Upcoming },
): Promise<readonly Trigger[]> {
  const uuids = [...wanted.ignore, ...wanted.actions];
  const found = [...(await deps.triggers.findMany(uuids)), ...(upcoming?.triggers(uuids) ?? [])];
  const triggers = new Map(found.map((trigger) => [trigger.uuid, trigger]));
  const { attributes } = await deps.directory.snapshot();
  const definitions = [...attributes.values()];
  refuseBadSet(event, place, wanted, triggers, upcoming?.attributes(definitions) ?? definitions);
  const fresh = attachedNow(wanted, before, triggers);
  refuseMissing(caller, [
    ...new Set([...permissionsOfPlace(place.resource), ...fresh.flatMap((trigger) => permissionsOfTrigger(trigger))]),
  ]);
  return fresh;
}

/**
 * Writes a set as a whole. Entries of triggers that were there keep who attached them; new ones get the
 * caller, who needs what they need. `before` is the set as it was seen, null for none.
 *
 * The set is written first and then confirmed on its new triggers. When one of them was edited or deleted in that
 * moment, the set is taken back and the whole check is made again.
 */
export async function writeSet(
  deps: SetWriterDeps,
  { event, place }: SetTarget,
  wanted: WantedSet,
  before: TriggerSet | null,
  caller: Caller,
): Promise<TriggerSet> {
  let seen = before;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const fresh = await checkSet(deps, { event, place }, wanted, seen, { caller });
    const saved = await deps.sets.put({
      event,
      place,
      ignore: entries(wanted.ignore, seen?.ignore ?? [], caller, deps.now()),
      actions: entries(wanted.actions, seen?.actions ?? [], caller, deps.now()),
      revision: seen?.revision ?? 0,
    });
    if ((await deps.triggers.confirmAttached(fresh)).length === 0) return saved;
    seen = await takenBack(deps, saved, seen);
  }
  throw new CertloomError('conflict', 'Others keep changing these triggers at the same time; try again.');
}

function attachedNow(
  { ignore, actions }: WantedSet,
  before: TriggerSet | null,
  triggers: ReadonlyMap<string, Trigger>,
): Trigger[] {
  const held = new Set([...(before?.ignore ?? []), ...(before?.actions ?? [])].map(({ trigger }) => trigger));
  return [...ignore, ...actions].filter((uuid) => !held.has(uuid)).flatMap((uuid) => triggers.get(uuid) ?? []);
}

function entries(
  wanted: readonly string[],
  before: readonly TriggerSetEntry[],
  { actor }: Caller,
  now: Date,
): TriggerSetEntry[] {
  const kept = new Map(before.map((entry) => [entry.trigger, entry]));
  return wanted.map((trigger) => kept.get(trigger) ?? { trigger, configuredBy: actor.uuid, configuredAt: now });
}

async function takenBack(
  deps: SetWriterDeps,
  saved: TriggerSet,
  before: TriggerSet | null,
): Promise<TriggerSet | null> {
  if (before !== null) return deps.sets.put({ ...before, revision: saved.revision });
  await deps.sets.remove(saved.event, saved.place, saved.revision);
  return null;
}
