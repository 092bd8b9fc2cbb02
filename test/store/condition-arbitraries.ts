/** Random certificates and random valid conditions over a small alphabet, so that they often meet. */
import fc from 'fast-check';
import type { AttributeContent, AttributeDefinition, AttributeValues } from '../../src/domain/attributes/attribute';
import {
  certificateStates,
  complianceStatuses,
  keyUsages,
  subjectTypes,
  validationStatuses,
  type CertificateRecord,
  type MetadataEntry,
} from '../../src/domain/certificates/certificate';
import { lifetimeUsedPercent } from '../../src/domain/certificates/lifetime';
import { fieldsFor, type FieldDefinition } from '../../src/domain/conditions/fields';
import type { Operator } from '../../src/domain/conditions/tree';
import { attributeDefinition } from '../support/attribute-definition';

export const now = new Date('2030-06-15T12:00:00.000Z');
export const names = ['alpha', 'Béta', 'gamma.*', 'nobody'] as const;
/** `nobody` is a name that nothing has. */
export const uuidOfName = new Map<string, string>(names.slice(0, 3).map((name, index) => [name, `uuid-${index}`]));
export const nameOfUuid = new Map([...uuidOfName].map(([name, uuid]) => [uuid, name]));

const text = fc
  .oneof(
    fc.constantFrom(
      'web1',
      'WEB1',
      'web1.example.org',
      'a',
      'ab',
      'a.b',
      'a+b',
      '$a^',
      'ä',
      'Ä\n',
      'a\n',
      'İi',
      '😀x',
      '[x](y)\\z',
    ),
    fc.string({
      unit: fc.constantFrom('a', 'b', 'A', '.', '\\', '*', 'é', '\n', '"', '{', '}', '|', '#', ' ', '-'),
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map((value) => value.normalize('NFC'));
const maybeText = fc.oneof({ weight: 4, arbitrary: text }, fc.constantFrom(null, '', undefined));
const texts = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.oneof({ weight: 5, arbitrary: text }, fc.constant('')), { maxLength: 4 }) },
  fc.constantFrom<(null | undefined | string[])[]>(null, undefined, [''], ['', '']),
);
const number = fc.oneof(fc.constantFrom(0, -1, 1, 1.5, 2, 256, 2048, 4096, 2 ** 40), fc.integer({ min: -3, max: 3 }));
const maybeNumber = fc.oneof({ weight: 4, arbitrary: number }, fc.constantFrom(null, undefined));
const dayMs = 86_400_000;
/** Around the clock, often on an edge of a window. */
const instant = fc
  .oneof(
    fc.constantFrom(0, 1, -1, dayMs, -dayMs, 5 * dayMs, -5 * dayMs, 5 * dayMs + 1, 30 * dayMs, 365 * dayMs, -3_600_000),
    fc.integer({ min: -40 * dayMs, max: 40 * dayMs }),
  )
  .map((offset) => new Date(now.getTime() + offset));
const maybeInstant = fc.oneof({ weight: 5, arbitrary: instant }, fc.constantFrom(null, undefined));
const maybeFlag = fc.constantFrom(true, false, null, undefined);
const day = instant.map((date) => date.toISOString().slice(0, 10));
const time = fc.constantFrom('00:00:00', '11:59:59.999', '12:00:00', '12:00:00.001', '13:00:00', '23:59:59');

const dataOf = {
  string: fc.oneof({ weight: 5, arbitrary: text }, fc.constant('')),
  integer: fc.integer({ min: -3, max: 3 }),
  float: number,
  boolean: fc.boolean(),
  date: day,
  time,
  datetime: instant,
  secret: text,
  object: fc.record({ b: text, a: number }, { requiredKeys: [] }),
} as const;
type Used = keyof typeof dataOf;

export const attributes: readonly AttributeDefinition[] = (Object.keys(dataOf) as Used[]).flatMap((contentType) => [
  attributeDefinition({ uuid: `0-${contentType}`, name: `one ${contentType}`, contentType }),
  attributeDefinition({ uuid: `1-${contentType}`, name: `many.$${contentType}`, contentType, multiSelect: true }),
]);

/** Sometimes left from a time when the definition had another type. */
const attributeValues: fc.Arbitrary<AttributeValues> = fc
  .tuple(
    ...attributes.map(({ uuid, name, contentType, multiSelect }) =>
      fc
        .option(
          fc.record({
            name: fc.constant(name),
            contentType: fc.oneof(
              { weight: 8, arbitrary: fc.constant(contentType) },
              { weight: 1, arbitrary: fc.constant('codeblock' as const) },
            ),
            content: fc.array(
              fc.record({ data: dataOf[contentType as Used] as fc.Arbitrary<AttributeContent['data']> }),
              {
                maxLength: multiSelect ? 4 : 1,
              },
            ),
          }),
          { nil: undefined },
        )
        .map((value) => [uuid, value] as const),
    ),
  )
  .map((entries) => Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as AttributeValues);

