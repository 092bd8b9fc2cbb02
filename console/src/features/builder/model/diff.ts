import { isSame } from '../../../shared/forms/merge';
import type { Kinds } from './edit';
import type { Step } from './flow';
import { waysOf, type Way } from './ways';

export type ChangeKind = 'added' | 'removed' | 'changed' | 'same';

export interface StepDiff {
  readonly name: string;
  readonly kind: ChangeKind;
  readonly before: Step | undefined;
  readonly after: Step | undefined;
  /** Members that differ, each as it was and is: `settings/subject`. */
  readonly members: readonly MemberDiff[];
}

export interface MemberDiff {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What differs between the steps of two versions. Steps are told apart by their unique names. */
export function diffOf(before: readonly Step[], after: readonly Step[]): readonly StepDiff[] {
  const names = [...new Set([...before, ...after].map(({ uniqueName }) => uniqueName))];
  return names.map((name) => {
    const was = before.find(({ uniqueName }) => uniqueName === name);
    const is = after.find(({ uniqueName }) => uniqueName === name);
    const members = was === undefined || is === undefined ? [] : membersOf(was, is);
    const kind = was === undefined ? 'added' : is === undefined ? 'removed' : members.length > 0 ? 'changed' : 'same';
    return { name, kind, before: was, after: is, members };
  });
}

function membersOf(before: Step, after: Step): readonly MemberDiff[] {
  const deep = new Set(['settings', 'outputs']);
  const flat = (step: Step): ReadonlyMap<string, unknown> =>
    new Map(
      Object.entries(step).flatMap(([name, value]): [string, unknown][] =>
        deep.has(name)
          ? Object.entries(value as object).map(([inner, own]) => [`${name}/${inner}`, own])
          : [[name, value]],
      ),
    );
  const [was, is] = [flat(before), flat(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((path) =>
    isSame(was.get(path), is.get(path)) ? [] : [{ path, before: was.get(path), after: is.get(path) }],
  );
}

export interface WayDiff extends Way {
  readonly kind: Exclude<ChangeKind, 'changed'>;
}

/** Ways of both versions: those that are new, those that are gone, and those that stay. */
export function wayDiffs(before: readonly Step[], after: readonly Step[], kinds: Kinds): readonly WayDiff[] {
  const all = (steps: readonly Step[]) =>
    new Map(
      steps
        .flatMap((step) => waysOf(step, kinds.get(step.type)))
        .filter(({ to }) => to !== undefined)
        .map((way) => [`${way.from} ${way.id} ${way.to}`, way]),
    );
  const [was, is] = [all(before), all(after)];
  return [...new Map([...was, ...is])].map(([key, way]) => ({
    ...way,
    kind: !was.has(key) ? 'added' : is.has(key) ? 'same' : 'removed',
  }));
}

/** `2 added, 1 changed`. */
export function diffText(diffs: readonly StepDiff[]): string {
  const count = (kind: ChangeKind) => diffs.filter((one) => one.kind === kind).length;
  const parts = (['added', 'removed', 'changed'] as const).flatMap((kind) =>
    count(kind) === 0 ? [] : [`${count(kind)} ${kind}`],
  );
  return parts.length === 0 ? 'No step differs' : `Steps: ${parts.join(', ')}`;
}
