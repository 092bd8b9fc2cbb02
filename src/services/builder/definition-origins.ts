import type { OriginPart } from '../../domain/imports/foreign-kind';
import type { KeptValue } from '../../domain/imports/note';
import { sortedJson } from '../../domain/values/json';
import type { DefinitionStore, StoredDefinition } from '../../store/builder/definitions';

/** Where a definition comes from. */
export interface ForeignDefinition {
  /** Null where the export had none. */
  readonly originId: string | null;
  /** Its steps; paths point into the definition of the other product. */
  readonly parts: readonly OriginPart[];
  readonly kept: readonly KeptValue[];
}

export interface DefinitionOriginDeps {
  readonly definitions: Pick<DefinitionStore, 'find' | 'update'>;
  readonly now: () => Date;
}

/**
 * Writes onto an imported definition, and the steps of its draft, where they come from and what of them was kept. Versions
 * that are published stay as they are. Doing it again changes nothing.
 */
export function createDefinitionOrigins({ definitions, now }: DefinitionOriginDeps) {
  return async function tell(uuid: string, { originId, parts, kept }: ForeignDefinition): Promise<void> {
    const before = await definitions.find(uuid);
    if (before === null || before === undefined) return;
    const below = (path: string) => rawOf(kept, path);
    const ofSteps = new Map(parts.map(({ name, id, path }) => [name, { id, raw: below(path) }]));
    const own = kept.filter(({ path }) => !parts.some((part) => path.startsWith(`${part.path}/`)));
    const origin = { id: originId, raw: rawOf(own, '') };
    const draft = before.draft === null ? null : withOrigins(before.draft, ofSteps);
    const after = { ...before, origin, draft };
    if (sortedJson([after.origin, after.draft]) === sortedJson([before.origin, before.draft])) return;
    await definitions.update(uuid, before.revision, after, now());
  };
}

type Draft = NonNullable<StoredDefinition['draft']>;
type OriginsOfSteps = ReadonlyMap<string, NonNullable<Draft['content']['steps'][number]['origin']>>;

function withOrigins(draft: Draft, origins: OriginsOfSteps): Draft {
  const steps = draft.content.steps.map((step) => ({ ...step, origin: origins.get(step.uniqueName) ?? step.origin }));
  return { ...draft, content: { ...draft.content, steps } };
}

/** By their JSON Pointers below `path`. */
function rawOf(kept: readonly KeptValue[], path: string): Readonly<Record<string, unknown>> {
  const below = kept.filter((one) => one.path.startsWith(`${path}/`));
  return Object.fromEntries(below.map((one) => [one.path.slice(path.length), one.value]));
}
