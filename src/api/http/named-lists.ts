import type { NamedPage, NamedQuery } from '../../store/database/named';
import { pageReply, readCursor } from './paging';
import type { Reply, RequestContext } from './route';
import { line, pageQuery, z } from './schemas';
import { sortBy } from './sorting';

/** Query of every list of named objects: `name` exact, `namePrefix`, `sort` by name. Upper and lower case differ. */
export const namedListQuery = z.strictObject({
  ...pageQuery,
  name: line(1, 200).optional(),
  namePrefix: line(1, 200).optional(),
  sort: sortBy('name').default('name'),
});

type Context = RequestContext<unknown, z.output<typeof namedListQuery>, unknown>;

/** One page of such a list. `toJson` makes of each object what the API shows. */
export async function namedList<T>(
  context: Context,
  list: (query: NamedQuery) => Promise<NamedPage<T>>,
  toJson: (item: T) => unknown = (item) => item,
): Promise<Reply> {
  const { name, namePrefix, sort, limit } = context.query;
  const after = readCursor<{ name: string }>(context)?.name;
  const { items, next } = await list({
    limit,
    descending: sort === '-name',
    ...(name === undefined ? {} : { name }),
    ...(namePrefix === undefined ? {} : { namePrefix }),
    ...(after === undefined ? {} : { after }),
  });
  return pageReply(context, { items: items.map(toJson), next: next === undefined ? undefined : { name: next } });
}
