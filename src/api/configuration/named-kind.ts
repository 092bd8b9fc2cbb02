import type { InnerCalls, Operation } from '../http/inner-calls';
import type { Found, Kind } from './kind';

const pageSize = '200';

/** A kind with a list at a path and objects below it: `/groups` and `/groups/{uuid}`. */
export function namedKind(
  path: `/${string}`,
  {
    isFixed,
    viewed = (view) => view,
    ...kind
  }: Pick<Kind, 'kind'> &
    Partial<Kind> & {
      /** Objects that every installation has and nobody changes. */
      readonly isFixed?: (view: Found['view']) => boolean;
      /** Without what another document says. */
      readonly viewed?: (view: Found['view']) => Found['view'];
    },
): Kind {
  const { nameMember = 'name' } = kind;
  return {
    nameMember,
    read: `get ${path}`,
    create: `post ${path}`,
    update: `put ${path}/{uuid}`,
    remove: `delete ${path}/{uuid}`,
    async find({ calls }, name) {
      const found: Found[] = [];
      for await (const view of itemsOf(calls, `get ${path}`, name === undefined ? {} : { name })) {
        const [uuid, own] = [view['uuid'] as string, view[nameMember] as string];
        // Those with a number for each content count every change in another one.
        const revision = (view['revision'] ?? view['version']) as number;
        if (name === undefined && isFixed?.(view) === true) continue;
        if (name === undefined || own === name)
          found.push({ name: own, params: { uuid }, revision, view: viewed(view) });
      }
      return found;
    },
    ...kind,
  };
}

/** All objects of a list, page after page. */
export async function* itemsOf(calls: InnerCalls, list: Operation, filter: Readonly<Record<string, string>>) {
  let cursor: string | null = null;
  do {
    const query: Record<string, string> = { ...filter, limit: pageSize, ...(cursor === null ? {} : { cursor }) };
    const { body } = await calls.call(list, { query });
    const { items, nextCursor } = body as { items: Found['view'][]; nextCursor: string | null };
    yield* items;
    cursor = nextCursor;
  } while (cursor !== null);
}
