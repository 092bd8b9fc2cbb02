import { importSystems } from '../../domain/imports/foreign-kind';
import type { Permission } from '../../domain/identity/permissions';
import { cutPage } from '../../domain/values/page';
import type { ImportOrigin, OriginStore } from '../../store/imports/origins';
import { pageReply, readCursor } from '../http/paging';
import { refuseWithoutRights } from '../http/rights';
import { defineRoute, type Route } from '../http/route';
import { flag, isoDate, line, page, pageQuery, z } from '../http/schemas';
import { sortBy } from '../http/sorting';

export interface OriginRouteDeps {
  readonly origins: Pick<OriginStore, 'list' | 'count'>;
  /** Every kind of document. */
  readonly kinds: readonly string[];
  /** What reading objects of a kind needs; null: nothing beyond a key. */
  readonly permissionOf: (kind: string) => Permission | null;
}

const value = z
  .strictObject({
    path: z.string().openapi({ description: 'JSON Pointer into the object of the other product.' }),
    value: z.unknown().openapi({ description: 'A scalar, or an empty list or object.' }),
  })
  .openapi('KeptValue');
const part = z
  .strictObject({
    name: z.string().openapi({ description: 'What it is called here.' }),
    originId: z.string().nullable(),
    path: z.string().openapi({ description: 'Where it stood in the object; values kept below it begin so.' }),
  })
  .openapi('ImportOriginPart');
const view = z
  .strictObject({
    system: z.enum(importSystems),
    originKind: z.string().openapi({ description: 'What it was there.' }),
    originId: z.string().nullable(),
    kind: z.string().openapi({ description: 'Kind of document of the object here.' }),
    name: z.string().openapi({ description: 'Of its document when it was imported.' }),
    object: z.string().nullable().openapi({
      description:
        'uuid of the object, or what else tells it apart; null where it became a part of others, or was not written.',
    }),
    isPart: z
      .boolean()
      .openapi({ description: 'It became a part of objects of this kind, or is done by one of them.' }),
    parts: z.array(part).openapi({ description: 'Parts with ids of their own, such as steps.' }),
    kept: z.array(value).openapi({ description: 'What nothing here corresponds to. Secrets are never kept.' }),
    importedAt: isoDate,
  })
  .openapi('ImportOrigin');

/** `/imports/origins`: where imported objects come from, and what of them had no place here. */
export function createOriginRoutes({ origins, kinds, permissionOf }: OriginRouteDeps): Route[] {
  const all = [...new Set(kinds)];
  return [
    defineRoute({
      method: 'get',
      path: '/imports/origins',
      operationId: 'listImportOrigins',
      tag: 'Configuration',
      summary: 'List where imported objects come from, with the values that were kept',
      description:
        'One row for each object of another product. You get the kinds of objects that you may read; a kind that you name needs its permission.',
      permission: 'authenticated',
      query: z.strictObject({
        ...pageQuery,
        system: z.enum(importSystems).optional(),
        kind: z.enum(all).optional(),
        object: line(1, 500).optional(),
        originKind: line(1, 100).optional(),
        originId: line(1, 500).optional(),
        name: line(1, 500).optional(),
        hasKept: flag.optional().openapi({ type: 'boolean', description: 'Only what has kept values, or has none.' }),
        sort: sortBy('origin').default('origin'),
      }),
      responses: { 200: { description: 'A page of origins', schema: page(view) } },
      async handle(context) {
        const { limit, cursor: _c, count: _n, kind, sort, ...given } = context.query;
        const { permissions } = context.caller;
        const needed = kind === undefined ? null : permissionOf(kind);
        if (needed !== null) refuseWithoutRights(context.caller, [{ pointer: '/query/kind', permission: needed }]);
        const readable = all.filter((one) => {
          const permission = permissionOf(one);
          return permission === null || permissions.has(permission);
        });
        const filter = { ...given, kinds: kind === undefined ? readable : [kind] };
        const after = readCursor<{ readonly key: string }>(context)?.key;
        const found = await origins.list(filter, { after, limit: limit + 1, descending: sort === '-origin' });
        const { items, last } = cutPage(found, limit);
        const next = last === undefined ? undefined : { key: last.key };
        return pageReply(context, { items: items.map(viewOf), next }, () => origins.count(filter));
      },
    }),
  ];
}

function viewOf({ key: _key, parts, ...origin }: ImportOrigin) {
  return { ...origin, parts: parts.map(({ id, ...rest }) => ({ ...rest, originId: id })) };
}
