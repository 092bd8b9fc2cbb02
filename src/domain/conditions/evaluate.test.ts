import { attributeDefinition } from '../../../test/support/attribute-definition';
import { propertyLeaf as property } from '../../../test/support/condition';
import { leastCpuMs } from '../../../test/support/cpu-time';
import { createPatternEngine } from '../../services/firings/pattern-engine';
import type { AttributeDatum, AttributeDefinition, ContentType } from '../attributes/attribute';
import type { CertificateRecord } from '../certificates/certificate';
import type { EventCode } from '../events/catalogue';
import { compileCondition } from './evaluate';
import { flattenLeaves } from './leaves';
import { certificateSubject, recordSubject, type Subject } from './subject';
import { PatternBudget, patternSteps } from './patterns';
import type { Condition, Leaf, Truth } from './tree';
import { validateCondition } from './validate';

const patterns = createPatternEngine();
const now = new Date('2030-06-15T12:00:00.000Z');

const attribute = (contentType: ContentType, change: Partial<AttributeDefinition> = {}) =>
  attributeDefinition({ contentType, resources: ['certificates', 'discoveries'], ...change });

function subject(change: Partial<CertificateRecord> = {}, groupNames: string[] = []): Subject {
  const record = { attributes: {}, metadata: [], ...change } as unknown as CertificateRecord;
  return certificateSubject(record, { raProfileName: null, groupNames, ownerName: null });
}

function withAttribute(contentType: ContentType, ...data: AttributeDatum[]): Subject {
  return subject({
    attributes: { a1: { name: 'site', contentType, content: data.map((datum) => ({ data: datum })) } },
  });
}

/** Saves as a request would and asks. */
function ask(
  input: unknown,
  about: Subject,
  attributes: readonly AttributeDefinition[] = [],
  event: EventCode = 'certificate_expiring',
) {
  const saved = validateCondition(input, { scope: event, stage: null, attributes, patterns });
  if ('faults' in saved) throw new Error(JSON.stringify(saved.faults));
  return compileCondition(saved.condition, { scope: event, attributes, patterns })(about, now);
}

const custom = (operator: string, value?: unknown) => ({
  source: 'custom',
  field: 'site',
  operator,
  ...(value !== undefined && { value }),
});
const meta = (contentType: string, operator: string, value?: unknown) => ({
  source: 'meta',
  field: 'host',
  contentType,
  operator,
  ...(value !== undefined && { value }),
});

