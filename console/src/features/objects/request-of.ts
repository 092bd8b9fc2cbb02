import { resolved, type JsonSchema, type SchemaBook } from '../../shared/forms/json-schema';
import type { Members } from './object-queries';

/** What of an object, as it was read, a change of it takes: members that the API only tells are left out, at any depth. */
export function requestOf(value: unknown, schema: JsonSchema, book: SchemaBook): unknown {
  const whole = resolved(schema, book);
  const shape = whole.discriminator === undefined ? whole : variantOf(value, whole, book);
  if (Array.isArray(value)) {
    const { items } = shape;
    return items === undefined ? value : value.map((one) => requestOf(one, items, book));
  }
  if (typeof value !== 'object' || value === null || shape.properties === undefined) return value;
  const { properties } = shape;
  return Object.fromEntries(
    Object.entries(value as Members)
      .filter(([name]) => properties[name] !== undefined && properties[name].readOnly !== true)
      .map(([name, inner]) => [name, requestOf(inner, properties[name]!, book)]),
  );
}

/** What a new object begins with: the defaults of its schema, at any depth. */
export function firstOf(schema: JsonSchema, book: SchemaBook): Members {
  const { properties = {} } = resolved(schema, book);
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, inner]) => {
      const whole = resolved(inner, book);
      if (whole.properties !== undefined && !whole.isNullable) return [[name, firstOf(whole, book)] as const];
      return whole.default === undefined ? [] : [[name, whole.default] as const];
    }),
  );
}

function variantOf(value: unknown, whole: JsonSchema, book: SchemaBook) {
  const { propertyName = '', mapping = {} } = whole.discriminator ?? {};
  const name = (value as Members | null)?.[propertyName];
  const $ref = typeof name === 'string' ? mapping[name] : undefined;
  return resolved($ref === undefined ? {} : { $ref }, book);
}
