/**
 * The one door to zod in this room: `z` already knows `.openapi()`, and the schemas that many resources share. Put
 * `.max()` on every string and array. Objects of requests are `z.strictObject`.
 */
import { extendZodWithOpenApi, zodToOpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { problemCodes } from '../../domain/problem';
import { parseInstant } from '../../domain/values/scalars';

extendZodWithOpenApi(z);

export { z };

/** RFC 9562 text, lower case in answers; upper case is accepted and lowered. */
export const uuid = z
  .string()
  .max(36)
  .regex(/^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/, 'a UUID is expected')
  .toLowerCase()
  .openapi({ format: 'uuid' });

/** A point in time in answers: RFC 3339, UTC, milliseconds. */
export const isoDate = z.iso.datetime().openapi({ format: 'date-time', example: '2030-01-02T03:04:05.678Z' });

/** A point in time in requests: RFC 3339 with `Z` or an offset; the handler gets a Date. */
export const instant = z.iso
  .datetime({ offset: true, error: 'an RFC 3339 time with zone is expected', abort: true })
  .max(40)
  .openapi({ format: 'date-time' })
  .refine((text) => typeof parseInstant(text) === 'number', 'a time of the years 1 to 9999 is expected')
  .transform((text) => new Date(text));

// eslint-disable-next-line no-control-regex -- control characters are what is refused
const controlCharacters = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
// eslint-disable-next-line no-control-regex -- as above; line feed, carriage return and tab may stand in longer text
const controlCharactersOfText = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** One line of text, NFC, trimmed, without control characters. Lengths in UTF-16 units. */
export function line(min: number, max: number) {
  return z
    .string()
    .max(max)
    .refine((text) => !controlCharacters.test(text) && !loneSurrogate.test(text), 'control characters are not allowed')
    .transform((text) => text.normalize('NFC').trim())
    .pipe(z.string().min(min).max(max));
}

/** Longer text: line breaks and tabs are fine, other control characters are not. */
export function text(max: number) {
  return z
    .string()
    .max(max)
    .refine(
      (value) => !controlCharactersOfText.test(value) && !loneSurrogate.test(value),
      'control characters are not allowed',
    );
}

/** The unique name of an object: 1 to 200 characters. */
export const name = line(1, 200);
export const description = text(2000).default('');

/** One address, `local@domain`, without display name; nothing is looked up. At most 254 characters (RFC 5321). */
export const email = z
  .email()
  .max(254)
  .regex(/^[^\s,;<>"()[\]\\:]+$/, 'one plain address is expected');

/** Per cent of a certificate's lifetime; null where none is set. */
export const lifetimePercent = z.number().int().min(1).max(100).nullable();

/** Names beside uuids in answers; the frame fills them in. A request that gives them back is read without them. */
export const besideOne = z
  .string()
  .nullable()
  .optional()
  .openapi({ readOnly: true, description: 'Its name; null if you may not read it.' });
export const besideMany = z
  .array(z.string().nullable())
  .optional()
  .openapi({ readOnly: true, description: 'Their names, in the same order; null where you may not read it.' });

export const uuidPath = z.strictObject({ uuid });

/**
 * A named schema or null. `.nullable()` would let the description say that the name itself stands for null, too.
 */
export function orNull<T extends z.ZodType>(schema: T, description?: string) {
  return z.union([schema, z.null()]).openapi(description === undefined ? {} : { description });
}

/** Who did something; the uuid is null for what Certloom does by itself. */
export const actorName = z.strictObject({ uuid: z.string().nullable(), name: z.string() }).openapi('ActorName');

/** One value of a custom attribute. */
export const attributeContent = z
  .strictObject({ data: z.unknown(), reference: z.string().max(1_000).optional() })
  .openapi('AttributeContent', {
    description: '`data` has the type of the attribute: text, a number, true or false, or an object.',
  });

/** Values of custom attributes in a request, by name. */
export const attributeValues = z
  .array(
    z
      .strictObject({
        name: z.string().min(1).max(200),
        contentType: z.string().max(40).optional(),
        content: z.array(attributeContent).max(1_000),
      })
      .openapi('AttributeValue'),
  )
  .max(500);

/** A repeatable query parameter: `?status=a&status=b`. Absent stays undefined. */
export function manyOf<T extends z.ZodType<unknown, string>>(item: T, max = 50) {
  return z
    .preprocess(
      (value) => (value === undefined || Array.isArray(value) ? (value as unknown) : [value]),
      z.array(item).min(1).max(max).optional(),
    )
    .openapi({ type: 'array', items: { type: 'string' } });
}

/** `true` or `false` in a query string. */
export const flag = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .openapi({ type: 'boolean' });

/** Shape members of every paged list's query, beside the `limit`, which differs. */
export const pagePosition = {
  cursor: z.string().min(1).max(2000).optional(),
  count: flag.optional().openapi({ description: 'With `true` the answer has the `total` of the list.' }),
};

/** Shape members of a paged list's query; limit 1..200, default 50. */
export const pageQuery = {
  limit: wholeNumber(1, 200).default(50).openapi({ default: 50 }),
  ...pagePosition,
};

/** A whole number in a query string. */
export function wholeNumber(min: number, max: number) {
  return z
    .string()
    .max(16)
    .regex(/^\d+$/, 'a whole number is expected')
    .transform(Number)
    .pipe(z.number().int().min(min).max(max))
    .openapi({ type: 'integer', minimum: min, maximum: max });
}

export const total = z
  .strictObject({ value: z.number().int(), relation: z.enum(['exact', 'moreThan', 'atLeast']) })
  .openapi('Total', {
    description:
      'How many rows the whole list has, only when `count` asks for it. `exact` up to 10000; `moreThan` 10000 beyond that; `atLeast` where a filter had to look at each row and the time for it was over.',
  });

/**
 * A page of a list: `nextCursor` is null on the last one. The `Link` header (RFC 8288) says the same. In the description
 * the page of a `Group` is a `GroupPage`.
 */
export function page<T extends z.ZodType>(item: T) {
  return pageWith(`${componentName(item)}Page`, item, {});
}

/** A page with further members. @param name under which the description knows it */
export function pageWith<T extends z.ZodType, M extends z.ZodRawShape>(name: string, item: T, more: M) {
  const nextCursor = z.string().nullable().openapi({ description: 'For `cursor`; null on the last page.' });
  return z.strictObject({ items: z.array(item), nextCursor, total: total.optional(), ...more }).openapi(name);
}

/** Under which the description knows a schema. */
export function componentName(schema: z.ZodType): string {
  const name = nameOf(schema);
  if (name === undefined) throw new Error('a schema has no name: give it one with .openapi(name)');
  return name;
}

/** Whether the description knows a schema under a name of its own. */
export function isNamed(schema: z.ZodType): boolean {
  return nameOf(schema) !== undefined;
}

function nameOf(schema: z.ZodType): string | undefined {
  return zodToOpenAPIRegistry.get(schema)?._internal?.refId;
}

/** Whether a member is taken and never shown: a secret. */
export function isWriteOnly(schema: z.ZodType): boolean {
  return zodToOpenAPIRegistry.get(schema)?.writeOnly === true;
}

export const fault = z.strictObject({ pointer: z.string(), code: z.string(), detail: z.string() }).openapi('Fault', {
  description:
    'One fault of a request. `pointer` is a JSON Pointer (RFC 6901) into the body, or `/query/<name>` or `/path/<name>`.',
});

/** What refers to an object. */
export const usedBy = z.strictObject({ kind: z.string(), uuid: z.string(), name: z.string() }).openapi('UsedBy');

/** A trigger by name. */
export const matchedTrigger = z.strictObject({ uuid: z.string(), name: z.string() }).openapi('MatchedTrigger');

/** A trigger that ignored an upload. */
export const rejectingTrigger = z
  .strictObject({
    uuid: z.string(),
    name: z.string(),
    message: z.string().optional().openapi({ description: 'What the trigger tells the uploader.' }),
  })
  .openapi('RejectingTrigger');

export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(problemCodes),
    detail: z.string(),
    instance: z.string(),
    errors: z.array(fault).optional().openapi({
      description: 'Every fault of the request: with `validation_failed` and the other codes about what was sent.',
    }),
    usedBy: z
      .array(usedBy)
      .optional()
      .openapi({ description: 'With `in_use`: what refers to the object, at most 20 of them.' }),
    sets: z
      .array(
        z
          .strictObject({ event: z.string(), resource: z.string(), objectUuid: z.string().nullable() })
          .openapi('UsedBySet'),
      )
      .optional()
      .openapi({ description: 'With `in_use` of a trigger: the trigger sets that hold it.' }),
    missing: z
      .array(z.string())
      .optional()
      .openapi({ description: 'With `forbidden`: the permissions that are missing, if they depend on the request.' }),
    certificateUuid: z
      .string()
      .optional()
      .openapi({ description: 'With `certificate_duplicate`: the stored certificate, if you may read it.' }),
    candidates: z
      .array(z.strictObject({ uuid: z.string(), notAfter: isoDate.nullable().optional() }).openapi('NameCandidate'))
      .optional()
      .openapi({
        description: 'With `ambiguous_name`: what the name may mean, at most 10; `notAfter` of certificates.',
      }),
    operationUuid: z
      .string()
      .optional()
      .openapi({ description: 'With `operation_under_way`: the operation that is open.' }),
    firingId: z.string().optional().openapi({ description: 'With `certificate_ignored`: the firing.' }),
    matchedTriggers: z
      .array(rejectingTrigger)
      .optional()
      .openapi({ description: 'With `certificate_ignored`: the triggers that matched.' }),
  })
  .openapi('Problem', {
    description: 'RFC 9457 problem details. Decide by `code`; `detail` is for people; `instance` is the request id.',
  });
