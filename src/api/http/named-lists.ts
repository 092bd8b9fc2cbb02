import type { Count } from '../../store/database/count';
import type { NameFilter, NamedPage, NamedQuery } from '../../store/database/named';
import { pageReply, readCursor } from './paging';
import type { Reply, RequestContext } from './route';
import { line, pageQuery, z } from './schemas';
import { sortBy } from './sorting';

/** The filters by name of every list of things with names. */
export const nameQuery = { name: line(1, 200).optional(), namePrefix: line(1, 200).optional() };

/** Query of every list of named objects: `name` exact, `namePrefix`, `sort` by name. Upper and lower case differ. */
export const namedListQuery = z.strictObject({
  ...pageQuery,
  ...nameQuery,
  sort: sortBy('name').default('name'),
});

type Context = RequestContext<unknown, z.output<typeof namedListQuery>, unknown>;

interface NamedList<T> {
  list(query: NamedQuery): Promise<NamedPage<T>>;
  count(filter: NameFilter): Promise<Count>;
}

/** One page of such a list. */
export async function namedList<T>(context: Context, store: NamedList<T>): Promise<Reply> {
  const { name, namePrefix, sort, limit } = context.query;
  const filter = { ...(name === undefined ? {} : { name }), ...(namePrefix === undefined ? {} : { namePrefix }) };
  const after = readCursor<{ name: string }>(context)?.name;
  const { items, next } = await store.list({
    limit,
    descending: sort === '-name',
    ...filter,
    ...(after === undefined ? {} : { after }),
  });
  return pageReply(context, { items, next: next === undefined ? undefined : { name: next } }, () =>
    store.count(filter),
  );
}
