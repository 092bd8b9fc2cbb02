import type { FieldDefinition } from '../../domain/conditions/fields';
import { fieldInWords } from '../../domain/conditions/leaf-words';
import { z } from '../http/schemas';

const fieldView = z
  .strictObject({
    source: z.enum(['property', 'custom', 'meta', 'event']),
    field: z.string(),
    label: z.string().openapi({ description: 'The field in words, as explanations call it.' }),
    type: z.string(),
    collection: z.boolean(),
    contentType: z.string().optional(),
    settable: z.boolean(),
    operators: z.array(z.string()),
    values: z.array(z.string()).optional(),
    open: z.boolean().optional(),
    availableIn: z.array(z.enum(['ignore', 'action'])),
    description: z.string(),
  })
  .openapi('ConditionField');

export const fieldList = z.strictObject({ items: z.array(fieldView) }).openapi('ConditionFieldList');

export function toFieldView(field: FieldDefinition) {
  return { ...field, label: field.source === 'custom' || field.source === 'meta' ? field.field : fieldInWords(field) };
}
