import type { ZodType } from 'zod';
import { z } from './schemas';

/** Members that the schema knows at a place; none where it is no object. */
export function membersAt(schemas: readonly ZodType[], value: unknown): string[] {
  const given = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const names = schemas
    .flatMap(alternativesOf)
    .filter((schema) => schema instanceof z.ZodObject)
    .map((schema) => schema.shape as Readonly<Record<string, ZodType>>)
    .filter((shape) => isMeant(shape, given))
    .flatMap((shape) => Object.keys(shape));
  return [...new Set(names)].filter((name) => !Object.hasOwn(given, name));
}

/** What values below `schemas` are checked with: several where there are alternatives, none where anything goes. */
export function schemasAt(schemas: readonly ZodType[], path: readonly PropertyKey[]): readonly ZodType[] {
  return path.reduce<readonly ZodType[]>(
    (outer, key) => outer.flatMap(alternativesOf).flatMap((schema) => memberOf(schema, key)),
    schemas,
  );
}

function memberOf(schema: ZodType, key: PropertyKey): ZodType[] {
  if (schema instanceof z.ZodArray) return [schema.element as ZodType];
  if (schema instanceof z.ZodRecord) return [schema.valueType as ZodType];
  if (!(schema instanceof z.ZodObject) || typeof key !== 'string' || !Object.hasOwn(schema.shape, key)) return [];
  return [schema.shape[key] as ZodType];
}

/** Without what says that it may be left out, null or something else. */
export function alternativesOf(schema: ZodType): ZodType[] {
  if (schema instanceof z.ZodUnion) return (schema.options as ZodType[]).flatMap(alternativesOf);
  if (schema instanceof z.ZodPipe) return [schema.in, schema.out].flatMap((one) => alternativesOf(one as ZodType));
  if (schema instanceof z.ZodLazy) return alternativesOf(schema.unwrap() as ZodType);
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable
  ) {
    return alternativesOf(schema.unwrap() as ZodType);
  }
  return [schema];
}

/** Not another of several kinds of object: `type` says which. */
export function isMeant(shape: Readonly<Record<string, ZodType>>, given: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(shape).every(
    ([name, schema]) =>
      !(schema instanceof z.ZodLiteral) || !Object.hasOwn(given, name) || schema.safeParse(given[name]).success,
  );
}
