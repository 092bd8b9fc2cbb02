import { queryOptions } from '@tanstack/react-query';
import { rawRequest } from '../api/raw';

/** The part of JSON Schema 2020-12 that the API's description is made of. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly format?: string;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly readOnly?: boolean;
  /** Taken, and never shown again. */
  readonly writeOnly?: boolean;
  readonly discriminator?: { readonly propertyName: string; readonly mapping?: Readonly<Record<string, string>> };
  readonly additionalProperties?: boolean | JsonSchema;
}

export type SchemaBook = Readonly<Record<string, JsonSchema>>;

/** The schemas of the API's own description, by name. */
export const schemaBookQuery = queryOptions({
  queryKey: ['openapi'],
  staleTime: Infinity,
  queryFn: async ({ signal }): Promise<SchemaBook> => {
    const answer = await rawRequest('/api/v1/openapi.json', { signal });
    const document = (await answer.json()) as { components: { schemas: SchemaBook } };
    return document.components.schemas;
  },
});

export interface ResolvedSchema extends JsonSchema {
  /** Whether null stands for "none" here. */
  readonly isNullable: boolean;
}

/** A schema without references and without `null` among its types, which becomes `isNullable`. */
export function resolved(schema: JsonSchema, book: SchemaBook): ResolvedSchema {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    const { $ref: _, ...beside } = schema;
    return resolved({ ...(book[name] ?? {}), ...beside }, book);
  }
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) {
    const present = alternatives.filter(({ type }) => type !== 'null');
    const [only] = present;
    if (present.length === 1 && only !== undefined) {
      const { anyOf: _any, oneOf: _one, ...beside } = schema;
      const inner = resolved({ ...only, ...beside }, book);
      return { ...inner, isNullable: inner.isNullable || present.length < alternatives.length };
    }
    return { ...schema, isNullable: present.length < alternatives.length };
  }
  if (Array.isArray(schema.type)) {
    const types = (schema.type as readonly string[]).filter((type) => type !== 'null');
    return { ...schema, type: types.length === 1 ? types[0]! : types, isNullable: types.length < schema.type.length };
  }
  return { ...schema, isNullable: false };
}

/** Written so wherever they stand. */
const abbreviations: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'API',
    'CA',
    'CRL',
    'DN',
    'DNS',
    'HTTP',
    'ID',
    'IP',
    'JSON',
    'OCSP',
    'OIDC',
    'PEM',
    'RA',
    'RSA',
    'SSH',
    'TLS',
    'URL',
    'UUID',
  ].map((word) => [word.toLowerCase(), word]),
);
const units: Readonly<Record<string, string>> = {
  'mi b': 'MiB',
  'ki b': 'KiB',
  seconds: 'seconds',
  minutes: 'minutes',
};

/** `notAfterFrom` as people read it: `Not after from`; `timeoutSeconds`: `Timeout (seconds)`. */
export function labelOf(member: string): string {
  const words = member
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
    .replace(/(.) (mi b|ki b|seconds|minutes)$/, (_, before: string, unit: string) => `${before} (${units[unit]})`)
    .replace(/\w+/g, (word) => abbreviations[word] ?? word);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
