import type { AttributeDefinition } from '../../src/domain/attributes/attribute';

/** The definition of a custom attribute as the store gives it: `site`, a text of certificates, unless told otherwise. */
export function attributeDefinition(change: Partial<AttributeDefinition> = {}): AttributeDefinition {
  return {
    uuid: 'a1',
    name: 'site',
    label: change.name ?? 'Site',
    description: '',
    contentType: 'string',
    visible: true,
    required: false,
    readOnly: false,
    list: false,
    multiSelect: false,
    extensibleList: false,
    content: [],
    resources: ['certificates'],
    revision: 1,
    ...change,
  };
}
