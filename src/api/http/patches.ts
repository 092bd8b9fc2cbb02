/** `PATCH` for every object that has a `PUT`: a JSON merge patch (RFC 7396) of what `GET` shows. One mechanism for all. */
import type { ZodObject, ZodType } from 'zod';
import { refuseStale } from '../../domain/revision';
import { isPlainObject } from '../../domain/values/json';
import { mergePatch } from '../../domain/values/merge-patch';
import { faultsOf, validationFailed } from './faults';
import type { RequestContext, Route } from './route';
import { componentName, isNamed, orNull, z } from './schemas';

type Context = RequestContext<unknown, unknown, unknown>;
type Replacement = Route & { readonly body: ZodObject };

/** The routes and, behind each `PUT` on a revisioned object that can be read, the `PATCH` of the same path. */
export function withPatches(routes: readonly Route[]): Route[] {
  const readers = new Map(routes.filter(({ method }) => method === 'get').map((route) => [route.path, route]));
  const patched = new Set(routes.filter(({ method }) => method === 'patch').map(({ path }) => path));
  return routes.flatMap((route) => {
    const get = readers.get(route.path);
    if (get === undefined || patched.has(route.path) || !isReplacement(route)) return [route];
    return [route, patchOf(route, get)];
  });
}

function isReplacement(route: Route): route is Replacement {
  return route.method === 'put' && route.ifMatch !== undefined && route.body instanceof z.ZodObject;
}

function patchOf({ check: _ofPut, ...put }: Replacement, get: Route): Route {
  const { operationId, summary, description } = put;
  return {
    ...put,
    method: 'patch',
    // A patch is of something that is there.
    ifMatch: true,
    operationId: operationId.replace(/^update/, 'patch'),
    summary: `${summary}, only the members that you send`,
    description: [
      'A merge patch (RFC 7396), as `application/json` or `application/merge-patch+json`: members that you leave out stay as they are, null sets one to null or back to its default. Lists, conditions and what depends on a kind are replaced as a whole.',
      ...(description === undefined || /leave out|left out/.test(description) ? [] : [description]),
    ].join(' '),
    body: patchSchema(put.body),
    async handle(context) {
      const as = (change: Partial<Context>): Context => Object.assign(Object.create(context) as Context, change);
      const { body, revision = 0 } = await get.handle(as({ query: {}, body: undefined }));
      refuseStale({ revision }, context.ifMatch);
      const merged = merge(put.body, requestOf(put, body), context.body);
      const result = put.body.safeParse(merged, { reportInput: true });
      if (!result.success) throw validationFailed(faultsOf(result.error, '', put.body));
      return put.handle(as({ body: result.data, ifMatch: revision }));
    },
  };
}

/** The patched document. */
function merge(schema: ZodObject, request: unknown, patch: unknown): unknown {
  return mergePatch(request, patch, {
    isMerged: (path) => shapeOf(schemaAt(schema, path)) !== undefined,
    takesNull: (path) => schemaAt(schema, path)?.safeParse(null).success === true,
  });
}

/** What `GET` shows of an object as the body of a `PUT` that would change nothing; secrets are not in it. */
export function requestOf(
  { body, patchedFrom = (shown) => shown }: Pick<Route, 'body' | 'patchedFrom'>,
  view: unknown,
) {
  // As a client would have read it.
  const asRead = JSON.parse(JSON.stringify(patchedFrom(view))) as unknown;
  return body === undefined ? asRead : known(body, asRead);
}

function known(schema: ZodType, view: unknown): unknown {
  const shape = shapeOf(schema);
  if (shape === undefined || !isPlainObject(view)) return view;
  const members = Object.entries(view).filter(([member]) => Object.hasOwn(shape, member));
  return Object.fromEntries(members.map(([member, value]) => [member, known(shape[member]!, value)]));
}

function schemaAt(schema: ZodType, path: readonly string[]): ZodType | undefined {
  return path.reduce<ZodType | undefined>((outer, member) => {
    const shape = shapeOf(outer);
    return shape !== undefined && Object.hasOwn(shape, member) ? shape[member] : undefined;
  }, schema);
}

/** The members of an object's schema, also of one that may be null or left out; undefined for every other value. */
function shapeOf(schema: ZodType | undefined): Readonly<Record<string, ZodType>> | undefined {
  const inner = schema === undefined ? undefined : innerOf(schema);
  if (inner instanceof z.ZodObject) return inner.shape;
  if (!(inner instanceof z.ZodUnion)) return undefined;
  const options = (inner.options as ZodType[]).filter((option) => !(option instanceof z.ZodNull));
  return options.length === 1 ? shapeOf(options[0]) : undefined;
}

/** Without what says that it may be left out or null. */
function innerOf(schema: ZodType): ZodType {
  return schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable
    ? innerOf(schema.unwrap() as ZodType)
    : schema;
}

/** What a patch may look like: the request with every member optional and nullable, at every depth that is merged. */
function patchSchema(request: ZodObject): ZodType {
  const partial = (schema: ZodType): ZodType => {
    const shape = shapeOf(schema);
    if (shape === undefined) return innerOf(schema);
    const members = Object.entries(shape).map(([member, inner]) => [member, orLeftOut(partial(inner))] as const);
    return z.strictObject(Object.fromEntries(members));
  };
  // A named schema that is made nullable would stand for null wherever its name is used.
  const orLeftOut = (schema: ZodType) =>
    isNamed(schema) && !(schema instanceof z.ZodUnion) ? orNull(schema).optional() : schema.nullish();
  return partial(request).openapi(componentName(request).replace(/(Request)?$/, 'Patch'));
}
