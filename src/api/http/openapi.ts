import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { Router } from 'express';
import swaggerUi from 'swagger-ui-express';
import { componentsOf } from './components';
import { withDescribedReferences } from './described-references';
import { withNameNotes } from './name-notes';
import { operationOf, refusalComponents } from './openapi-operation';
import { problem } from './schemas';
import type { Route } from './route';
import { requestHeader } from './same-origin';
import { cookieJar } from './session-cookie';

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
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: cookieJar(publicUrl, 'session').name,
    description: `A browser that has signed in. What changes something also needs the header ${requestHeader}, and must come from a page of this address.`,
  });
  registry.register('Problem', problem);
  for (const [name, response] of refusalComponents) registry.registerComponent('responses', name, response);
  for (const route of routes) registry.registerPath(operationOf(route, prefix));
  const generated = new OpenApiGeneratorV31(registry.definitions).generateDocument({
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
  const document = withDescribedReferences(generated);
  const schemas = { ...document.components?.schemas, ...Object.fromEntries(componentsOf(document)) };
  return withNameNotes({ ...document, components: { ...document.components, schemas } }, prefix);
}

/** Swagger UI from its own files; it reads the description at `url`. */
export function apiDocs(url: string): Router {
  const router = Router({ strict: true });
  const options = {
    customSiteTitle: 'Certloom API',
    swaggerUrl: url,
    swaggerOptions: {
      url,
      persistAuthorization: false,
      // Sent with a session, too. It runs in the browser, as its text: it may name nothing of this file.
      requestInterceptor: (request: { headers: Record<string, string> }) => {
        request.headers['X-Certloom-Console'] = '1';
        return request;
      },
    },
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