describe('C01 string operators on present, empty and absent text', () => {
  it.each<[string, unknown, Truth, Truth]>([
    // operator, value, result on web1, result on absent
    ['EQUALS', 'web1', 'true', 'false'],
    ['EQUALS', 'WEB1', 'false', 'false'],
    ['EQUALS', ['x', 'web1'], 'true', 'false'],
    ['NOT_EQUALS', 'web2', 'true', 'true'],
    ['NOT_EQUALS', 'web1', 'false', 'true'],
    ['NOT_EQUALS', ['web1', 'x'], 'false', 'true'],
    ['CONTAINS', 'eb', 'true', 'false'],
    ['CONTAINS', 'b$', 'false', 'false'],
    ['NOT_CONTAINS', 'test', 'true', 'true'],
    ['NOT_CONTAINS', 'eb', 'false', 'true'],
    ['STARTS_WITH', 'we', 'true', 'false'],
    ['STARTS_WITH', 'eb', 'false', 'false'],
    ['ENDS_WITH', 'b1', 'true', 'false'],
    ['ENDS_WITH', 'we', 'false', 'false'],
    ['MATCHES', 'b\\d', 'true', 'false'],
    ['MATCHES', '^b', 'false', 'false'],
    ['NOT_MATCHES', '^b', 'true', 'true'],
    ['NOT_MATCHES', 'b\\d', 'false', 'true'],
    ['EMPTY', undefined, 'false', 'true'],
    ['NOT_EMPTY', undefined, 'true', 'false'],
  ])('%s %j', (operator, value, present, absent) => {
    const leaf = property('COMMON_NAME', operator, value);
    expect(ask(leaf, subject({ commonName: 'web1' })).result).toBe(present);
    for (const commonName of ['', null, undefined]) expect(ask(leaf, subject({ commonName })).result).toBe(absent);
  });

  it.each([
    ['ignoreCase lower-cases both sides', property('COMMON_NAME', 'EQUALS', 'WEB1.ÄÖ', { ignoreCase: true }), 'true'],
    ['ignoreCase in lists', property('COMMON_NAME', 'EQUALS', ['X', 'WEB1.äö'], { ignoreCase: true }), 'true'],
    ['ignoreCase in parts', property('COMMON_NAME', 'CONTAINS', 'EB1', { ignoreCase: true }), 'true'],
    ['ignoreCase in patterns', property('COMMON_NAME', 'MATCHES', '^WEB\\d\\D', { ignoreCase: true }), 'true'],
    ['NFC', property('COMMON_NAME', 'ENDS_WITH', 'a\u0308o\u0308'), 'true'],
    ['no locale', property('COMMON_NAME', 'EQUALS', 'web1.äö'), 'true'],
  ])('%s', (_name, leaf, result) => {
    expect(ask(leaf, subject({ commonName: 'web1.äö' })).result).toBe(result);
  });

  it.each([
    ['CONTAINS', 'b.e', 'true'],
    ['CONTAINS', 'c', 'false'],
    ['NOT_CONTAINS', 'c', 'true'],
    ['NOT_CONTAINS', 'b', 'false'],
    ['STARTS_WITH', 'dNSName:', 'true'],
    ['EQUALS', 'dNSName:a', 'true'],
    ['NOT_EQUALS', 'dNSName:a', 'false'],
    ['NOT_MATCHES', 'z$', 'true'],
  ])('some element and no element: %s %s', (operator, value, result) => {
    const names = subject({ subjectAlternativeNames: ['dNSName:a', 'dNSName:b.example'] });
    expect(ask(property('SUBJECT_ALTERNATIVE_NAMES', operator, value), names).result).toBe(result);
  });

  it('takes a collection of empty texts for absent', () => {
    const leaf = property('SUBJECT_ALTERNATIVE_NAMES', 'EMPTY');
    expect(ask(leaf, subject({ subjectAlternativeNames: ['', ''] }))).toEqual({
      result: 'true',
      leaves: [{ result: 'true', actual: null }],
    });
    expect(ask(leaf, subject({ subjectAlternativeNames: ['', 'a'] })).result).toBe('false');
  });

  it('compares hexadecimal text as tools print it', () => {
    const about = subject({ fingerprint: 'ab12', thumbprint: 'CD34', serialNumber: 'abc' });
    expect(ask(property('FINGERPRINT', 'EQUALS', 'AB:12'), about).result).toBe('true');
    expect(ask(property('THUMBPRINT', 'EQUALS', 'cd:34'), about).result).toBe('true');
    expect(ask(property('SERIAL_NUMBER', 'EQUALS', '0x0A:BC'), about).result).toBe('true');
    expect(ask(property('SERIAL_NUMBER', 'ENDS_WITH', '00'), subject({ serialNumber: '100' })).result).toBe('true');
  });
});

describe('C02 lists with one and many values', () => {
  it.each([
    ['one of', property('CERTIFICATE_STATE', 'EQUALS', ['revoked', 'issued']), 'true'],
    ['the one', property('CERTIFICATE_STATE', 'EQUALS', 'issued'), 'true'],
    ['none of', property('CERTIFICATE_STATE', 'NOT_EQUALS', ['revoked', 'failed']), 'true'],
    ['none of, but one is', property('CERTIFICATE_STATE', 'NOT_EQUALS', ['revoked', 'issued']), 'false'],
    ['some element', property('KEY_USAGE', 'EQUALS', ['keyCertSign', 'digitalSignature']), 'true'],
    ['no element', property('KEY_USAGE', 'NOT_EQUALS', 'keyCertSign'), 'true'],
    ['no element, but one', property('KEY_USAGE', 'NOT_EQUALS', ['keyCertSign', 'keyEncipherment']), 'false'],
    ['member', property('KEY_USAGE', 'CONTAINS', 'digitalSignature'), 'true'],
    ['no member', property('KEY_USAGE', 'NOT_CONTAINS', 'digitalSignature'), 'false'],
    ['present', property('KEY_USAGE', 'NOT_EMPTY'), 'true'],
    ['absent', property('RA_PROFILE_NAME', 'EMPTY'), 'true'],
    ['absent is none of', property('OWNER', 'NOT_EQUALS', 'jo'), 'true'],
    ['absent is nothing', property('OWNER', 'EQUALS', 'jo'), 'false'],
  ])('%s', (_name, leaf, result) => {
    const about = subject({ state: 'issued', keyUsage: ['digitalSignature', 'keyEncipherment'] });
    expect(ask(leaf, about).result).toBe(result);
  });
});

