import type { PickedKind } from '../../shared/pick/sources';
import type { Place, TriggerSet } from './queries';

type NamedPlace = Place & { readonly objectName?: string | null };
type Lists = Pick<TriggerSet, 'ignore' | 'actions'>;

/** `settings`, or `groups/<uuid>`: a place in the address. */
export function placeKey({ resource, objectUuid }: Place): string {
  return objectUuid === null ? 'settings' : `${resource}/${objectUuid}`;
}

/** The way back; anything else is the platform. */
export function placeOf(key: string | undefined): Place {
  const [resource = '', objectUuid] = (key ?? '').split('/');
  return objectUuid === undefined || objectUuid === '' || !(resource in nouns)
    ? { resource: 'settings', objectUuid: null }
    : { resource, objectUuid };
}

const nouns: Readonly<Record<string, { readonly noun: string; readonly kind: PickedKind; readonly level: number }>> = {
  groups: { noun: 'Group', kind: 'groups', level: 0 },
  discoveries: { noun: 'Discovery', kind: 'discoveries', level: 0 },
  raProfiles: { noun: 'RA profile', kind: 'ra-profiles', level: 1 },
};
const platformLevel = 2;

/** What objects of a resource are called, and how they are picked. */
export function nounOf(resource: string): string {
  return nouns[resource]?.noun ?? 'Platform';
}

export function pickerOf(resource: string): PickedKind | undefined {
  return nouns[resource]?.kind;
}

export function placeText({ resource, objectUuid, objectName }: NamedPlace): string {
  return objectUuid === null ? 'Platform' : `${nounOf(resource)} ${objectName ?? objectUuid}`;
}

function levelOf({ resource }: Place): number {
  return nouns[resource]?.level ?? platformLevel;
}

/** Nearest to the object first, as they are asked; then by name. */
export function inOrder<T extends NamedPlace>(places: readonly T[]): readonly T[] {
  return [...places].sort(
    (one, other) => levelOf(one) - levelOf(other) || (placeText(one) < placeText(other) ? -1 : 1),
  );
}

/** `2 ignoring, 1 acting`, or that nothing runs. */
export function countsText({ ignore, actions }: Lists): string {
  const parts = [
    ...(ignore.length > 0 ? [`${ignore.length} ignoring`] : []),
    ...(actions.length > 0 ? [`${actions.length} acting`] : []),
  ];
  return parts.length === 0 ? 'nothing runs' : parts.join(', ');
}

/** A set that keeps others from running, and what of them is in no list of its own. */
export interface Hiding {
  readonly by: TriggerSet;
  readonly hidden: TriggerSet;
  /** Names of triggers that do not run because of it. */
  readonly lost: readonly string[];
}

/**
 * Sets of one event that hide others: under `replace` the first level with a set is the only one that counts, also where
 * that set is empty. What both have is not lost.
 */
export function hidings(sets: readonly TriggerSet[], policy: 'replace' | 'combine' | undefined): readonly Hiding[] {
  if (policy !== 'replace') return [];
  return inOrder(sets).flatMap((by) =>
    inOrder(sets)
      .filter((other) => levelOf(other) > levelOf(by))
      .map((hidden) => ({ by, hidden, lost: lostOf(by, hidden) }))
      .filter(({ lost }) => lost.length > 0),
  );
}

function lostOf(by: Lists, hidden: Lists): readonly string[] {
  const kept = new Set([...by.ignore, ...by.actions].map(({ trigger }) => trigger));
  return [...hidden.ignore, ...hidden.actions]
    .filter(({ trigger }) => !kept.has(trigger))
    .map(({ trigger, name }) => name ?? trigger);
}

/** What a hiding means, in a sentence. */
export function hidingText({ by, hidden, lost }: Hiding): string {
  const whose = hidden.objectUuid === null ? 'the platform’s set' : `the set of ${placeText(hidden)}`;
  const names = lost.slice(0, 3).map((name) => `“${name}”`);
  const more = lost.length > names.length ? ` and ${lost.length - names.length} more` : '';
  return `${placeText(by)} hides ${whose}: ${names.join(', ')}${more} ${lost.length === 1 ? 'does' : 'do'} not run there.`;
}
