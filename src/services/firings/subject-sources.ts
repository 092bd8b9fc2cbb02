import type { Resource } from '../../domain/events/catalogue';
import type { PayloadFacts } from '../../domain/events/payloads';
import type { FiringSubject } from '../../domain/firings/subject';
import type { Permission } from '../../domain/identity/permissions';
import type { SubjectChanges } from './claim';
import type { Occurrence, Told } from './occurrence';

/** How stored objects of one resource are found again as subjects: for dry runs, replays and effective triggers. */
export interface SubjectSource<S extends FiringSubject = FiringSubject> {
  readonly resource: Resource;
  /** What a caller needs to see them. */
  readonly permission: Permission;
  /** Those of them that are there, by uuid, as they are now. */
  findMany(uuids: readonly string[]): Promise<ReadonlyMap<string, S>>;
  /** What triggers may change of them; nothing when absent. */
  readonly changes?: SubjectChanges<S>;
  /** What such a subject says of itself in every payload. */
  payload(told: Told<Occurrence<S>>): PayloadFacts;
}

/** The sources of all resources. A resource that has none yet has no subjects. */
export interface SubjectSources {
  of(resource: string): SubjectSource | undefined;
}

/**
 * Each capability adds those of its own; whoever asks does so when all are there.
 * @param list read at the first question
 */
export function createSubjectSources(list: () => readonly SubjectSource[]): SubjectSources {
  let known: ReadonlyMap<string, SubjectSource> | undefined;
  return {
    of(resource) {
      known ??= new Map(list().map((source) => [source.resource, source]));
      return known.get(resource);
    },
  };
}

/** Keeps the type of the subjects for the source's own members, and forgets it for the list. */
export function defineSubjectSource<S extends FiringSubject>(source: SubjectSource<S>): SubjectSource {
  return source as unknown as SubjectSource;
}
