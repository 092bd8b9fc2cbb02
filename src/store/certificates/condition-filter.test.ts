import { attributeDefinition } from '../../../test/support/attribute-definition';
import { propertyLeaf as leaf } from '../../../test/support/condition';
import type { Condition } from '../../domain/conditions/tree';
import { toFilter } from './condition-filter';

const now = new Date('2030-06-15T12:00:00.000Z');
const uuids = new Map([['Web', 'g1']]);

function filterOf(condition: unknown) {
  const { filter, exact } = toFilter(condition as Condition | null, {
    attributes: [attributeDefinition()],
    now,
    resolveName: (_field, name) => uuids.get(name),
  });
  // Without the marks that mongoose needs.
  return { filter: structuredClone(filter), exact };
}

const nothing = { _id: { $in: [] } };
const present = { commonName: { $nin: ['', null] } };

describe('toFilter', () => {
  it.each<[string, unknown, object, boolean]>([
    ['no condition', null, {}, true],
    ['equal', leaf('COMMON_NAME', 'EQUALS', 'x'), { commonName: { $in: ['x'] } }, true],
    ['literal', leaf('COMMON_NAME', 'STARTS_WITH', 'a.*('), { commonName: { $regex: '^a\\.\\*\\(' } }, true],
    ['end of text', leaf('COMMON_NAME', 'ENDS_WITH', 'x'), { commonName: { $regex: 'x\\z' } }, true],
    ['pattern', leaf('COMMON_NAME', 'MATCHES', '(a+)+$'), present, false],
    ['no pattern', leaf('COMMON_NAME', 'NOT_MATCHES', '(a+)+$'), {}, false],
    ['case', leaf('COMMON_NAME', 'EQUALS', 'x', { ignoreCase: true }), present, false],
    ['not of a pattern', { not: leaf('COMMON_NAME', 'MATCHES', 'a') }, {}, false],
    ['what an event told', { source: 'event', field: 'oldStatus', operator: 'EQUALS', value: 'valid' }, {}, false],
    [
      'pattern and more',
      { all: [leaf('COMMON_NAME', 'NOT_MATCHES', 'a'), leaf('KEY_SIZE', 'LESSER', 2048)] },
      { keySize: { $lt: 2048 } },
      false,
    ],
    [
      'window',
      leaf('NOT_AFTER', 'IN_NEXT', 'P1D'),
      { notAfter: { $gte: now, $lte: new Date(now.getTime() + 86_400_000) } },
      true,
    ],
    [
      'code that is stored as an OID',
      leaf('EXTENDED_KEY_USAGE', 'NOT_EQUALS', ['serverAuth', '1.2.3']),
      { $nor: [{ extendedKeyUsage: { $in: ['1.3.6.1.5.5.7.3.1', '1.2.3'] } }] },
      true,
    ],
    [
      'code that is stored under another name',
      leaf('CURVE', 'EQUALS', 'P-256'),
      { curve: { $in: ['prime256v1'] } },
      true,
    ],
    [
      'share of the lifetime',
      leaf('LIFETIME_USED_PERCENT', 'GREATER_OR_EQUAL', 80),
      { $and: [{ notBefore: { $nin: [null] } }, { notAfter: { $nin: [null] } }, { notBefore: { $lte: now } }] },
      false,
    ],
    ['not of a share', { not: leaf('LIFETIME_USED_PERCENT', 'GREATER_OR_EQUAL', 80) }, {}, false],
    ['name', leaf('GROUP_NAME', 'EQUALS', ['Web', 'gone']), { groups: { $in: ['g1'] } }, true],
    ['no such name', leaf('GROUP_NAME', 'EQUALS', 'gone'), nothing, true],
    ['anything but no such name', leaf('GROUP_NAME', 'NOT_EQUALS', 'gone'), {}, true],
    ['unknown attribute', leaf('gone', 'EQUALS', 'x', { source: 'custom' }), nothing, true],
    ['not of an unknown attribute', { not: leaf('gone', 'EQUALS', 'x', { source: 'custom' }) }, nothing, true],
    [
      'error or true',
      { any: [leaf('gone', 'EMPTY', undefined, { source: 'custom' }), leaf('ARCHIVED', 'EQUALS', true)] },
      { archived: { $in: [true] } },
      true,
    ],
    ['flag, absent', leaf('TRUSTED_CA', 'EMPTY'), { $nor: [{ trustedCa: { $nin: [null] } }] }, true],
    [
      'attribute of the right type',
      leaf('site', 'EQUALS', 'x', { source: 'custom' }),
      {
        $and: [
          { 'attributes.a1.contentType': { $eq: 'string' } },
          { 'attributes.a1.content': { $elemMatch: { data: { $in: ['x'] } } } },
        ],
      },
      true,
    ],
    [
      'not, pushed to the leaves',
      { not: { all: [leaf('KEY_SIZE', 'GREATER', 1), { not: leaf('ARCHIVED', 'EQUALS', true) }] } },
      {
        $or: [{ $nor: [{ keySize: { $gt: 1 } }] }, { archived: { $in: [true] } }],
      },
      true,
    ],
  ])('%s', (_name, condition, filter, exact) => expect(filterOf(condition)).toEqual({ filter, exact }));

  it('hands no pattern of a user to the database', () => {
    const condition = {
      any: [leaf('COMMON_NAME', 'MATCHES', 'user.pattern'), { not: leaf('SUBJECTDN', 'MATCHES', 'user.pattern') }],
    };
    expect(JSON.stringify(filterOf(condition))).not.toContain('pattern');
  });
});
