import { expect, it } from 'vitest';
import type { SchemaBook } from '../../shared/forms/json-schema';
import { firstOf, requestOf } from './request-of';

const book: SchemaBook = {
  Profile: {
    type: 'object',
    properties: {
      name: { type: 'string' },
      days: { type: 'integer', default: 7 },
      step: { type: 'object', properties: { by: { type: 'string' }, byName: { type: 'string', readOnly: true } } },
      renewal: { type: 'object', properties: { enabled: { type: 'boolean', default: false } } },
      keys: { type: 'array', items: { $ref: '#/components/schemas/Keys' }, default: [] },
    },
  },
  Keys: {
    oneOf: [{ $ref: '#/components/schemas/Rsa' }],
    discriminator: { propertyName: 'kind', mapping: { rsa: '#/components/schemas/Rsa' } },
  },
  Rsa: { type: 'object', properties: { kind: { type: 'string' }, bits: { type: 'integer' } } },
};
const profile = { $ref: '#/components/schemas/Profile' };

it('leaves out what a change does not take, also inside of lists and variants', () => {
  const read = {
    ...{ uuid: 'u', name: 'n', revision: 3, warnings: [] },
    step: { by: 'x', byName: 'X' },
    keys: [{ kind: 'rsa', bits: 2048, note: 'told' }],
  };
  expect(requestOf(read, profile, book)).toEqual({
    name: 'n',
    step: { by: 'x' },
    keys: [{ kind: 'rsa', bits: 2048 }],
  });
});

it('begins with the defaults of the schema', () => {
  expect(firstOf(profile, book)).toEqual({ days: 7, step: {}, renewal: { enabled: false }, keys: [] });
});
