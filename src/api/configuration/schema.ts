import { createOpenApiDocument } from '../http/openapi';
import type { Route } from '../http/route';
import { componentName } from '../http/schemas';
import { apiVersion } from './export';
import { nameMembersOf, type Kind } from './kind';

type Json = Readonly<Record<string, unknown>>;

const components = '#/components/schemas/';
const longestName = 200;
const reference = {
  type: 'object',
  description: 'Names a secret; its value never stands in a document.',
  properties: { secretRef: { type: 'string', maxLength: longestName } },
  required: ['secretRef'],
  additionalProperties: false,
};

/**
 * JSON Schema (draft 2020-12) of one document, for editors, from the schemas that check requests: names in the place of
 * uuids, references in the place of secrets.
 */
export function configurationSchema(kinds: readonly Kind[], routes: readonly Route[]): Json {
  const api = createOpenApiDocument(routes, { prefix: '', publicUrl: 'http://localhost' }) as {
    readonly components: { readonly schemas: Readonly<Record<string, Json>> };
  };
  const definitions = new Map<string, unknown>([['SecretRef', reference]]);

  function define(name: string, omitted: readonly string[] = []): string {
    if (!definitions.has(name)) {
      definitions.set(name, {});
      definitions.set(name, without(inDocument(api.components.schemas[name] ?? {}) as Json, omitted));
    }
    return `#/$defs/${name}`;
  }

  function inDocument(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(inDocument);
    if (typeof value !== 'object' || value === null) return value;
    const { format, pattern: _pattern, ...rest } = value as Json;
    if (typeof rest['$ref'] === 'string') return { ...rest, $ref: define(rest['$ref'].slice(components.length)) };
    const schema = format === 'uuid' ? rest : (value as Json);
    return Object.fromEntries(
      Object.entries(schema).flatMap(([member, inner]): [string, unknown][] => {
        if (member === 'discriminator') return [];
        if (member === 'properties') return [[member, membersOf(inner as Json)]];
        return [[member, inDocument(inner)]];
      }),
    );
  }

  function membersOf(properties: Json): Json {
    return Object.fromEntries(
      Object.entries(properties).flatMap(([member, inner]): [string, unknown][] => {
        const { readOnly, writeOnly, type } = inner as Json;
        if (readOnly === true) return [];
        if (writeOnly !== true) return [[member, inDocument(inner)]];
        const secret = { $ref: '#/$defs/SecretRef' };
        return [[member, type === 'array' ? { type: 'array', items: secret } : secret]];
      }),
    );
  }

  const specs = new Map<string, string>();
  for (const one of kinds) {
    const { kind, create, update } = one;
    const body = routes.find(({ method, path }) => `${method} ${path}` === (create ?? update))?.body;
    if (body !== undefined) specs.set(kind, define(componentName(body), nameMembersOf(one)));
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Certloom configuration document',
    type: 'object',
    properties: {
      apiVersion: { const: apiVersion },
      kind: { enum: [...specs.keys()] },
      metadata: {
        type: 'object',
        properties: {
          name: { type: 'string', minLength: 1, maxLength: longestName },
          labels: { type: 'object', additionalProperties: { type: 'string', maxLength: 63 } },
        },
        required: ['name'],
        additionalProperties: false,
      },
      spec: { type: 'object' },
    },
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    additionalProperties: false,
    allOf: [...specs].map(([kind, $ref]) => ({
      if: { properties: { kind: { const: kind } } },
      then: { properties: { spec: { $ref } } },
    })),
    $defs: Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The name of an object stands in the document's metadata. */
function without(schema: Json, members: readonly string[]): Json {
  if (members.length === 0) return schema;
  const properties = Object.fromEntries(
    Object.entries((schema['properties'] ?? {}) as Json).filter(([member]) => !members.includes(member)),
  );
  const { required = [], ...rest } = schema;
  const others = (required as readonly string[]).filter((one) => !members.includes(one));
  return { ...rest, properties, ...(others.length === 0 ? {} : { required: others }) };
}
