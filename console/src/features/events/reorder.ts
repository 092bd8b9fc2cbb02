/** A list with some of its items, in their order, before or after another one. */
export function moved<T extends { readonly uuid: string }>(
  list: readonly T[],
  uuids: ReadonlySet<string>,
  target: string,
  where: 'before' | 'after',
): readonly T[] {
  if (uuids.has(target)) return list;
  const taken = list.filter(({ uuid }) => uuids.has(uuid));
  return list.flatMap((one) => {
    if (uuids.has(one.uuid)) return [];
    if (one.uuid !== target) return [one];
    return where === 'before' ? [...taken, one] : [one, ...taken];
  });
}

/** A list with one item a place further up (-1) or down (1); the same at its ends. */
export function shifted<T>(list: readonly T[], index: number, by: -1 | 1): readonly T[] {
  const other = index + by;
  const [one, next] = [list[index], list[other]];
  if (one === undefined || next === undefined) return list;
  return list.map((item, at) => (at === index ? next : at === other ? one : item));
}
