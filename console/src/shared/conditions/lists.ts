/** How many of a list of conditions have to hold. */
export type ListMode = 'all' | 'any';

/** What imported workflows ask: whether a text with tokens says yes. No comparison has its form. */
export interface TruthCondition {
  readonly left: unknown;
  readonly operator: 'is_true';
}

export function isTruth(condition: unknown): condition is TruthCondition {
  return typeof condition === 'object' && condition !== null && 'left' in condition;
}

/** The conditions of a list as one group, as the builder shows them; null where there is none. */
export function asGroup(list: readonly unknown[], mode: ListMode): unknown {
  const compared = list.filter((one) => !isTruth(one));
  return compared.length === 0 ? null : { [mode]: compared };
}

/**
 * What the builder made of it as a list again; truths stay, behind the others.
 * @param mode what a list that is no group of its own is taken as
 */
export function asList(
  condition: unknown,
  before: readonly unknown[],
  mode: ListMode,
  modes: readonly ListMode[],
): { readonly list: readonly unknown[]; readonly mode: ListMode } {
  const truths = before.filter(isTruth);
  if (condition === null || condition === undefined) return { list: truths, mode };
  const own = modes.find((one) => Array.isArray((condition as Readonly<Record<string, unknown>>)[one]));
  // With truths beside it a group of the other kind stays one condition: they have to hold as before.
  if (own === undefined || (own !== mode && truths.length > 0)) return { list: [condition, ...truths], mode };
  return { list: [...(condition as Record<ListMode, readonly unknown[]>)[own], ...truths], mode: own };
}

/** Sentences about places of a list, `/1/value`, as ones about its group, `/all/1/value`; others are about the whole. */
export function faultsOfGroup(
  faults: ReadonlyMap<string, readonly string[]>,
  list: readonly unknown[],
  mode: ListMode,
): { readonly inside: ReadonlyMap<string, readonly string[]>; readonly around: readonly string[] } {
  const places = list.flatMap((one, index) => (isTruth(one) ? [] : [index]));
  const inside = new Map<string, readonly string[]>();
  const around: string[] = [];
  for (const [pointer, sentences] of faults) {
    const [, index = '', rest = ''] = /^\/(\d+)(.*)$/.exec(pointer) ?? [];
    const at = places.indexOf(Number(index));
    if (index === '' || at < 0) around.push(...sentences);
    else inside.set(`/${mode}/${at}${rest}`, sentences);
  }
  return { inside, around };
}
