import fc from 'fast-check';
import { attributeDefinition } from '../../../test/support/attribute-definition';
import { propertyLeaf as property } from '../../../test/support/condition';
import { createPatternEngine } from '../../services/firings/pattern-engine';
import type { CertificateRecord } from '../certificates/certificate';
import { contradictionsIn } from './contradictions';
import { compileCondition } from './evaluate';
import type { FieldScope } from './fields';
import { certificateSubject } from './subject';
import type { Condition } from './tree';
import { validateCondition } from './validate';

const patterns = createPatternEngine();
const attributes = [
  attributeDefinition({ uuid: 'a-1', name: 'site' }),
  attributeDefinition({ uuid: 'a-2', name: 'tags', multiSelect: true }),
  attributeDefinition({ uuid: 'a-3', name: 'day', contentType: 'date' }),
];
const custom = (field: string, operator: string, value?: unknown) => ({
  source: 'custom',
  field,
  operator,
  ...(value === undefined ? {} : { value }),
});

function saved(input: unknown, scope: FieldScope): Condition {
  const checked = validateCondition(input, { scope, stage: null, attributes, patterns });
  if ('faults' in checked) throw new Error(JSON.stringify(checked.faults));
  return checked.condition;
}

const told = (input: unknown, scope: FieldScope = 'certificates') =>
  contradictionsIn(saved(input, scope), { scope, attributes, patterns }).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );

const name = (operator: string, value?: unknown, more: object = {}) => property('COMMON_NAME', operator, value, more);
const never = (at: string) => [`/condition${at} never_matches`];

it.each<{ name: string; condition: unknown; expected: string[] }>([
  { name: 'two values', condition: { all: [name('EQUALS', 'a'), name('EQUALS', 'b')] }, expected: never('/all/1') },
  {
    name: 'lists that meet',
    condition: { all: [name('EQUALS', ['a', 'b']), name('EQUALS', ['b', 'c'])] },
    expected: [],
  },
  {
    name: 'lists that do not meet',
    condition: { all: [name('EQUALS', ['a', 'b']), name('EQUALS', ['c', 'd'])] },
    expected: never('/all/1'),
  },
  {
    name: 'a value and its exclusion',
    condition: { all: [name('NOT_EQUALS', 'a'), name('EQUALS', 'a')] },
    expected: never('/all/1'),
  },
  { name: 'exclusions alone', condition: { all: [name('NOT_EQUALS', 'a'), name('NOT_EQUALS', 'b')] }, expected: [] },
  {
    name: 'each value excluded by another leaf',
    condition: { all: [name('EQUALS', ['a', 'b']), name('NOT_EQUALS', 'a'), name('NOT_EQUALS', 'b')] },
    expected: never('/all/2'),
  },
  {
    name: 'a value without its beginning',
    condition: { all: [name('EQUALS', 'web'), name('STARTS_WITH', 'mail')] },
    expected: never('/all/1'),
  },
  {
    name: 'a value that contains it',
    condition: { all: [name('EQUALS', 'web'), name('CONTAINS', 'e')] },
    expected: [],
  },
  {
    name: 'a value in any case, and another case',
    condition: { all: [name('EQUALS', 'web', { ignoreCase: true }), name('EQUALS', 'WEB')] },
    expected: [],
  },
  { name: 'empty and a value', condition: { all: [name('EMPTY'), name('CONTAINS', 'a')] }, expected: never('/all/1') },
  { name: 'empty and present', condition: { all: [name('NOT_EMPTY'), name('EMPTY')] }, expected: never('/all/1') },
  { name: 'a pattern is not searched', condition: { all: [name('EQUALS', 'a'), name('MATCHES', 'b')] }, expected: [] },
  {
    name: 'above what it is below',
    condition: { all: [property('KEY_SIZE', 'GREATER', 4096), property('KEY_SIZE', 'LESSER', 2048)] },
    expected: never('/all/1'),
  },
  {
    name: 'an edge that one of them leaves out',
    condition: { all: [property('KEY_SIZE', 'GREATER_OR_EQUAL', 2048), property('KEY_SIZE', 'LESSER', 2048)] },
    expected: never('/all/1'),
  },
  {
    name: 'an edge that both have',
    condition: { all: [property('KEY_SIZE', 'GREATER_OR_EQUAL', 2048), property('KEY_SIZE', 'LESSER_OR_EQUAL', 2048)] },
    expected: [],
  },
  {
    name: 'a value outside of bounds',
    condition: { all: [property('KEY_SIZE', 'LESSER', 2048), property('KEY_SIZE', 'EQUALS', 4096)] },
    expected: never('/all/1'),
  },
  {
    name: 'days',
    condition: { all: [custom('day', 'GREATER', '2030-02-01'), custom('day', 'LESSER', '2030-01-01')] },
    expected: never('/all/1'),
  },
  {
    name: 'a window, which moves',
    condition: {
      all: [property('NOT_AFTER', 'IN_NEXT', 'P7D'), property('NOT_AFTER', 'LESSER', '2020-01-01T00:00:00Z')],
    },
    expected: [],
  },
  {
    name: 'two elements of a collection',
    condition: { all: [property('KEY_USAGE', 'EQUALS', 'cRLSign'), property('KEY_USAGE', 'EQUALS', 'keyCertSign')] },
    expected: [],
  },
  {
    name: 'an element of a collection and its exclusion',
    condition: {
      all: [
        property('KEY_USAGE', 'CONTAINS', 'cRLSign'),
        property('KEY_USAGE', 'NOT_EQUALS', ['cRLSign', 'keyCertSign']),
      ],
    },
    expected: never('/all/1'),
  },
  {
    name: 'values of an attribute',
    condition: { all: [custom('site', 'EQUALS', 'a'), custom('site', 'EQUALS', 'b')] },
    expected: never('/all/1'),
  },
  {
    name: 'values of several',
    condition: { all: [custom('tags', 'EQUALS', 'a'), custom('tags', 'EQUALS', 'b')] },
    expected: [],
  },
  {
    name: 'other fields',
    condition: { all: [name('EQUALS', 'a'), property('SUBJECTDN', 'EQUALS', 'b')] },
    expected: [],
  },
  {
    name: 'groups in groups',
    condition: { all: [name('EQUALS', 'a'), { all: [{ not: name('EQUALS', 'a') }] }] },
    expected: never('/all/1/all/0/not'),
  },
  {
    name: 'an alternative that is left',
    condition: { any: [{ all: [name('EQUALS', 'a'), name('EQUALS', 'b')] }, name('EQUALS', 'c')] },
    expected: ['/condition/any/0/all/1 part_never_matches'],
  },
  {
    name: 'alternatives of which none is left',
    condition: {
      any: [{ all: [name('EQUALS', 'a'), name('EMPTY')] }, { not: { any: [name('EMPTY'), name('NOT_EMPTY')] } }],
    },
    expected: ['/condition/any/0/all/1 never_matches', '/condition/any/1/not/any/1 never_matches'],
  },
])('$name', ({ condition, expected }) => {
  expect(told(condition)).toEqual(expected);
});

