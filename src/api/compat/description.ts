import { createOpenApiDocument, type OpenApiOptions } from '../http/openapi';
import type { Route } from '../http/route';

type Operations = Record<string, { security?: object[] }>;

/** OpenAPI of the surface: a document of its own, because its paths, names and ids are not those of our API. */
export function describeSurface(routes: readonly Route[], options: OpenApiOptions): object {
  const document = createOpenApiDocument(routes, options) as {
    info: object;
    paths: Record<string, Operations>;
    components: { securitySchemes: object };
  };
  const basic = { type: 'http', scheme: 'basic', description: 'Name of a user, and an API key of theirs as password' };
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    operation.security = [...(operation.security ?? []), { basic: [] }];
  }
  return {
    ...document,
    info: {
      ...document.info,
      title: 'Certloom, calls of Keyfactor Command',
      description:
        'The calls of Keyfactor Command that scripts make back, over the same certificates. Everything else is answered 501. Off unless the setting `compatApi.enabled` is on.',
    },
    components: {
      ...document.components,
      securitySchemes: { ...document.components.securitySchemes, basic },
    },
  };
}
