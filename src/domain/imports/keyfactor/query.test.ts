import { attributeDefinition } from '../../../../test/support/attribute-definition';
import { createPatternEngine } from '../../../services/firings/pattern-engine';
import type { CertificateRecord } from '../../certificates/certificate';
import { compileCondition } from '../../conditions/evaluate';
import { certificateSubject } from '../../conditions/subject';
import { validateCondition } from '../../conditions/validate';
import { translateQuery } from './query';

const patterns = createPatternEngine();
const now = new Date('2027-05-01T12:00:00.000Z');
const dayMs = 86_400_000;
const attributes = [
  attributeDefinition({ uuid: 'a1', name: 'Retired', contentType: 'boolean' }),
  attributeDefinition({ uuid: 'a2', name: 'Email-Contact', contentType: 'string' }),
  attributeDefinition({ uuid: 'a3', name: 'Cost', contentType: 'integer' }),
];
const context = { caller: 'kim', attribute: (name: string) => attributes.find((one) => one.name === name) };
const translated = (text: string) => translateQuery(text, context).query;

/** Whether a query selects a certificate, saved and asked as a collection's is. */
function selects(text: string, { days = 10, store = ['web1'], retired, change = {} }: Sample): boolean {
  const saved = validateCondition(translated(text), { scope: 'certificates', stage: null, attributes, patterns });
  if ('faults' in saved) throw new Error(JSON.stringify(saved.faults));
  const record = {
    ...{ notAfter: new Date(now.getTime() + days * dayMs), commonName: 'Web1.example.com', state: 'issued' },
    attributes:
      retired === undefined ? {} : { a1: { name: 'Retired', contentType: 'boolean', content: [{ data: retired }] } },
    metadata: store.length === 0 ? [] : [{ name: 'CertStoreFQDN', contentType: 'string', data: store }],
    ...change,
  } as unknown as CertificateRecord;
  const names = { raProfileName: null, groupNames: [], ownerName: null };
  const asked = compileCondition(saved.condition, { scope: 'certificates', attributes, patterns });
  return asked(certificateSubject(record, names), now).result === 'true';
}
interface Sample {
  readonly days?: number;
  readonly store?: readonly string[];
  readonly retired?: boolean;
  readonly change?: object;
}

describe('M10 a query with places, a metadata field and a relative date', () => {
  const query = 'CertStoreFQDN -ne NULL AND Retired -ne True AND ExpirationDate -le "%TODAY+30%"';
  it.each<[string, Sample, boolean]>([
    ['in a place and about to end', {}, true],
    ['on the last day', { days: 29.9 }, true],
    ['later', { days: 30.1 }, false],
    ['that has ended', { days: -400 }, true],
    ['in no place', { store: [] }, false],
    ['that is retired', { retired: true }, false],
    ['that is not', { retired: false }, true],
  ])('selects certificates %s as before', (_name, sample, expected) => expect(selects(query, sample)).toBe(expected));
});

it.each<[string, Sample, boolean]>([
  ['ExpirationDate -ge "%TODAY+30%"', { days: 31 }, true],
  ['ExpirationDate -ge "%TODAY+30%"', { days: 3_000_000 }, true],
  ['ExpirationDate -gt "%TODAY+30%"', { days: 29 }, false],
  ['ExpirationDate -lt %TODAY-7%', { days: -8 }, true],
  ['ExpirationDate -lt %TODAY-7%', { days: -6 }, false],
  ['ExpirationDate -ge %TODAY-7%', { days: -6 }, true],
  ['ExpirationDate -ge %TODAY-7%', { days: -8 }, false],
  ['ExpirationDate -lt %TODAY%', { days: -0.1 }, true],
  ['ExpirationDate -eq "%TODAY+3%"', { days: 3.5 }, true],
  ['ExpirationDate -eq "%TODAY+3%"', { days: 4.5 }, false],
  ['ExpirationDate -ge "5/11/2027"', { days: 10 }, true],
  ['ExpirationDate -eq "2027-05-11"', { days: 10 }, true],
  ['ExpirationDate -ne "2027-05-11"', { days: 10 }, false],
  ['( CN -eq "web1.example.com" AND CertState -eq "1" )', {}, true],
  ['CN -contains "WEB" AND (CertState -eq 2 OR ExpirationDate -le "%TODAY+3%")', {}, false],
  ['CN -contains "WEB" AND CertState -eq 2 OR CN -endswith .com', {}, true],
  ['CN -startswith "x" or CN -notcontains "y"', {}, true],
  ['Thumbprint -eq "ab cd"', { change: { thumbprint: 'ABCD' } }, true],
  ['SerialNumber -eq "00AB"', { change: { serialNumber: 'ab' } }, true],
  ['KeySize -lt 3000', { change: { keySize: 2048 } }, true],
  ['Email-Contact -eq NULL', {}, true],
])('%s of %j: %s', (query, sample, expected) => expect(selects(query, sample)).toBe(expected));

it('takes an empty query for all certificates, and names who was meant', () => {
  expect(translated('  ')).toBeNull();
  const { query, notes } = translateQuery('Email-Contact -contains "%ME%"', context);
  expect(query).toMatchObject({ value: 'kim', ignoreCase: true });
  expect(notes).toMatchObject([{ code: 'me_fixed' }]);
});

it.each([
  ['Owner -eq "x"', 1, 'Owner'],
  ['CN -matches "x"', 4, '-matches'],
  ['CN -lt "x"', 4, '-lt'],
  ['CN -eq', 7, ''],
  ['CN "x"', 4, 'x'],
  ['(CN -eq "x"', 12, ''],
  ['CN -eq "x" CN -eq "y"', 12, 'CN'],
  ['CN -eq "x', 8, '"x'],
  ['Cost -eq "many"', 10, 'many'],
  ['Retired -eq maybe', 13, 'maybe'],
  ['CertState -eq 6', 15, '6'],
  ['ExpirationDate -le "soon"', 20, 'soon'],
])('M11 says where %s cannot be translated', (query, at, text) => {
  expect(() => translated(query)).toThrow(expect.objectContaining({ at, text }));
});
