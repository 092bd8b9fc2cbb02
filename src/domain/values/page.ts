/**
 * The rows of one page out of those that were read: one more than `limit` says that there is a further page. `last` is
 * the row behind which that page begins, undefined when this page is the last one.
 */
export function cutPage<T>(
  found: readonly T[],
  limit: number,
): { readonly items: readonly T[]; readonly last: T | undefined } {
  const items = found.slice(0, limit);
  return { items, last: found.length > limit ? items.at(-1) : undefined };
}
