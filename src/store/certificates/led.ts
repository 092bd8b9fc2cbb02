type Filter = Readonly<Record<string, unknown>>;

/** Fields that an index has before the time of entry; the first leads to the fewest as a rule. */
const leadingFields = ['owner', 'groups', 'raProfile'] as const;

/**
 * A filter for `scanPage`, with what it wants of one of these fields apart where the list goes by the time of entry: then
 * those rows alone are read.
 */
export function led(filter: Filter, sort: string): { readonly filter: Filter; readonly lead?: Filter } {
  const field = sort === 'createdAt' ? leadingFields.find((name) => typeof filter[name] === 'string') : undefined;
  if (field === undefined) return { filter };
  const { [field]: wanted, ...rest } = filter;
  return { lead: { [field]: wanted }, filter: rest };
}