describe('C03 booleans', () => {
  it.each<[string, unknown, Truth, Truth, Truth]>([
    ['EQUALS', true, 'true', 'false', 'false'],
    ['EQUALS', false, 'false', 'true', 'false'],
    ['NOT_EQUALS', true, 'false', 'true', 'true'],
    ['NOT_EQUALS', false, 'true', 'false', 'true'],
    ['EMPTY', undefined, 'false', 'false', 'true'],
    ['NOT_EMPTY', undefined, 'true', 'true', 'false'],
  ])('TRUSTED_CA %s %j on true, false, absent', (operator, value, ...results) => {
    const asked = [true, false, null].map((trustedCa) =>
      ask(property('TRUSTED_CA', operator, value), subject({ trustedCa })),
    );
    expect(asked.map(({ result }) => result)).toEqual(results);
  });
});

describe('C04 groups and counts', () => {
  it.each<[string, unknown, Truth, Truth, Truth]>([
    ['EQUALS', ['a', 'x'], 'false', 'true', 'true'],
    ['COUNT_EQUAL', 1, 'false', 'true', 'false'],
    ['COUNT_EQUAL', 0, 'true', 'false', 'false'],
    ['COUNT_NOT_EQUAL', 1, 'true', 'false', 'true'],
    ['COUNT_GREATER_THAN', 0, 'false', 'true', 'true'],
    ['COUNT_GREATER_THAN', '2', 'false', 'false', 'true'],
    ['COUNT_LESS_THAN', 1, 'true', 'false', 'false'],
    ['COUNT_LESS_THAN', 3, 'true', 'true', 'false'],
    ['COUNT_LESS_THAN', 0, 'false', 'false', 'false'],
  ])('GROUP_NAME %s %j on 0, 1 and 3 groups', (operator, value, ...results) => {
    const asked = [[], ['a'], ['a', 'b', 'c']].map((groups) =>
      ask(property('GROUP_NAME', operator, value), subject({}, groups)),
    );
    expect(asked.map(({ result }) => result)).toEqual(results);
  });
});

describe('C05 codes as sent over REST', () => {
  it.each(['SIGNATURE_VALIDATION', 'OCSP_VALIDATION', 'CRL_VALIDATION', 'CERTIFICATE_VALIDATION_STATUS'])(
    '%s',
    (field) => {
      const about = subject({
        signatureValidation: 'not_checked',
        ocspValidation: 'not_checked',
        crlValidation: 'not_checked',
        validationStatus: 'not_checked',
      });
      const over = (value: unknown): unknown => JSON.parse(JSON.stringify(property(field, 'EQUALS', value)));
      expect(ask(over('not_checked'), about).result).toBe('true');
      expect(ask(over(['valid', 'revoked']), about).result).toBe('false');
    },
  );
});

