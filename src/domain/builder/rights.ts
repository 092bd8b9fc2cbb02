import type { NeededRight } from '../identity/permissions';
import { sortedJson } from '../values/json';
import type { Definition, Step } from './definition';
import type { StepKindOf } from './step-kind';

/**
 * What whoever saves a definition has to be allowed for its steps beside `builder:write`: instances run for the service,
 * and nobody is asked then. Steps that stay as they are need nothing, wherever they stand.
 * @param before steps of the newest version; null for a definition that is new
 */
export function rightsOfSteps(
  before: readonly Step[] | null,
  after: readonly Step[],
  kindOf: StepKindOf,
): NeededRight[] {
  const kept = (before ?? []).map(workOf);
  return after.flatMap((step, index): NeededRight[] => {
    const needed = kindOf(step.type)?.permissions?.(step.settings) ?? [];
    const at = needed.length === 0 ? -1 : kept.indexOf(workOf(step));
    // A second one like it runs once more.
    if (at >= 0) kept.splice(at, 1);
    return at >= 0 ? [] : needed.map((permission) => ({ pointer: `/steps/${index}`, permission }));
  });
}

type AtOnce = Pick<Definition, 'name' | 'keys' | 'startedBy' | 'enabled'>;
const atOnce = ['name', 'keys', 'startedBy', 'enabled'] as const;

/**
 * What a change needs beside `builder:write` because it holds for the published version at once, without a draft that
 * somebody else publishes: who it is started for, whether at all, and the name by which triggers find it.
 */
export function rightsOfRunning(before: AtOnce & Pick<Definition, 'publishedVersion'>, after: AtOnce): NeededRight[] {
  if (before.publishedVersion === null) return [];
  const changed = atOnce.filter((member) => saidBy(before, member) !== saidBy(after, member));
  return changed.map((member) => ({ pointer: `/${member}`, permission: 'builder:publish' }));
}

/** In which order keys stand means nothing. */
function saidBy(definition: AtOnce, member: (typeof atOnce)[number]): string {
  if (member !== 'keys') return String(definition[member]);
  return definition.keys
    .map(({ kind, uuid }) => `${kind} ${uuid}`)
    .sort()
    .join();
}

/** All that says what it does and when; where it leads to is a matter of the steps there. */
function workOf({ uniqueName: _u, displayName: _d, outputs: _o, origin: _r, ...work }: Step): string {
  return sortedJson(work);
}