const metadata: fc.Arbitrary<MetadataEntry[]> = fc.array(
  fc
    .oneof(
      fc.record({
        contentType: fc.constant('string'),
        data: fc.array(fc.oneof(text, fc.constantFrom('', null)), { maxLength: 3 }),
      }),
      fc.record({
        contentType: fc.constant('integer'),
        data: fc.array(fc.oneof(number, fc.constantFrom('1', '2048', null)), { maxLength: 3 }),
      }),
      fc.record({ contentType: fc.constant('boolean'), data: fc.array(fc.boolean(), { maxLength: 2 }) }),
      fc.record({
        contentType: fc.constant('datetime'),
        data: fc.array(
          fc.oneof(
            instant,
            instant.map((date) => date.toISOString()),
          ),
          { maxLength: 2 },
        ),
      }),
    )
    .chain((entry) => fc.constantFrom('host', 'a.$b').map((name) => ({ name, ...entry }))),
  { maxLength: 4 },
);

/** A valid document: everything normalised as it is stored, anything may be absent. */
export const certificate: fc.Arbitrary<CertificateRecord> = fc
  .record({
    commonName: maybeText,
    subjectDn: maybeText,
    issuerDn: maybeText,
    issuerCommonName: maybeText,
    serialNumber: fc.constantFrom('0', '1', 'ab', 'abc', '10ab', '-1'),
    issuerSerialNumber: fc.constantFrom(null, 'ab', '1'),
    fingerprint: fc.constantFrom('ab12', 'abcd', '00ff'),
    thumbprint: fc.constantFrom('AB12', 'ABCD', '00FF'),
    subjectAlternativeNames: texts,
    notBefore: maybeInstant,
    notAfter: maybeInstant,
    subjectType: fc.constantFrom(...subjectTypes),
    state: fc.constantFrom(...certificateStates),
    validationStatus: fc.constantFrom(...validationStatuses),
    signatureValidation: fc.constantFrom(...validationStatuses),
    ocspValidation: fc.constantFrom(...validationStatuses),
    crlValidation: fc.constantFrom(...validationStatuses),
    complianceStatus: fc.constantFrom(...complianceStatuses),
    signatureAlgorithm: fc.constantFrom('sha256WithRSAEncryption', '1.2.3'),
    altSignatureAlgorithm: fc.constantFrom(null, 'ml-dsa-65'),
    keyAlgorithm: fc.constantFrom('rsa', 'ec', '1.2.3'),
    altKeyAlgorithm: fc.constantFrom(null, 'ml-dsa-65'),
    keySize: maybeNumber,
    altKeySize: maybeNumber,
    curve: fc.constantFrom(null, undefined, 'prime256v1', 'secp384r1', 'SM2', 'sect283k1', '1.2.3'),
    securityBits: maybeNumber,
    lifetimeDays: maybeNumber,
    extendedKeyUsage: fc.oneof(
      fc.subarray(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2', '1.3.6.1.4.1.311.20.2.2', '1.2.3']),
      fc.constantFrom(null, undefined),
    ),
    policies: texts,
    microsoftTemplate: maybeText,
    uploadedBy: maybeText,
    keyUsage: fc.subarray([...keyUsages], { maxLength: 4 }),
    trustedCa: maybeFlag,
    hybrid: maybeFlag,
    archived: maybeFlag,
    privateKey: maybeFlag,
    raProfile: fc.constantFrom(null, undefined, ...uuidOfName.values()),
    groups: fc.oneof(fc.subarray([...uuidOfName.values()]), fc.constantFrom(null, undefined)),
    owner: fc.constantFrom(null, undefined, ...uuidOfName.values()),
    succeedingCertificates: fc.array(fc.constantFrom('renewal', 'rekey', 'replacement', 'pending'), { maxLength: 3 }),
    precedingCertificates: fc.array(fc.constantFrom('renewal', 'rekey', 'replacement', 'pending'), { maxLength: 3 }),
    attributes: attributeValues,
    metadata,
  })
  .map((random) => ({ certificateType: 'X.509', ...random }) as unknown as CertificateRecord);

const fields = fieldsFor('certificate_status_changed', null, attributes).flatMap((field) =>
  field.source === 'meta' ? metadataNames(field) : [field],
);

function metadataNames(field: FieldDefinition): FieldDefinition[] {
  return ['string', 'integer', 'boolean', 'datetime'].includes(field.contentType!)
    ? ['host', 'a.$b'].map((name) => ({ ...field, field: name }))
    : [];
}

const pattern = fc.constantFrom(
  'a',
  '^a',
  'b$',
  '.',
  '\\.',
  '[ab]+',
  '^(a+)+$',
  'web\\d',
  '^$',
  'x|y',
  '(?i)WEB',
  'a\\z',
);
const durations = ['P1D', 'P5D', 'P4D', 'P1M', 'P1Y', 'P2W'];

/** Per cent that the times above lead to, among others. */
const share = fc.oneof(
  fc.constantFrom(0, 50, 100, -100, 200, 25, 33.3, 1e9),
  fc.integer({ min: -50, max: 150 }),
  fc
    .tuple(instant, instant)
    .filter(([notBefore, notAfter]) => notBefore < notAfter)
    .map(([notBefore, notAfter]) => lifetimeUsedPercent({ notBefore, notAfter }, now)!),
);

function valueOf(field: FieldDefinition, operator: Operator): fc.Arbitrary<unknown> {
  if (operator.startsWith('COUNT_')) return fc.integer({ min: 0, max: 4 });
  if (operator === 'IN_NEXT' || operator === 'IN_PAST')
    return fc.constantFrom(...durations, ...(field.type === 'DATE' ? [] : ['PT1H', 'PT59M', 'P5DT4H', 'PT0.001S']));
  if (operator === 'MATCHES' || operator === 'NOT_MATCHES') return pattern;
  switch (field.type) {
    case 'NUMBER':
      if (field.field === 'LIFETIME_USED_PERCENT') return share;
      return fc.oneof(number, number.map(String));
    case 'BOOLEAN':
      return fc.boolean();
    case 'DATE':
      return day;
    case 'DATETIME':
      return field.contentType === 'time' ? time : instant.map((date) => date.toISOString());
    case 'LIST':
      if (field.field === 'RA_PROFILE_NAME' || field.field === 'GROUP_NAME' || field.field === 'OWNER')
        return fc.constantFrom(...names);
      if (field.field === 'EXTENDED_KEY_USAGE')
        return fc.constantFrom(
          'serverAuth',
          'clientAuth',
          '1.3.6.1.5.5.7.3.2',
          'smartcardLogon',
          'codeSigning',
          '1.2.3',
        );
      if (field.field === 'CURVE')
        return fc.constantFrom('P-256', 'secp256r1', 'secp384r1', 'sm2', 'sect283k1', 'P-521', '1.2.3');
      return fc.constantFrom(...field.values!, ...(field.open ? ['1.2.3'] : []));
    default:
      return /FINGERPRINT|THUMBPRINT|SERIAL/.test(field.field)
        ? fc.constantFrom('AB:12', 'ab', '0x00ab', '1', 'abcd', '00FF', 'FF')
        : field.contentType === 'object'
          ? fc.constantFrom('{}', '"a":', 'web1')
          : text;
  }
}

const hasCase = /^(NOT_)?(EQUALS|CONTAINS|MATCHES)$|_WITH$/;

const leaf: fc.Arbitrary<unknown> = fc
  .constantFrom(...fields)
  .chain((field) => fc.constantFrom(...field.operators).map((operator) => ({ field, operator })))
  .chain(({ field, operator }) => {
    const base = {
      source: field.source,
      field: field.field,
      operator,
      ...(field.source === 'meta' && { contentType: field.contentType }),
    };
    if (operator === 'EMPTY' || operator === 'NOT_EMPTY') return fc.constant(base);
    const one = valueOf(field, operator);
    const value = operator.endsWith('EQUALS') ? fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 3 })) : one;
    const ignoreCase =
      field.type === 'STRING' && hasCase.test(operator)
        ? fc.constantFrom(undefined, undefined, true)
        : fc.constant(undefined);
    return fc.record({ value, ignoreCase }).map(({ value: given, ignoreCase: folded }) => ({
      ...base,
      value: given,
      ...(folded && { ignoreCase: folded }),
    }));
  });

/** A valid tree as a request would bring it, not yet normalised; attributes that nobody knows come in elsewhere. */
export const condition: fc.Arbitrary<unknown> = fc
  .letrec<{ node: unknown; group: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 3, arbitrary: leaf },
      { weight: 2, arbitrary: tie('group') },
    ),
    group: fc.oneof(
      fc.array(tie('node'), { minLength: 1, maxLength: 4 }).map((all) => ({ all })),
      fc.array(tie('node'), { minLength: 1, maxLength: 4 }).map((any) => ({ any })),
      tie('node').map((not) => ({ not })),
    ),
  }))
  .node.filter((tree) => depthOf(tree) <= 10);

function depthOf(node: unknown): number {
  const { all, any, not } = node as { all?: unknown[]; any?: unknown[]; not?: unknown };
  const children = all ?? any ?? (not === undefined ? undefined : [not]);
  return children === undefined ? 0 : 1 + Math.max(...children.map(depthOf));
}
