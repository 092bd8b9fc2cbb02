import type { AttributeContent, AttributeDefinition, ContentType } from '../attributes/attribute';
import { readAttributeContent } from '../attributes/values';
import { propertyFieldsOf } from '../conditions/property-fields';
import type { FieldType } from '../conditions/tree';
import type { Resource } from '../events/catalogue';
import { isBlank } from '../values/json';
import { nearest } from '../values/suggestion';

/** The content types that hold the values of a property without a change. */
const contentTypesOf: Readonly<Record<FieldType, readonly ContentType[]>> = {
  STRING: ['string', 'text'],
  LIST: ['string', 'text'],
  NUMBER: ['integer', 'float'],
  BOOLEAN: ['boolean'],
  DATE: ['date'],
  DATETIME: ['datetime'],
  PRESENCE: [],
};

export interface CopyFault {
  /** `unknown_field`, `copy_type_mismatch`. */
  readonly code: string;
  readonly detail: string;
}

/** Why a property of this resource cannot be copied into the attribute; undefined when it can. */
export function copyFault(
  field: string,
  resource: Resource,
  { name, contentType }: Pick<AttributeDefinition, 'name' | 'contentType'>,
): CopyFault | undefined {
  const fields = propertyFieldsOf(resource);
  const property = fields.find((row) => row.field === field);
  if (property === undefined) {
    const meant = nearest(
      field,
      fields.map((row) => row.field),
    );
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    return { code: 'unknown_field', detail: `there is no such property of ${resource}${hint}` };
  }
  const fitting = contentTypesOf[property.type];
  if (fitting.includes(contentType)) return undefined;
  const detail = `${name} is of type ${contentType}; ${field} can be copied to ${fitting.join(' or ')}`;
  return { code: 'copy_type_mismatch', detail };
}

/**
 * The values of a property as content of the attribute. Fails with `copy_source_missing` when it is absent and
 * `invalid_value` when the attribute does not take what is there: several values, text that is too long.
 */
export function copiedProperty(
  field: string,
  value: unknown,
  definition: AttributeDefinition,
): { readonly content: readonly AttributeContent[] } | { readonly errorCode: string; readonly message: string } {
  const values = (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter((one) => !isBlank(one));
  if (values.length === 0) return { errorCode: 'copy_source_missing', message: `property ${field} is absent` };
  const read = readAttributeContent(
    values.map((data) => ({ data })),
    definition,
    '/copyFrom',
  );
  if (!('faults' in read)) return read;
  return { errorCode: 'invalid_value', message: read.faults[0]?.detail ?? 'value not allowed' };
}
