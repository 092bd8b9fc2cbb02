/** Conditions that nothing can fulfil, as far as the tree alone tells: nothing is read, and no text is searched. */
import type { AttributeDefinition } from '../attributes/attribute';
import type { Fault } from '../problem';
import { events, isEventCode } from '../events/catalogue';
import { createFieldLookup, type FieldScope } from './fields';
import { compileTest } from './leaf-test';
import { isLeaf } from './leaves';
import { PatternBudget, type PatternEngine } from './patterns';
import { resolveLeaf, type ResolvedLeaf } from './resolve';
import type { Condition, ConditionScalar, Leaf } from './tree';

export interface ContradictionContext {
  readonly scope: FieldScope;
  readonly attributes: readonly AttributeDefinition[];
  readonly patterns: PatternEngine;
}

/** A leaf as it counts where it stands: `negated` by its operator or by the groups around it. */
interface Demand {
  readonly resolved: ResolvedLeaf;
  readonly negated: boolean;
  readonly at: string;
}

/** Every moment will do: tests that look at the clock are passed over. */
const anyMoment = new Date(0);

/**
 * Warnings for parts of a valid condition that can never be true: leaves under AND that contradict each other, or what
 * the event fixes (an upload is always `issued`). `never_matches` when the whole condition cannot, else
 * `part_never_matches`; each pointer names the leaf that cannot hold beside the others. What is not warned of may still
 * never match.
 */
export function contradictionsIn(
  condition: Condition | null,
  { scope, attributes, patterns }: ContradictionContext,
  pointer = '/condition',
): Fault[] {
  if (condition === null) return [];
  const lookup = createFieldLookup(scope, attributes);
  const fixed: Readonly<Record<string, ConditionScalar>> = isEventCode(scope) ? events[scope].fixedFields : {};
  const found: { readonly pointer: string; readonly detail: string }[] = [];

  /** True: the node can never be true (never false, when it is negated). */
  function isNever(node: Condition, isNegated: boolean, at: string): boolean {
    if (isLeaf(node) || 'not' in node || 'all' in node !== isNegated) return isNeverAll([{ node, isNegated, at }]);
    const verdicts = childrenOf(node, at).map((child) => isNever(child.node, isNegated, child.at));
    return verdicts.every(Boolean);
  }

  function isNeverAll(nodes: readonly Part[]): boolean {
    const demands: Demand[] = [];
    const others: Part[] = [];
    nodes.forEach((node) => flatten(node, demands, others));
    const isNeverHere = [...byField(demands).values()]
      .map((group) => conflictIn(group, fixed, patterns))
      .filter((conflict) => conflict !== undefined);
    found.push(...isNeverHere);
    const verdicts = others.map(({ node, isNegated, at }) => isNever(node, isNegated, at));
    return isNeverHere.length > 0 || verdicts.some(Boolean);
  }

  function flatten({ node, isNegated, at }: Part, demands: Demand[], others: Part[]): void {
    if (isLeaf(node)) {
      const resolved = resolveLeaf(node, lookup);
      if ('test' in resolved) demands.push({ resolved, negated: resolved.negated !== isNegated, at });
    } else if ('not' in node) flatten({ node: node.not, isNegated: !isNegated, at: `${at}/not` }, demands, others);
    else if ('all' in node !== isNegated)
      childrenOf(node, at).forEach((child) => flatten({ ...child, isNegated }, demands, others));
    else others.push({ node, isNegated, at });
  }

  const isRootNever = isNever(condition, false, pointer);
  const code = isRootNever ? 'never_matches' : 'part_never_matches';
  const end = isRootNever ? 'so the condition is never true.' : 'so this part of the condition is never true.';
  return found.map(({ pointer: at, detail }) => ({ pointer: at, code, detail: `${detail}, ${end}` }));
}

interface Part {
  readonly node: Condition;
  readonly isNegated: boolean;
  readonly at: string;
}

function childrenOf(node: Exclude<Condition, Leaf | { not: Condition }>, at: string) {
  const [kind, children] = 'all' in node ? (['all', node.all] as const) : (['any', node.any] as const);
  return children.map((child, index) => ({ node: child, at: `${at}/${kind}/${index}` }));
}

function byField(demands: readonly Demand[]): Map<string, Demand[]> {
  const groups = new Map<string, Demand[]>();
  for (const demand of demands) {
    const { source, field, contentType } = demand.resolved.leaf;
    const key = JSON.stringify([source, field, contentType ?? null]);
    groups.set(key, [...(groups.get(key) ?? []), demand]);
  }
  return groups;
}

