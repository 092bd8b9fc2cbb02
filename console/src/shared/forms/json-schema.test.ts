import { expect, it } from 'vitest';
import { labelOf, resolved, type SchemaBook } from './json-schema';

const book: SchemaBook = {
  Name: { type: 'string', maxLength: 9 },
  Point: { type: ['object', 'null'], properties: {} },
};

it.each([
  [
    { $ref: '#/components/schemas/Name', description: 'Own' },
    { type: 'string', maxLength: 9, description: 'Own', isNullable: false },
  ],
  [{ type: ['string', 'null'] }, { type: 'string', isNullable: true }],
  [
    { anyOf: [{ $ref: '#/components/schemas/Name' }, { type: 'null' }] },
    { type: 'string', maxLength: 9, isNullable: true },
  ],
  [{ $ref: '#/components/schemas/Point' }, { type: 'object', properties: {}, isNullable: true }],
  [{ $ref: '#/components/schemas/Gone' }, { isNullable: false }],
])('%j is %j', (schema, expected) => expect(resolved(schema, book)).toEqual(expected));

it('leaves a true union as one', () => {
  expect(resolved({ oneOf: [{ type: 'string' }, { type: 'number' }] }, book).oneOf).toHaveLength(2);
});

it.each([
  ['notAfterFrom', 'Not after from'],
  ['pending_issue', 'Pending issue'],
  ['memoryMiB', 'Memory (MiB)'],
  ['timeoutSeconds', 'Timeout (seconds)'],
  ['seconds', 'Seconds'],
  ['raProfileId', 'RA profile ID'],
])('%s is called %s', (member, label) => expect(labelOf(member)).toBe(label));