describe('C06 dates', () => {
  it.each([
    ['GREATER', '2030-06-15T13:59:59.999+02:00', 'true'],
    ['GREATER', '2030-06-15T14:00:00+02:00', 'false'],
    ['GREATER_OR_EQUAL', '2030-06-15T14:00:00+02:00', 'true'],
    ['LESSER', '2030-06-15T07:00:00.001-05:00', 'true'],
    ['LESSER', '2030-06-15T07:00:00-05:00', 'false'],
    ['LESSER_OR_EQUAL', '2030-06-15T12:00:00Z', 'true'],
    ['EQUALS', '2030-06-15T21:00:00+09:00', 'true'],
    ['EQUALS', ['2031-01-01T00:00:00Z', '2030-06-15T12:00:00Z'], 'true'],
    ['NOT_EQUALS', '2030-06-15T12:00:00.001Z', 'true'],
  ])('noon UTC is %s %j: %s', (operator, value, result) => {
    expect(ask(property('NOT_AFTER', operator, value), subject({ notAfter: now })).result).toBe(result);
  });

  const hour = 3_600_000;
  it.each([
    ['IN_NEXT', 'P5DT4H', 5 * 24 * hour + 4 * hour, 'true'],
    ['IN_NEXT', 'P5DT4H', 5 * 24 * hour + 4 * hour + 1, 'false'],
    ['IN_NEXT', 'P5DT4H', 5 * 24 * hour, 'true'],
    ['IN_NEXT', 'P4D', 5 * 24 * hour, 'false'],
    ['IN_NEXT', 'P4D', 0, 'true'],
    ['IN_NEXT', 'P4D', -1, 'false'],
    ['IN_NEXT', 'P1M', 30 * 24 * hour, 'true'],
    ['IN_NEXT', 'P1M', 30 * 24 * hour + 1, 'false'],
    ['IN_PAST', 'PT1H', -hour, 'true'],
    ['IN_PAST', 'PT59M', -hour, 'false'],
    ['IN_PAST', 'PT1H', 0, 'true'],
    ['IN_PAST', 'PT1H', 1, 'false'],
  ])('%s %s at %d ms: %s', (operator, duration, offset, result) => {
    const about = subject({ notAfter: new Date(now.getTime() + offset) });
    expect(ask(property('NOT_AFTER', operator, duration), about).result).toBe(result);
  });

  it.each([
    ['GREATER', '2030-06-14', 'true'],
    ['EQUALS', '2030-06-15', 'true'],
    ['EQUALS', '2030-06-16T01:00:00+02:00', 'true'],
    ['IN_NEXT', 'P1D', 'true'],
    ['IN_PAST', 'P1D', 'true'],
    ['LESSER', '2030-06-15', 'false'],
  ])('calendar day: %s %s', (operator, value, result) => {
    expect(ask(custom(operator, value), withAttribute('date', '2030-06-15'), [attribute('date')]).result).toBe(result);
  });

  it.each([
    ['GREATER', '11:59:59.999', 'true'],
    ['EQUALS', '12:00', 'true'],
    ['IN_NEXT', 'PT1H', 'true'],
    ['IN_PAST', 'P100Y', 'true'],
    ['LESSER', '12:00:00', 'false'],
  ])('time of day: %s %s', (operator, value, result) => {
    expect(ask(custom(operator, value), withAttribute('time', '12:00:00'), [attribute('time')]).result).toBe(result);
  });

  it.each(['GREATER', 'GREATER_OR_EQUAL', 'LESSER', 'LESSER_OR_EQUAL', 'EQUALS'])('absent is not %s', (operator) => {
    expect(ask(property('NOT_AFTER', operator, '2030-06-15T12:00:00Z'), subject({ notAfter: null })).result).toBe(
      'false',
    );
  });
});

