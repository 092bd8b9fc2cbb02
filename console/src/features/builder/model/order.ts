import type { Kinds } from './edit';
import type { Step } from './flow';
import { waysOf } from './ways';

/** Steps as they are reached from Start, breadth first; what nothing reaches comes last. For lists, and for readers. */
export function inOrder(steps: readonly Step[], kinds: Kinds): readonly Step[] {
  const byName = new Map(steps.map((step) => [step.uniqueName, step]));
  const order = new Set(steps.filter(({ type }) => type === 'start'));
  for (const step of order) {
    for (const { to } of waysOf(step, kinds.get(step.type))) {
      const next = to === undefined ? undefined : byName.get(to);
      if (next !== undefined) order.add(next);
    }
  }
  for (const step of steps) order.add(step);
  return [...order];
}

/** Names of the steps from which a way leads to this one, near or far. */
export function before(name: string, steps: readonly Step[], kinds: Kinds): ReadonlySet<string> {
  const into = new Map<string, string[]>();
  for (const step of steps) {
    for (const { to } of waysOf(step, kinds.get(step.type))) {
      if (to !== undefined) into.set(to, [...(into.get(to) ?? []), step.uniqueName]);
    }
  }
  const found = new Set(into.get(name) ?? []);
  for (const one of found) for (const from of into.get(one) ?? []) found.add(from);
  return found;
}
