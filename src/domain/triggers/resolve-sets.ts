import { events, type EventCode } from '../events/catalogue';
import { samePlace } from './place';
import type { EventSettings, SetPlace, Trigger, TriggerSet, TriggerSetEntry } from './trigger';

/** One trigger that applies, with the user whose rights its actions have and the set it came from. */
export interface ResolvedTrigger {
  readonly trigger: Trigger;
  readonly configuredBy: string;
  readonly origin: SetPlace;
}

/** What applies to one firing. Both lists are in the order they run in. */
export interface ResolvedSets {
  readonly policy: EventSettings['overridePolicy'];
  readonly onConditionError: EventSettings['onConditionError'];
  /** The places whose sets were used, in order; empty when no set applies. */
  readonly places: readonly SetPlace[];
  readonly ignore: readonly ResolvedTrigger[];
  readonly actions: readonly ResolvedTrigger[];
}

/** What of the subject chooses the sets. Worked out once, as the subject is when the firing starts. */
export interface SetSubject {
  readonly groups: readonly { readonly uuid: string; readonly name: string }[];
  readonly raProfile: string | null;
  readonly discovery?: string | null;
}

/**
 * The sets and triggers that apply to a subject. `replace` takes the first level that has a set, `combine`
 * all of them: groups by name, RA profile or discovery, platform. A trigger met twice stays at its first place; an
 * entry whose trigger is not in `triggers` is left out. An event without overriding resources knows the platform only.
 */
export function resolveSets(
  event: EventCode,
  sets: readonly TriggerSet[],
  triggers: readonly Trigger[],
  settings: Pick<EventSettings, 'overridePolicy' | 'onConditionError'>,
  subject: SetSubject,
): ResolvedSets {
  const found = levelsOf(event, subject)
    .map((level) =>
      level.flatMap((place) => sets.find((set) => set.event === event && samePlace(set.place, place)) ?? []),
    )
    .filter((level) => level.length > 0);
  const used = settings.overridePolicy === 'combine' ? found.flat() : (found[0] ?? []);
  const byUuid = new Map(triggers.map((trigger) => [trigger.uuid, trigger]));
  return {
    policy: settings.overridePolicy,
    onConditionError: settings.onConditionError,
    places: used.map((set) => set.place),
    ignore: merge(used, (set) => set.ignore, byUuid),
    actions: merge(used, (set) => set.actions, byUuid),
  };
}

/** Nearest level first. Each level is the list of its places in order. */
function levelsOf(event: EventCode, subject: SetSubject): SetPlace[][] {
  const { overriddenBy } = events[event];
  const levels: SetPlace[][] = [];
  if (overriddenBy.includes('groups')) {
    const groups = [...subject.groups].sort(
      (one, other) => compareCodePoints(one.name, other.name) || compareCodePoints(one.uuid, other.uuid),
    );
    levels.push(groups.map(({ uuid }) => ({ resource: 'groups', objectUuid: uuid })));
  }
  if (overriddenBy.includes('raProfiles') && subject.raProfile !== null) {
    levels.push([{ resource: 'raProfiles', objectUuid: subject.raProfile }]);
  }
  if (overriddenBy.includes('discoveries') && typeof subject.discovery === 'string') {
    levels.push([{ resource: 'discoveries', objectUuid: subject.discovery }]);
  }
  return [...levels, [{ resource: 'settings', objectUuid: null }]];
}

function merge(
  sets: readonly TriggerSet[],
  list: (set: TriggerSet) => readonly TriggerSetEntry[],
  byUuid: ReadonlyMap<string, Trigger>,
): ResolvedTrigger[] {
  const merged = new Map<string, ResolvedTrigger>();
  for (const set of sets) {
    for (const { trigger: uuid, configuredBy } of list(set)) {
      const trigger = byUuid.get(uuid);
      if (trigger !== undefined && !merged.has(uuid)) merged.set(uuid, { trigger, configuredBy, origin: set.place });
    }
  }
  return [...merged.values()];
}

/** `<` on strings compares UTF-16 units, which puts astral characters before U+E000; names sort by code point. */
export function compareCodePoints(one: string, other: string): number {
  const a = [...one];
  const b = [...other];
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at += 1) {
    const difference = (a[at]?.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