describe('C07 numbers compare by value', () => {
  it.each([
    ['EQUALS', 2048, 'true'],
    ['EQUALS', 2048.0, 'true'],
    ['EQUALS', '2048', 'true'],
    ['EQUALS', '2.048e3', 'true'],
    ['EQUALS', [1, '2048.0'], 'true'],
    ['NOT_EQUALS', '2048', 'false'],
    ['GREATER', '2047.5', 'true'],
    ['GREATER', 2048, 'false'],
    ['GREATER_OR_EQUAL', 2048, 'true'],
    ['LESSER', 4096, 'true'],
    ['LESSER_OR_EQUAL', '0x900', undefined],
    ['LESSER', 2048, 'false'],
    ['EQUALS', 'NaN', undefined],
    ['EQUALS', '1e999', undefined],
  ])('2048 %s %j', (operator, value, result) => {
    const saving = () => ask(property('KEY_SIZE', operator, value), subject({ keySize: 2048 })).result;
    if (result === undefined) expect(saving).toThrow('wrong_value_type');
    else expect(saving()).toBe(result);
  });

  it('reads numeric text of metadata', () => {
    const about = subject({ metadata: [{ name: 'host', contentType: 'integer', data: ['443', 'x'] }] });
    expect(ask(meta('integer', 'EQUALS', 443), about).result).toBe('true');
    expect(ask(meta('integer', 'GREATER', 443), about).result).toBe('false');
  });
});

describe('C09 a list custom attribute', () => {
  const definitions = [attribute('string', { list: true, multiSelect: true })];
  it.each([
    ['EQUALS', ['x', 'b1'], 'true'],
    ['EQUALS', 'x', 'false'],
    ['NOT_EQUALS', ['x', 'y'], 'true'],
    ['NOT_EQUALS', ['x', 'b1'], 'false'],
    ['CONTAINS', 'a', 'true'],
    ['NOT_CONTAINS', 'a', 'false'],
    ['MATCHES', 'b\\d', 'true'],
    ['NOT_MATCHES', 'c', 'true'],
    ['COUNT_EQUAL', 2, 'true'],
  ])('%s %j', (operator, value, result) => {
    expect(ask(custom(operator, value), withAttribute('string', 'a1', 'b1'), definitions).result).toBe(result);
  });

  it.each(['CONTAINS', 'NOT_CONTAINS', 'STARTS_WITH', 'ENDS_WITH', 'MATCHES', 'NOT_MATCHES', 'COUNT_EQUAL'])(
    'refuses a list value of %s',
    (operator) => expect(() => ask(custom(operator, ['a']), subject(), definitions)).toThrow('list_not_allowed'),
  );
});

describe('C11 metadata of one name in two types', () => {
  const about = subject({
    metadata: [
      { name: 'host', contentType: 'string', data: ['5'] },
      { name: 'host', contentType: 'integer', data: [7] },
      { name: 'host', contentType: 'integer', data: [8] },
    ],
  });
  it.each([
    [meta('integer', 'EQUALS', 5), 'false'],
    [meta('integer', 'EQUALS', 8), 'true'],
    [meta('integer', 'COUNT_EQUAL', 2), 'true'],
    [meta('string', 'EQUALS', '5'), 'true'],
    [meta('string', 'EQUALS', '7'), 'false'],
    [meta('boolean', 'EMPTY'), 'true'],
  ])('%j', (leaf, result) => expect(ask(leaf, about).result).toBe(result));
});

describe('C14 errors inside groups', () => {
  const leaf = {
    true: property('COMMON_NAME', 'EQUALS', 'x'),
    false: property('COMMON_NAME', 'EQUALS', 'y'),
    error: custom('EQUALS', 'x'),
  } as const;
  const evaluate = (condition: unknown) =>
    compileCondition(condition as Condition, { scope: 'certificate_expiring', attributes: [], patterns })(
      subject({ commonName: 'x' }),
      now,
    );

  it.each<[keyof typeof leaf, keyof typeof leaf, Truth, Truth]>([
    ['true', 'error', 'error', 'true'],
    ['false', 'error', 'false', 'error'],
    ['error', 'error', 'error', 'error'],
    ['true', 'true', 'true', 'true'],
    ['true', 'false', 'false', 'true'],
    ['false', 'false', 'false', 'false'],
  ])('%s and %s', (a, b, all, any) => {
    for (const children of [
      [leaf[a], leaf[b]],
      [leaf[b], leaf[a]],
    ]) {
      expect(evaluate({ all: children }).result).toBe(all);
      expect(evaluate({ any: children }).result).toBe(any);
      const turned = { true: 'false', false: 'true', error: 'error' } as const;
      expect(evaluate({ not: { all: children } }).result).toBe(turned[all]);
      expect(evaluate({ not: { any: children } }).result).toBe(turned[any]);
    }
  });

  it('evaluates every leaf, in the order of flattenLeaves', () => {
    const condition = { any: [leaf.true, { not: { all: [leaf.false, leaf.error] } }, leaf.false] } as Condition;
    expect(evaluate(condition).leaves.map(({ result }) => result)).toEqual(['true', 'false', 'error', 'false']);
    expect(flattenLeaves(condition)).toEqual([leaf.true, leaf.false, leaf.error, leaf.false]);
  });
});

