import type { EventCode } from '../../events/catalogue';
import { createFieldLookup, isContentType, type FieldDefinition } from '../../conditions/fields';
import type { FieldSource } from '../../conditions/tree';
import type { AttributeDefinition } from '../../attributes/attribute';
import type { MappingContext } from '../foreign-kind';
import { idAt } from '../identity';
import type { Place } from '../ledger';

export interface ForeignField {
  readonly source: FieldSource;
  readonly field: string;
  readonly contentType?: string;
  readonly definition: FieldDefinition;
}

const sources: Readonly<Record<string, FieldSource>> = { property: 'property', custom: 'custom', meta: 'meta' };

/**
 * The field that a condition or an action of the other product means, by the same name here: `COMMON_NAME`, or
 * `department|STRING` of an attribute. Undefined, with a note, where there is none.
 */
export function fieldAt(
  sourceAt: Place,
  fieldPlace: Place,
  event: EventCode,
  context: MappingContext,
): ForeignField | undefined {
  const source = sources[sourceAt.text()?.toLowerCase() ?? ''];
  const [field = '', type] = (fieldPlace.text() ?? '').split('|');
  if (source === undefined) {
    sourceAt.note('field_unknown', 'fields here are of property, custom or meta');
    return undefined;
  }
  const named = source === 'custom' ? attributeNamed(field, context) : undefined;
  const known = named === undefined ? undefined : context.find('CustomAttribute', named)?.view;
  const name = named ?? field;
  const contentType =
    source === 'meta' && type !== undefined && isContentType(type.toLowerCase()) ? type.toLowerCase() : undefined;
  const attributes = known === undefined ? [] : [{ resources: ['certificates'], multiSelect: false, ...known, name }];
  const found = createFieldLookup(event, attributes as unknown as AttributeDefinition[]).find({
    source,
    field: name,
    contentType,
  });
  if (!('field' in found)) {
    fieldPlace.note('field_unknown', found.detail);
    return undefined;
  }
  return { source, field: name, ...(contentType === undefined ? {} : { contentType }), definition: found.field };
}

/**
 * What the attribute of this name is called here: its item in the import may have got another one, because somebody else's
 * has it; one that was here before is spelled as it is here.
 */
function attributeNamed(field: string, context: MappingContext): string {
  const item = context.items('CustomAttribute').find((one) => one.at('name').peek === field);
  const id = item && idAt(item.at('uuid'));
  const imported = id == null ? undefined : context.imported('CustomAttribute', id);
  return imported?.name ?? context.find('CustomAttribute', field)?.name ?? field;
}