it.each<{ name: string; condition: unknown; scope: FieldScope; expected: string[] }>([
  {
    name: 'a state that no upload has',
    condition: property('CERTIFICATE_STATE', 'EQUALS', 'revoked'),
    scope: 'certificate_uploaded',
    expected: never(''),
  },
  {
    name: 'the state that every upload has, excluded',
    condition: property('CERTIFICATE_STATE', 'NOT_EQUALS', 'issued'),
    scope: 'certificate_uploaded',
    expected: never(''),
  },
  {
    name: 'the state that every upload has',
    condition: property('CERTIFICATE_STATE', 'EQUALS', 'issued'),
    scope: 'certificate_uploaded',
    expected: [],
  },
  {
    name: 'an archived certificate, of which nobody is told',
    condition: { any: [property('ARCHIVED', 'EQUALS', true), name('EQUALS', 'a')] },
    scope: 'certificate_expiring',
    expected: ['/condition/any/0 part_never_matches'],
  },
  {
    name: 'a validation status, which an expiring certificate may have',
    condition: property('CERTIFICATE_VALIDATION_STATUS', 'EQUALS', 'invalid'),
    scope: 'certificate_expiring',
    expected: [],
  },
])('$name', ({ condition, scope, expected }) => {
  expect(told(condition, scope)).toEqual(expected);
});

it('says what stands against it', () => {
  const condition = saved({ all: [name('EQUALS', 'a'), name('EQUALS', 'b')] }, 'certificates');
  expect(contradictionsIn(condition, { scope: 'certificates', attributes, patterns })).toMatchObject([
    { detail: 'With /condition/all/0, COMMON_NAME cannot be both, so the condition is never true.' },
  ]);
});

describe('as a property', () => {
  const text = fc.constantFrom('a', 'A', 'ab', 'b');
  const size = fc.constantFrom(1, 2, 3);
  const leaf = fc.oneof(
    fc
      .tuple(fc.constantFrom('EQUALS', 'NOT_EQUALS', 'CONTAINS', 'NOT_CONTAINS', 'STARTS_WITH'), text, fc.boolean())
      .map(([operator, value, ignoreCase]) => name(operator, value, ignoreCase ? { ignoreCase } : {})),
    fc.constantFrom('EMPTY', 'NOT_EMPTY').map((operator) => name(operator)),
    fc
      .tuple(fc.constantFrom('EQUALS', 'NOT_EQUALS', 'GREATER', 'GREATER_OR_EQUAL', 'LESSER', 'LESSER_OR_EQUAL'), size)
      .map(([operator, value]) => property('KEY_SIZE', operator, value)),
    fc
      .tuple(
        fc.constantFrom('EQUALS', 'NOT_EQUALS'),
        fc.subarray(['cRLSign', 'keyCertSign', 'keyAgreement'], { minLength: 1 }),
      )
      .map(([operator, value]) => property('KEY_USAGE', operator, value)),
    fc.constantFrom('EMPTY', 'NOT_EMPTY').map((operator) => property('KEY_USAGE', operator)),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
      tie('tree').map((not) => ({ not })),
    ),
  }));
  const record = fc.record({
    commonName: fc.constantFrom(null, '', 'a', 'A', 'ab', 'b', 'c'),
    keySize: fc.constantFrom(null, 0, 1, 1.5, 2, 3, 4),
    keyUsage: fc.subarray(['cRLSign', 'keyCertSign', 'keyAgreement', 'decipherOnly']),
  });

  it('what is said to be never true is true of no certificate', () => {
    const about = (facts: object) =>
      certificateSubject({ attributes: {}, metadata: [], ...facts } as unknown as CertificateRecord, {
        raProfileName: null,
        groupNames: [],
        ownerName: null,
      });
    let warned = 0;
    fc.assert(
      fc.property(tree, fc.array(record, { minLength: 5, maxLength: 20 }), (input, records) => {
        const condition = saved(input, 'certificates');
        const context = { scope: 'certificates', attributes, patterns } as const;
        if (!contradictionsIn(condition, context).some(({ code }) => code === 'never_matches')) return;
        warned += 1;
        const matches = compileCondition(condition, context);
        for (const facts of records) expect(matches(about(facts), new Date()).result).not.toBe('true');
      }),
      { numRuns: 2_000 },
    );
    expect(warned).toBeGreaterThan(50);
  });
});