describe('leaf errors', () => {
  const evaluate = (leaf: object, about: Subject, attributes: readonly AttributeDefinition[]) =>
    compileCondition(leaf as Leaf, { scope: 'certificate_expiring', attributes, patterns })(about, now).leaves[0]!;

  it.each<[string, object, AttributeDefinition[], string]>([
    ['the attribute is gone', custom('EQUALS', 'x'), [], 'field_unknown'],
    [
      'it is for something else now',
      custom('EQUALS', 'x'),
      [attribute('string', { resources: ['groups'] })],
      'field_unknown',
    ],
    ['text became a number', custom('EQUALS', '5'), [attribute('integer')], 'type_changed'],
    ['a number became text', custom('GREATER', 5), [attribute('string')], 'type_changed'],
    ['text became a secret', custom('EQUALS', 'x'), [attribute('secret')], 'type_changed'],
    [
      'the type that was named',
      { ...custom('EQUALS', 'x'), contentType: 'string' },
      [attribute('text')],
      'type_changed',
    ],
    ['a field that was never', property('NOPE', 'EQUALS', 'x'), [], 'field_unknown'],
    ['a prototype key', property('constructor', 'NOT_EMPTY'), [], 'field_unknown'],
    ['a value that does not fit', property('KEY_SIZE', 'EQUALS', 'x'), [], 'condition_invalid'],
    ['a pattern that does not compile', property('COMMON_NAME', 'MATCHES', '('), [], 'bad_pattern'],
    ['a very long text', property('COMMON_NAME', 'MATCHES', 'a'), [], 'text_too_long'],
  ])('%s', (_name, leaf, attributes, errorCode) => {
    const about = subject({ commonName: 'a'.repeat(100_001) });
    expect(evaluate(leaf, about, attributes)).toMatchObject({ result: 'error', errorCode, actual: null });
  });

  it('notices a stored value of an earlier type, but not when it is absent', () => {
    const definitions = [attribute('string')];
    expect(evaluate(custom('NOT_EQUALS', 'x'), withAttribute('integer', 5), definitions).errorCode).toBe(
      'type_changed',
    );
    expect(evaluate(custom('EMPTY'), withAttribute('integer'), definitions).result).toBe('true');
  });
});

describe('C15 a nested quantifier on a long text', () => {
  it('ends within milliseconds', () => {
    const about = subject({ subjectDn: `${'a'.repeat(50_000)}!` });
    const leaf = property('SUBJECTDN', 'MATCHES', '(a+)+$');
    ask(leaf, about);
    expect(leastCpuMs(() => expect(ask(leaf, about).result).toBe('false'))).toBeLessThan(200);
  });
});

describe('C16 no condition', () => {
  it('matches every subject', () => {
    const matches = compileCondition(null, { scope: 'approval_closed', attributes: [], patterns });
    expect(matches(recordSubject({}), now)).toEqual({ result: 'true', leaves: [] });
  });
});