function conflictIn(
  demands: readonly Demand[],
  fixed: Readonly<Record<string, ConditionScalar>>,
  patterns: PatternEngine,
): { readonly pointer: string; readonly detail: string } | undefined {
  const comparable = demands.filter(({ resolved }) => isDecidable(resolved));
  const { leaf, field } = demands[0]!.resolved;
  const holds = (demand: Demand, value: ConditionScalar) =>
    (compileTest(demand.resolved, patterns)(value, anyMoment, new PatternBudget()) === true) !== demand.negated;
  const value = field.source === 'property' && Object.hasOwn(fixed, leaf.field) ? fixed[leaf.field] : undefined;
  if (value !== undefined) {
    const broken = comparable.find((demand) => !holds(demand, value));
    return broken && { pointer: broken.at, detail: `${leaf.field} is always ${String(value)} here` };
  }
  const wanted = comparable.find(({ negated }) => !negated);
  if (wanted === undefined) return undefined;
  const empty = comparable.find(({ resolved, negated }) => negated && resolved.test.kind === 'present');
  if (empty !== undefined) return between(wanted, empty, 'cannot be empty and have a value');
  return impossibleValues(comparable, holds) ?? (field.collection ? undefined : impossibleRange(comparable));
}

/** Not what looks at the clock, searches text or counts. */
function isDecidable({ test }: ResolvedLeaf): boolean {
  return !['within', 'matches', 'countEqual', 'countGreater', 'countLess'].includes(test.kind);
}

/** None of the values that one leaf asks for fulfils another. */
function impossibleValues(demands: readonly Demand[], holds: (demand: Demand, value: ConditionScalar) => boolean) {
  for (const one of demands) {
    if (one.negated || one.resolved.test.kind !== 'equals') continue;
    const values = [one.resolved.leaf.value ?? []].flat();
    // Several elements of a collection may each fulfil one leaf; what is excluded is excluded for all of them.
    const others = demands.filter(
      (other) => other !== one && (other.negated || !one.resolved.field.collection) && comparesAlike(one, other),
    );
    const alone = others.find((other) => values.every((value) => !holds(other, value)));
    if (alone !== undefined) return between(one, alone, 'cannot be both');
    const left = values.filter((value) => others.every((other) => holds(other, value)));
    if (left.length === 0) return between(one, others.at(-1)!, 'has no value left that all of them allow');
  }
  return undefined;
}

/** `web` without regard to case is also `WEB`, which a leaf that regards it takes for another text. */
function comparesAlike(one: Demand, other: Demand): boolean {
  return !one.resolved.ignoreCase || other.resolved.ignoreCase;
}

type Bound = { readonly value: string | number; readonly isStrict: boolean; readonly demand: Demand };

/** Nothing lies above the one and below the other. */
function impossibleRange(demands: readonly Demand[]) {
  const bounds = demands.flatMap(boundOf);
  const lower = bounds
    .filter(({ side }) => side === 'lower')
    .reduce<Bound | undefined>((most, one) => (most === undefined || one.value >= most.value ? one : most), undefined);
  const upper = bounds
    .filter(({ side }) => side === 'upper')
    .reduce<Bound | undefined>(
      (least, one) => (least === undefined || one.value <= least.value ? one : least),
      undefined,
    );
  if (lower === undefined || upper === undefined) return undefined;
  const isEmpty =
    lower.value > upper.value ||
    (lower.value === upper.value && bounds.some((bound) => bound.isStrict && bound.value === lower.value));
  return isEmpty ? between(lower.demand, upper.demand, 'has no value between the two') : undefined;
}

function boundOf(demand: Demand): (Bound & { readonly side: 'lower' | 'upper' })[] {
  const { test } = demand.resolved;
  if (!('value' in test)) return [];
  const isUpwards = test.kind === 'greater' || test.kind === 'greaterOrEqual';
  const isStrict = test.kind === 'greater' || test.kind === 'lesser';
  return [
    {
      value: test.value,
      isStrict: isStrict !== demand.negated,
      side: isUpwards !== demand.negated ? 'lower' : 'upper',
      demand,
    },
  ];
}

/** Told at the one that comes later. */
function between(one: Demand, other: Demand, detail: string) {
  const [first, second] = one.at.localeCompare(other.at, 'en', { numeric: true }) <= 0 ? [one, other] : [other, one];
  return { pointer: second.at, detail: `With ${first.at}, ${second.resolved.leaf.field} ${detail}` };
}
