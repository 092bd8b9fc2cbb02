type Json = Readonly<Record<string, unknown>>;

/**
 * A named schema with words of its own where it is used: `{ $ref, description }`, which OpenAPI 3.1 allows, in the place of
 * `allOf` of both. Generators of clients take `allOf` of objects only.
 */
export function withDescribedReferences<T>(value: T): T {
  return described(value) as T;
}

function described(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(described);
  if (typeof value !== 'object' || value === null) return value;
  const { allOf, ...rest } = Object.fromEntries(
    Object.entries(value as Json).map(([member, inner]) => [member, described(inner)]),
  );
  if (allOf === undefined) return rest;
  const [reference, words, ...more] = allOf as readonly Json[];
  const isDescribed = reference?.['$ref'] !== undefined && words !== undefined && more.length === 0;
  return isDescribed && Object.keys(words).every((word) => annotations.has(word))
    ? { ...rest, ...reference, ...words }
    : { ...rest, allOf };
}

/** What says something and checks nothing. */
const annotations = new Set(['description', 'readOnly', 'writeOnly', 'deprecated', 'default', 'example', 'examples']);