describe('actual', () => {
  it.each<[string, object, Subject, AttributeDefinition[], unknown]>([
    ['a date', property('NOT_AFTER', 'NOT_EMPTY'), subject({ notAfter: now }), [], '2030-06-15T12:00:00.000Z'],
    [
      'a long text',
      property('SUBJECTDN', 'NOT_EMPTY'),
      subject({ subjectDn: 'x'.repeat(5000) }),
      [],
      `${'x'.repeat(1000)}…`,
    ],
    ['a list', property('GROUP_NAME', 'NOT_EMPTY'), subject({}, ['a', 'b']), [], ['a', 'b']],
    ['absent', property('OWNER', 'EMPTY'), subject(), [], null],
    ['a secret', custom('NOT_EMPTY'), withAttribute('secret', 'hush'), [attribute('secret')], '***'],
    ['a file', custom('NOT_EMPTY'), withAttribute('file', 'hush'), [attribute('file')], '***'],
    ['a credential', custom('EMPTY'), withAttribute('credential', { a: 'hush' }), [attribute('credential')], '***'],
    [
      'an object',
      custom('CONTAINS', '"a"'),
      withAttribute('object', { b: 1, a: 2 }),
      [attribute('object')],
      '{"b":1,"a":2}',
    ],
  ])('%s', (_name, leaf, about, definitions, actual) => {
    expect(ask(leaf, about, definitions).leaves[0]!.actual).toEqual(actual);
  });

  it('is cut at 100 elements and never ends in half a character', () => {
    const many = ask(
      property('SUBJECT_ALTERNATIVE_NAMES', 'NOT_EMPTY'),
      subject({ subjectAlternativeNames: Array<string>(150).fill('a') }),
    );
    expect(many.leaves[0]!.actual).toHaveLength(100);
    const half = ask(
      property('COMMON_NAME', 'NOT_EMPTY'),
      subject({ commonName: `${'x'.repeat(999)}😀${'x'.repeat(9)}` }),
    );
    expect(half.leaves[0]!.actual).toBe(`${'x'.repeat(999)}…`);
  });
});

describe('fields that are worked out or have codes of their own', () => {
  const validity = {
    notBefore: new Date(now.getTime() - 80 * 86_400_000),
    notAfter: new Date(now.getTime() + 20 * 86_400_000),
  };
  const usages = { extendedKeyUsage: ['1.3.6.1.5.5.7.3.1', '1.2.3.4'] };

  it.each<[string, object, Partial<CertificateRecord>, Truth, unknown]>([
    ['share of the lifetime', property('LIFETIME_USED_PERCENT', 'EQUALS', 80), validity, 'true', 80],
    ['not yet', property('LIFETIME_USED_PERCENT', 'GREATER', 80), validity, 'false', 80],
    [
      'after the end',
      property('LIFETIME_USED_PERCENT', 'GREATER', 100),
      { ...validity, notAfter: new Date(now.getTime() - 1) },
      'true',
      expect.any(Number),
    ],
    ['unknown end', property('LIFETIME_USED_PERCENT', 'LESSER', 80), { ...validity, notAfter: null }, 'false', null],
    ['lifetime', property('LIFETIME_DAYS', 'LESSER_OR_EQUAL', 47), { lifetimeDays: 46.5 }, 'true', 46.5],
    [
      'usage by name',
      property('EXTENDED_KEY_USAGE', 'CONTAINS', 'serverAuth'),
      usages,
      'true',
      ['serverAuth', '1.2.3.4'],
    ],
    [
      'usage by OID',
      property('EXTENDED_KEY_USAGE', 'EQUALS', ['1.3.6.1.5.5.7.3.1']),
      usages,
      'true',
      ['serverAuth', '1.2.3.4'],
    ],
    [
      'other usage',
      property('EXTENDED_KEY_USAGE', 'NOT_EQUALS', 'clientAuth'),
      usages,
      'true',
      ['serverAuth', '1.2.3.4'],
    ],
    [
      'usage without a name',
      property('EXTENDED_KEY_USAGE', 'EQUALS', '1.2.3.4'),
      usages,
      'true',
      ['serverAuth', '1.2.3.4'],
    ],
    ['no usage', property('EXTENDED_KEY_USAGE', 'COUNT_EQUAL', 0), { extendedKeyUsage: [] }, 'true', null],
    ['curve', property('CURVE', 'EQUALS', 'P-256'), { curve: 'prime256v1' }, 'true', 'P-256'],
    ['curve by another name', property('CURVE', 'EQUALS', ['secp256r1']), { curve: 'prime256v1' }, 'true', 'P-256'],
    ['no curve', property('CURVE', 'EMPTY'), { curve: null }, 'true', null],
    ['strength', property('SECURITY_BITS', 'LESSER', 112), { securityBits: 80 }, 'true', 80],
    ['unknown strength', property('SECURITY_BITS', 'LESSER', 112), { securityBits: null }, 'false', null],
    [
      'policy',
      property('POLICY_OIDS', 'EQUALS', '2.23.140.1.2.1'),
      { policies: ['2.23.140.1.2.1'] },
      'true',
      ['2.23.140.1.2.1'],
    ],
    [
      'template',
      property('MICROSOFT_TEMPLATE', 'STARTS_WITH', 'Web'),
      { microsoftTemplate: 'WebServer' },
      'true',
      'WebServer',
    ],
    ['uploader', property('UPLOADED_BY', 'NOT_EQUALS', 'ursula'), { uploadedBy: 'ursula' }, 'false', 'ursula'],
  ])('%s', (_name, leaf, change, result, actual) => {
    expect(ask(leaf, subject(change))).toMatchObject({ result, leaves: [{ result, actual }] });
  });
});

