import type { ResponseConfig, RouteConfig } from '@asteasolutions/zod-to-openapi';
import type { ZodObject } from 'zod';
import { csvExtension, csvNoteOf, listOf } from './csv-lists';
import { fileField, multipartType } from './multipart';
import { kindsByMember } from './object-kinds';
import { problems } from './problems';
import type { RawContent, ResponseSpec, Route } from './route';

type Responses = RouteConfig['responses'];

const text = { type: 'string' } as const;

/** One route as an operation of the description. */
export function operationOf(route: Route, prefix: string): RouteConfig {
  const { permission } = route;
  const list = listOf(route);
  const needs = needOf(permission);
  return {
    method: route.method,
    path: prefix + route.path,
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, ...(list === undefined ? [] : [csvNoteOf(list)]), needs]
      .filter((part) => part !== undefined)
      .join('\n\n'),
    security: permission === 'anyone' ? [] : [{ bearer: [] }, { apiKey: [] }, { session: [] }],
    request: {
      ...(route.params === undefined ? {} : { params: route.params as ZodObject }),
      ...(route.query === undefined ? {} : { query: route.query as ZodObject }),
      ...requestBodyOf(route),
    },
    ...(headersOf(route).length === 0 ? {} : { parameters: headersOf(route) }),
    ...(list === undefined ? {} : csvExtension),
    responses: { ...refusalsOf(route), ...answersOf(route) },
  };
}

function needOf(permission: Route['permission']): string {
  if (permission === 'anyone') return 'No key and no session is needed.';
  return permission === 'authenticated' ? 'Any valid key.' : `Permission: \`${permission}\`.`;
}

function headersOf({ ifMatch, requestHeaders }: Route) {
  const inHeader = (name: string, required: boolean, description: string, example: string) => ({
    name,
    in: 'header' as const,
    required,
    description,
    schema: { ...text, example },
  });
  const ofRevision =
    ifMatch === true
      ? [inHeader('If-Match', true, 'The ETag of the object as you read it.', '"1"')]
      : ifMatch === 'whenPresent'
        ? [inHeader('If-Match', false, 'The ETag of the object as you read it. Needed when there is one.', '"1"')]
        : [];
  const others = Object.entries(requestHeaders ?? {}).map(([name, { description, example }]) =>
    inHeader(name, false, description, example),
  );
  return [...ofRevision, ...others];
}

function requestBodyOf(route: Route): Pick<NonNullable<RouteConfig['request']>, 'body'> {
  const raw = rawContentOf(route.rawBodies ?? {});
  if (route.body === undefined && Object.keys(raw).length === 0) return {};
  const required = Object.keys(raw).length > 0 || route.body?.safeParse(undefined).success === false;
  // One name for JSON: generators of clients make two arguments of two.
  const json = route.body === undefined ? {} : { 'application/json': { schema: route.body } };
  return {
    body: { required, content: { ...json, ...raw, ...(route.files === true ? { [multipartType]: form } : {}) } },
  };
}

/** Files of a form, each as it would be sent alone. */
const form = {
  schema: {
    type: 'object' as const,
    properties: { [fileField]: { type: 'array' as const, items: { ...text, format: 'binary' }, maxItems: 100 } },
    required: [fileField],
    description: 'Files in any of the other formats.',
  },
};

const rawTypes = { text, binary: { ...text, format: 'binary' }, yaml: {} } as const;

function rawContentOf(raw: Readonly<Record<string, RawContent>>) {
  return Object.fromEntries(
    Object.entries(raw).map(([mediaType, { kind, description, schema }]) => [
      mediaType,
      { schema: schema ?? { ...rawTypes[kind], description } },
    ]),
  );
}

function answersOf(route: Route): Responses {
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, answer]) => [status, answerOf(route, answer)]),
  );
}

function answerOf(route: Route, { description, schema, raw, etag, location }: ResponseSpec): ResponseConfig {
  const json = schema === undefined ? {} : { 'application/json': { schema } };
  const content = { ...json, ...rawContentOf(raw ?? {}) };
  const headers = {
    ...(etag === true ? { ETag: { description: 'The revision, for `If-Match`.', schema: text } } : {}),
    ...(location === true ? { Location: { description: 'Path of the object.', schema: text } } : {}),
    ...(isPaged(route) ? { Link: { description: 'The next page, `rel="next"` (RFC 8288).', schema: text } } : {}),
  };
  return {
    description,
    ...(Object.keys(content).length === 0 ? {} : { content }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
  };
}

function isPaged({ query }: Route): boolean {
  return query !== undefined && 'shape' in query && 'cursor' in (query as ZodObject).shape;
}

/** The refusals that a route of this shape can give. */
function refusalsOf(route: Route): Responses {
  const takesBody = route.body !== undefined || route.rawBodies !== undefined;
  const changes = route.method !== 'get';
  const takesRevision = route.ifMatch !== undefined;
  const statuses: [number, boolean][] = [
    [400, true],
    [401, true],
    [403, true],
    [404, route.params !== undefined || route.mayBeMissing === true],
    // A GET of an object, too: a name may be that of several, and a state may not allow the question.
    [409, changes || route.params !== undefined || asksForCertificates(route)],
    [412, takesRevision],
    [413, takesBody],
    [415, takesBody],
    [422, true],
    [428, takesRevision],
    [429, true],
    [500, true],
    [503, true],
    [507, true],
  ];
  return Object.fromEntries(
    statuses.flatMap(([status, applies]) =>
      applies ? [[String(status), { $ref: `#/components/responses/${refusalName(status)}` }]] : [],
    ),
  );
}

/** Whether its query may name a certificate: several may have the name. */
function asksForCertificates({ query }: Route): boolean {
  const members = query !== undefined && 'shape' in query ? Object.keys((query as ZodObject).shape) : [];
  return members.some((member) => kindsByMember[member] === 'certificate');
}

function refusalName(status: number): string {
  return `Problem${status}`;
}

/** Statuses whose answers say when to try again. */
const retried = new Set([409, 429, 503, 507]);

/** One response a status: the codes behind it, and the problem document. */
export const refusalComponents = new Map(
  [...new Set(Object.values(problems).map(({ status }) => status))].map((status) => {
    const codes = Object.entries(problems).filter(([, entry]) => entry.status === status);
    const response = {
      description: codes.map(([code, { title }]) => `\`${code}\`: ${title}`).join('; '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      ...(retried.has(status)
        ? { headers: { 'Retry-After': { description: 'Seconds to wait before another try.', schema: text } } }
        : {}),
    };
    return [refusalName(status), response] as const;
  }),
);
