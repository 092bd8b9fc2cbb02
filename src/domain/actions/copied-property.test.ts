import { attributeDefinition } from '../../../test/support/attribute-definition';
import type { AttributeDefinition } from '../attributes/attribute';
import { copiedProperty, copyFault } from './copied-property';

const now = new Date('2030-06-15T12:00:00.000Z');
const into = (contentType: AttributeDefinition['contentType'], change: Partial<AttributeDefinition> = {}) =>
  attributeDefinition({ contentType, ...change });

describe('copyFault', () => {
  it.each([
    ['ISSUERDN', 'string', undefined],
    ['ISSUERDN', 'text', undefined],
    ['KEY_USAGE', 'string', undefined],
    ['NOT_AFTER', 'datetime', undefined],
    ['KEY_SIZE', 'integer', undefined],
    ['LIFETIME_DAYS', 'float', undefined],
    ['ARCHIVED', 'boolean', undefined],
    ['NOT_AFTER', 'string', 'copy_type_mismatch'],
    ['KEY_SIZE', 'string', 'copy_type_mismatch'],
    ['ISSUERDN', 'secret', 'copy_type_mismatch'],
    ['DISCOVERY_NAME', 'string', 'unknown_field'],
  ] as const)('%s to %s', (field, contentType, code) =>
    expect(copyFault(field, 'certificates', into(contentType))?.code).toBe(code),
  );

  it('names the property that was probably meant', () => {
    expect(copyFault('ISSUER_DN', 'certificates', into('string'))?.detail).toContain('did you mean ISSUERDN?');
    expect(copyFault('DISCOVERY_KIND', 'discoveries', into('string'))).toBeUndefined();
  });
});

describe('copiedProperty', () => {
  it.each([
    ['text', 'CN=CA', into('string'), [{ data: 'CN=CA' }]],
    ['a time', now, into('datetime'), [{ data: now }]],
    ['a number', 256, into('integer'), [{ data: 256 }]],
    ['false', false, into('boolean'), [{ data: false }]],
    ['several', ['a', '', 'b', 'a'], into('string', { multiSelect: true }), [{ data: 'a' }, { data: 'b' }]],
    ['one of several', ['a'], into('string'), [{ data: 'a' }]],
  ])('%s', (_name, value, definition, content) => expect(copiedProperty('X', value, definition)).toEqual({ content }));

  it.each([
    ['null', null, into('string'), 'copy_source_missing'],
    ['nothing', undefined, into('string'), 'copy_source_missing'],
    ['no elements', [''], into('string'), 'copy_source_missing'],
    ['several into one', ['a', 'b'], into('string'), 'invalid_value'],
    ['a fraction', 1.5, into('integer'), 'invalid_value'],
    ['long text', 'x'.repeat(5_000), into('string'), 'invalid_value'],
    ['no option', 'c', into('string', { list: true, content: [{ data: 'a' }] }), 'invalid_value'],
  ])('%s', (_name, value, definition, errorCode) =>
    expect(copiedProperty('X', value, definition)).toMatchObject({ errorCode }),
  );
});