describe('other resources', () => {
  it('are asked through a record', () => {
    const about = recordSubject({
      DISCOVERY_NAME: 'a\u0308',
      DISCOVERY_STATUS: 'completed',
      DISCOVERY_TOTAL_CERT_DISCOVERED: 3,
      DISCOVERY_START_TIME: now,
    });
    const condition = {
      all: [
        property('DISCOVERY_NAME', 'EQUALS', 'ä'),
        property('DISCOVERY_STATUS', 'EQUALS', ['completed', 'warning']),
        property('DISCOVERY_TOTAL_CERT_DISCOVERED', 'GREATER', 2),
        property('DISCOVERY_START_TIME', 'IN_PAST', 'PT1S'),
        property('DISCOVERY_END_TIME', 'EMPTY'),
      ],
    };
    expect(ask(condition, about, [], 'discovery_finished').result).toBe('true');
  });
});

describe('the cost of patterns', () => {
  const hard = property('SUBJECT_ALTERNATIVE_NAMES', 'MATCHES', '(a|b)*a(a|b){100}x?$');
  const size = patterns.compile('(a|b)*a(a|b){100}x?$').size;
  const named = (count: number, length = 50) =>
    subject({ subjectAlternativeNames: Array.from({ length: count }, () => 'b'.repeat(length)) });
  /** Names of this length that a leaf may search. */
  const most = Math.floor(patternSteps.leaf / (51 * size));

  it('is bounded for a leaf by the length of its texts times the size of the pattern', () => {
    expect(ask(hard, named(most)).leaves).toMatchObject([{ result: 'false' }]);
    const [leaf] = ask(hard, named(most + 1)).leaves;
    expect(leaf).toMatchObject({ result: 'error', errorCode: 'pattern_too_costly', actual: null });
    expect(ask({ not: hard }, named(most + 1)).result).toBe('error');
  });

  it('does not count for what is found before', () => {
    const names = ['a'.repeat(101), ...Array.from({ length: most + 1 }, () => 'b'.repeat(50))];
    expect(ask(hard, subject({ subjectAlternativeNames: names })).result).toBe('true');
  });

  it('is bounded for a tree, whose leaves answer until it is spent', () => {
    const leaves = ask({ any: Array.from({ length: 5 }, () => hard) }, named(most)).leaves;
    expect(leaves.map(({ errorCode }) => errorCode)).toEqual([
      ...[undefined, undefined],
      ...['pattern_too_costly', 'pattern_too_costly', 'pattern_too_costly'],
    ]);
  });

  it('is shared by evaluations that are given one budget', () => {
    const predicate = compileCondition(hard as Condition, { scope: 'certificate_expiring', attributes: [], patterns });
    const budget = new PatternBudget(patternSteps.leaf);
    expect(predicate(named(most), now, budget).result).toBe('false');
    expect(predicate(named(most), now, budget).result).toBe('error');
    expect(predicate(named(most), now).result).toBe('false');
  });
});
