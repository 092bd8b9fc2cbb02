import type { AttributeDefinition } from '../../domain/attributes/attribute';
import type { Trigger } from '../../domain/triggers/trigger';
import type { ObjectKind } from './object-kinds';

/** How a trigger set is known, which has no uuid. */
export function setId(set: {
  readonly event: string;
  readonly place: { readonly resource: string; readonly objectUuid: string | null };
}): string {
  return `${set.event}/${set.place.resource}/${set.place.objectUuid ?? ''}`;
}

/** Secrets, scripts and handlers are referred to by name. */
export type UpcomingKind = ObjectKind | 'secret' | 'script' | 'handler';

/**
 * What an import is about to write and has not yet written: checks of one document count it as if it were there, because
 * other documents of the same file may refer to it.
 */
export interface Upcoming {
  /** Whether an object is about to be made or changed, under this uuid. */
  has(kind: UpcomingKind, uuid: string): boolean;
  /** What an object of this uuid or name will be; undefined for one that stays as it is. */
  find(kind: UpcomingKind, given: string): Readonly<Record<string, unknown>> | undefined;
  /** A picture of the directory with what will be in it. */
  pictured<P extends object>(picture: P): P;
  /** Custom attributes, with those that will be other ones. */
  attributes(before: readonly AttributeDefinition[]): readonly AttributeDefinition[];
  /** Triggers that are made or changed, of these. */
  triggers(uuids: readonly string[]): readonly Trigger[];
  /** Whether an object that refers to another one now will have let go of it: it is deleted before, or changed. */
  letsGo(user: string, of: { readonly uuid: string; readonly name: string }): boolean;
}
