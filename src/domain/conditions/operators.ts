import type { ContentType } from '../attributes/attribute';
import type { FieldType, Operator } from './tree';

const comparing = ['EQUALS', 'NOT_EQUALS', 'GREATER', 'GREATER_OR_EQUAL', 'LESSER', 'LESSER_OR_EQUAL'] as const;
const presence = ['EMPTY', 'NOT_EMPTY'] as const;
const counting = ['COUNT_EQUAL', 'COUNT_NOT_EQUAL', 'COUNT_GREATER_THAN', 'COUNT_LESS_THAN'] as const;

const ofType: Readonly<Record<FieldType, readonly Operator[]>> = {
  STRING: [
    'EQUALS',
    'NOT_EQUALS',
    'CONTAINS',
    'NOT_CONTAINS',
    'STARTS_WITH',
    'ENDS_WITH',
    'MATCHES',
    'NOT_MATCHES',
    ...presence,
  ],
  NUMBER: [...comparing, ...presence],
  DATE: [...comparing, 'IN_NEXT', 'IN_PAST', ...presence],
  DATETIME: [...comparing, 'IN_NEXT', 'IN_PAST', ...presence],
  LIST: ['EQUALS', 'NOT_EQUALS', ...presence],
  BOOLEAN: ['EQUALS', 'NOT_EQUALS', ...presence],
  PRESENCE: presence,
};

/** The operators a field of this type takes (spec 5.3). Values that may not be looked at have presence only. */
export function operatorsFor(type: FieldType, collection: boolean): readonly Operator[] {
  if (!collection || type === 'PRESENCE') return ofType[type];
  return [...new Set<Operator>([...ofType[type], 'CONTAINS', 'NOT_CONTAINS', ...counting])];
}

const typeOfContent: Readonly<Record<ContentType, FieldType>> = {
  string: 'STRING',
  text: 'STRING',
  codeblock: 'STRING',
  object: 'STRING',
  resource: 'STRING',
  secret: 'PRESENCE',
  file: 'PRESENCE',
  credential: 'PRESENCE',
  integer: 'NUMBER',
  float: 'NUMBER',
  boolean: 'BOOLEAN',
  date: 'DATE',
  time: 'DATETIME',
  datetime: 'DATETIME',
};

/** How conditions see a content type. secret, file and credential are PRESENCE: nobody may ask what they hold. */
export function fieldTypeOf(contentType: ContentType): FieldType {
  return typeOfContent[contentType];
}
