import type { ContentType } from '../attributes/attribute';
import { countOperators, presenceOperators, textOperators, type FieldType, type Operator } from './tree';

const comparing = ['EQUALS', 'NOT_EQUALS', 'GREATER', 'GREATER_OR_EQUAL', 'LESSER', 'LESSER_OR_EQUAL'] as const;

const ofType: Readonly<Record<FieldType, readonly Operator[]>> = {
  STRING: [...textOperators, ...presenceOperators],
  NUMBER: [...comparing, ...presenceOperators],
  DATE: [...comparing, 'IN_NEXT', 'IN_PAST', ...presenceOperators],
  DATETIME: [...comparing, 'IN_NEXT', 'IN_PAST', ...presenceOperators],
  LIST: ['EQUALS', 'NOT_EQUALS', ...presenceOperators],
  BOOLEAN: ['EQUALS', 'NOT_EQUALS', ...presenceOperators],
  PRESENCE: presenceOperators,
};

/** The operators a field of this type takes. Values that may not be looked at have presence only. */
export function operatorsFor(type: FieldType, collection: boolean): readonly Operator[] {
  if (!collection || type === 'PRESENCE') return ofType[type];
  return [...new Set<Operator>([...ofType[type], 'CONTAINS', 'NOT_CONTAINS', ...countOperators])];
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
