import { Schema, type Connection } from 'mongoose';
import type { AttributeDefinition } from '../../domain/attributes/attribute';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

type DefinitionDocument = NamedDocument & Omit<AttributeDefinition, 'uuid'>;

const flag = { type: Boolean, required: true };

const schema = namedSchema<DefinitionDocument>({
  label: { type: String, default: '' },
  description: { type: String, default: '' },
  contentType: { type: String, required: true },
  visible: flag,
  required: flag,
  readOnly: flag,
  list: flag,
  multiSelect: flag,
  extensibleList: flag,
  // Data is of the content type: a number, a Date, an object.
  content: { type: [new Schema({ data: Schema.Types.Mixed, reference: String }, { _id: false })], required: true },
  resources: { type: [String], required: true },
});

/** Definitions of custom attributes. */
export function createCustomAttributeStore(db: Connection) {
  return createNamedStore<DefinitionDocument, AttributeDefinition>(
    db,
    'custom_attributes',
    schema,
    { noun: 'a custom attribute' },
    (rows) => rows.map(({ _id, ...definition }) => ({ uuid: _id, ...definition })),
  );
}

export type CustomAttributeStore = ReturnType<typeof createCustomAttributeStore>;
