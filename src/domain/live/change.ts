import type { Topic } from './topics';

export const changeKinds = ['created', 'changed', 'removed'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** That objects of one topic changed, never how. */
export interface Change {
  readonly topic: Topic;
  readonly kind: ChangeKind;
  /** Which; null where they are many, or where nobody has said. */
  readonly ids: readonly string[] | null;
  /** How many changes; an object that changed twice counts twice. */
  readonly count: number;
  /** The only one who may hear of it; null: whoever may read the topic. */
  readonly user: string | null;
}

/** A change as it stands in the log. */
export interface Notice extends Change {
  readonly number: number;
}

/** More than these are told by their count. */
export const mostIds = 20;

/** With so many people to tell at once, everybody is told that there was something. */
const mostUsers = 20;

/**
 * What changed in a while, in one change for each topic and person: of several kinds it is `changed`. So however much
 * is written, little is told.
 */
export function foldChanges(changes: Iterable<Change>): Change[] {
  const folded = new Map<string, Change>();
  for (const change of changes) {
    const key = `${change.topic} ${change.user ?? ''}`;
    const known = folded.get(key);
    folded.set(key, known === undefined ? change : together(known, change));
  }
  return withFewUsers([...folded.values()]);
}

function together(one: Change, other: Change): Change {
  return {
    ...one,
    kind: one.kind === other.kind ? one.kind : 'changed',
    ids: one.ids === null || other.ids === null ? null : limited([...new Set([...one.ids, ...other.ids])]),
    count: one.count + other.count,
  };
}

function limited(ids: readonly string[]): readonly string[] | null {
  return ids.length > mostIds ? null : ids;
}

function withFewUsers(changes: readonly Change[]): Change[] {
  const ofUsers = changes.filter(({ user }) => user !== null);
  if (ofUsers.length <= mostUsers) return [...changes];
  const ofAll = ofUsers.map((change): Change => ({ ...change, ids: null, count: 1, user: null }));
  return [...changes.filter(({ user }) => user === null), ...foldChanges(ofAll)];
}
