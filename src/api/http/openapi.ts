import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type ResponseConfig,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi';
import { Router } from 'express';
import swaggerUi from 'swagger-ui-express';
import type { ZodObject } from 'zod';
import { problems } from './problems';
import { problem } from './schemas';
import type { Route } from './route';

export interface OpenApiOptions {
  readonly prefix: string;
  readonly publicUrl: string;
  readonly version?: string;
}

/** OpenAPI 3.1 of the routes, from the schemas that validate their requests; made once, at the start. */
export function createOpenApiDocument(
  routes: readonly Route[],
  { prefix, publicUrl, version }: OpenApiOptions,
): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer', description: 'API key' });
  registry.registerComponent('securitySchemes', 'apiKey', { type: 'apiKey', in: 'header', name: 'X-API-Key' });
  registry.register('Problem', problem);
  for (const route of routes) registry.registerPath(operationOf(route, prefix));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Certloom',
      version: version ?? '1',
      description:
        'Certificate-lifecycle event automation. Errors are RFC 9457 problem documents; each code has a page under /problems/.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
  });
}

/** Swagger UI from its own files; it reads the description at `url`. */
export function apiDocs(url: string): Router {
  const router = Router({ strict: true });
  const options = {
    customSiteTitle: 'Certloom API',
    swaggerUrl: url,
    swaggerOptions: { url, persistAuthorization: false },
  };
  router.get('/', (req, res, next) => {
    // Swagger UI names its files relative to the folder.
    if (req.originalUrl.split('?', 1)[0]?.endsWith('/') === true) next();
    else res.redirect(301, `${req.baseUrl}/`);
  });
  router.use(...swaggerUi.serveFiles(undefined, options));
  router.get('/', swaggerUi.setup(undefined, options));
  return router;
}

function operationOf(route: Route, prefix: string): RouteConfig {
  const { permission } = route;
  const needs = permission === 'authenticated' ? 'Any valid key.' : `Permission: \`${permission}\`.`;
  return {
    method: route.method,
    path: prefix + route.path,
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, needs].filter((part) => part !== undefined).join('\n\n'),
    security: [{ bearer: [] }, { apiKey: [] }],
    request: {
      ...(route.params === undefined ? {} : { params: route.params as ZodObject }),
      ...(route.query === undefined ? {} : { query: route.query as ZodObject }),
      ...requestBodyOf(route),
    },
    ...(route.ifMatch === true ? { parameters: [ifMatchHeader] } : {}),
    responses: { ...problemResponses(route), ...documentedResponses(route) },
  };
}

const ifMatchHeader = {
  name: 'If-Match',
  in: 'header' as const,
  required: true,
  description: 'The ETag of the object as it was read.',
  schema: { type: 'string' as const, example: '"1"' },
};

function requestBodyOf(route: Route): Pick<NonNullable<RouteConfig['request']>, 'body'> {
  const raw = Object.entries(route.rawBodies ?? {}).map(
    ([mediaType, description]) =>
      [mediaType, { schema: { type: 'string' as const, format: 'binary', description } }] as const,
  );
  if (route.body === undefined && raw.length === 0) return {};
  const required = raw.length > 0 || route.body?.safeParse(undefined).success === false;
  const json = route.body === undefined ? {} : { 'application/json': { schema: route.body } };
  return { body: { required, content: { ...json, ...Object.fromEntries(raw) } } };
}

function documentedResponses(route: Route): Record<string, ResponseConfig> {
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, { description, schema, mediaType }]) => {
      const type = mediaType ?? (Number(status) < 400 ? 'application/json' : 'application/problem+json');
      const content = schema ?? (mediaType === undefined ? undefined : { type: 'string' as const });
      return [status, { description, ...(content === undefined ? {} : { content: { [type]: { schema: content } } }) }];
    }),
  );
}

/** The refusals that a route of this shape can give, besides those it documents itself. */
function problemResponses(route: Route): Record<string, ResponseConfig> {
  const takesBody = route.body !== undefined || route.rawBodies !== undefined;
  const changes = route.method !== 'get';
  const statuses: [number, boolean][] = [
    [400, true],
    [401, true],
    [403, true],
    [404, route.params !== undefined],
    [409, changes],
    [412, route.ifMatch === true],
    [413, takesBody],
    [415, takesBody],
    [422, true],
    [428, route.ifMatch === true],
    [429, true],
    [500, true],
    [503, true],
    [507, true],
  ];
  return Object.fromEntries(
    statuses.filter(([, applies]) => applies).map(([status]) => [String(status), refusal(status)]),
  );
}

function refusal(status: number): ResponseConfig {
  const codes = Object.entries(problems).filter(([, entry]) => entry.status === status);
  const description = codes.map(([code, { title }]) => `\`${code}\`: ${title}`).join('; ');
  return { description, content: { 'application/problem+json': { schema: problem } } };
}
