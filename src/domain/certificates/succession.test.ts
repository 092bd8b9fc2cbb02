import { caseCertificate } from '../../../test/cases/certificates';
import type { CertificateOptions } from '../../../test/hostile/certificate-builder';
import { createFixtureKey } from '../../../test/hostile/certificate-builder';
import {
  extendedKeyUsageExtension as eku,
  keyUsageExtension as ku,
  rawNames,
  recordOf,
} from '../../../test/support/succession-facts';
import type { CertificateRecord } from './certificate';
import { failings, judgeSuccession, toComparable, type Succession, type SuccessionRule } from './succession';

const key = createFixtureKey('ec');
const usual: SuccessionRule = { validated: false, requireAllPurposes: false };
const [server, client, codeSigning, kdc, any] = [
  ...['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.3', '1.3.6.1.5.2.3.5', '2.5.29.37.0'],
] as [string, string, string, string, string];
const year = { notBefore: new Date('2026-01-01'), notAfter: new Date('2027-01-01') };
const next = { notBefore: new Date('2026-12-01'), notAfter: new Date('2027-12-01') };

function judge(
  old: CertificateOptions | Buffer,
  fresh: CertificateOptions | Buffer,
  rule: Partial<SuccessionRule> = {},
  statuses: { old?: CertificateRecord['validationStatus']; fresh?: CertificateRecord['validationStatus'] } = {},
): Succession {
  const p = recordOf(Buffer.isBuffer(old) ? old : { ...year, ...old });
  const s = recordOf(Buffer.isBuffer(fresh) ? fresh : { ...next, ...fresh });
  return judgeSuccession(
    toComparable({ ...s, validationStatus: statuses.fresh ?? 'not_checked' }),
    toComparable({ ...p, validationStatus: statuses.old ?? 'not_checked' }),
    { ...usual, ...rule },
  );
}

const hosts = (count: number) => Array.from({ length: count }, (_, index) => `h${index}.example.org`);
const full = { kind: 'full', lost: [] };
const no = (failing: string) => ({ kind: 'none', failing });
const web: CertificateOptions = { subject: 'web.example.org', sans: ['web.example.org'] };

interface Row {
  readonly name: string;
  readonly old?: CertificateOptions | Buffer;
  readonly fresh?: CertificateOptions | Buffer;
  readonly is: object;
}

const table: Record<string, readonly Row[]> = {
  later: [
    { name: 'begins later', is: full },
    { name: 'begins earlier', fresh: { ...web, notBefore: new Date('2025-01-01') }, is: no('later') },
    {
      name: 'begins at the same moment and ends later',
      fresh: { ...web, ...year, notAfter: new Date('2027-01-02') },
      is: full,
    },
    { name: 'has the same validity', fresh: { ...web, ...year }, is: no('later') },
    { name: 'has no readable time', old: caseCertificate('year-10000.der'), is: no('later') },
  ],
  kind: [
    { name: 'case-R2 a CA for an end entity', fresh: { ...web, ca: true }, is: no('same_kind') },
    { name: 'case-R2 an end entity for a CA', old: { ...web, ca: true }, is: no('same_kind') },
    { name: 'a CA for a CA', old: { ...web, ca: true }, fresh: { ...web, ca: true }, is: full },
    {
      name: 'case-R3 a self-signed one for one of a CA',
      fresh: { ...web, issuer: 'web.example.org', signer: key, key },
      is: no('issued_by'),
    },
    {
      name: 'case-R3 one that only names itself as its issuer',
      fresh: { ...web, issuer: 'web.example.org', signer: createFixtureKey('ec'), key },
      is: no('issued_by'),
    },
    {
      name: 'one of a CA for a self-signed one',
      old: { ...web, issuer: 'web.example.org', signer: key, key },
      is: full,
    },
    {
      name: 'a self-signed one for a self-signed one',
      old: { ...web, issuer: 'web.example.org', signer: key, key },
      fresh: { ...web, issuer: 'web.example.org', signer: key, key },
      is: full,
    },
  ],
  purpose: [
    {
      name: 'case-R1 signing for encrypting',
      old: { subject: 'Me', sans: ['email:me@example.org'], extensions: [ku(2)] },
      fresh: { subject: 'Me', sans: ['email:me@example.org'], extensions: [ku(0)] },
      is: no('purpose'),
    },
    {
      name: 'key agreement for key encipherment',
      old: { ...web, extensions: [ku(2)] },
      fresh: { ...web, extensions: [ku(4)] },
      is: full,
    },
    {
      name: 'signing for signing and encrypting',
      old: { ...web, extensions: [ku(0, 2)] },
      fresh: { ...web, extensions: [ku(0)] },
      is: { kind: 'full', lost: ['encrypting'] },
    },
    {
      name: 'non-repudiation for a digital signature',
      old: { ...web, extensions: [ku(0)] },
      fresh: { ...web, extensions: [ku(1)] },
      is: full,
    },
    {
      name: 'data encipherment for key agreement',
      old: { ...web, extensions: [ku(4)] },
      fresh: { ...web, extensions: [ku(3)] },
      is: full,
    },
    {
      name: 'signing CRLs for signing certificates',
      old: { ...web, ca: true, extensions: [ku(5)] },
      fresh: { ...web, ca: true, extensions: [ku(6)] },
      is: full,
    },
    {
      name: 'issuing for signing',
      old: { ...web, ca: true, extensions: [ku(0)] },
      fresh: { ...web, ca: true, extensions: [ku(5)] },
      is: no('purpose'),
    },
    {
      name: 'usages in common but no extended usage',
      old: { ...web, extensions: [ku(0), eku(server)] },
      fresh: { ...web, extensions: [ku(0), eku(client)] },
      is: no('purpose'),
    },
    {
      name: 'an extended usage in common but no usage',
      old: { ...web, extensions: [ku(2), eku(server)] },
      fresh: { ...web, extensions: [ku(0), eku(server)] },
      is: no('purpose'),
    },
    {
      name: 'one extended usage of two, and one class of two',
      old: { ...web, extensions: [ku(0, 2), eku(server, client)] },
      fresh: { ...web, extensions: [ku(2), eku(server)] },
      is: { kind: 'full', lost: ['clientAuth', 'signing'] },
    },
    { name: 'no key usage for any', old: { ...web, extensions: [ku(2)] }, is: full },
    { name: 'a key usage that allows nothing', fresh: { ...web, extensions: [ku()] }, is: no('purpose') },
    {
      name: 'case-R2 client for KDC and server',
      old: { ...web, extensions: [eku(kdc, server)] },
      fresh: { ...web, extensions: [eku(client)] },
      is: no('purpose'),
    },
    {
      name: 'case-R2 client for code signing, without SAN',
      old: { subject: 'Tool', extensions: [eku(codeSigning)] },
      fresh: { subject: 'Tool', extensions: [eku(client)] },
      is: no('purpose'),
    },
    {
      name: 'server for server and client',
      old: { ...web, extensions: [eku(server, client)] },
      fresh: { ...web, extensions: [eku(server)] },
      is: { kind: 'full', lost: ['clientAuth'] },
    },
    {
      name: 'one usage for any',
      fresh: { ...web, extensions: [eku(server)] },
      is: { kind: 'full', lost: ['anyExtendedKeyUsage'] },
    },
    {
      name: 'any, by its OID, for one',
      old: { ...web, extensions: [eku(client)] },
      fresh: { ...web, extensions: [eku(any, server)] },
      is: full,
    },
  ],
  names: [
    {
      name: 'case-R4 some names only',
      old: { subject: 'x', sans: ['app.example.org', 'pay.example.org'], key },
      fresh: { subject: 'x', sans: ['app.example.org'], key },
      is: { kind: 'partial', lost: [], remaining: ['dNSName:pay.example.org'] },
    },
    {
      name: 'case-R5 one subject and key, other names',
      old: { subject: [['O', 'Org']], sans: ['one.example.org'], key },
      fresh: { subject: [['O', 'Org']], sans: ['two.example.org'], key },
      is: no('names'),
    },
    {
      name: 'case-R6 an empty subject, the same key',
      old: { ...web, key },
      fresh: { ...web, subject: [], key },
      is: full,
    },
    { name: 'case-R6 an empty subject, another key', fresh: { ...web, subject: [], key }, is: full },
    {
      name: 'case-R6 another CN that is one of the names',
      old: { subject: 'x.example.org', sans: ['x.example.org', 'www.x.example.org'] },
      fresh: { subject: 'www.x.example.org', sans: ['x.example.org', 'www.x.example.org'] },
      is: full,
    },
    {
      name: 'case-R6 an OU less',
      old: {
        ...web,
        subject: [
          ['OU', 'Web'],
          ['CN', 'web.example.org'],
        ],
      },
      is: full,
    },
    { name: 'case-R6 a name more', fresh: { ...web, sans: ['new.example.org', 'web.example.org'] }, is: full },
    { name: 'case-R6 a wildcard', fresh: { ...web, sans: ['*.example.org'] }, is: full },
    { name: 'a wildcard over two labels', fresh: { ...web, sans: ['*.org'] }, is: no('names') },
    { name: 'a host for a wildcard', old: { ...web, sans: ['*.example.org'] }, is: no('names') },
    {
      name: 'case-R7 attributes in another order',
      old: {
        ...web,
        subject: [
          ['C', 'DE'],
          ['O', 'Org'],
          ['CN', 'x'],
        ],
      },
      fresh: {
        ...web,
        subject: [
          ['CN', 'x'],
          ['O', 'Org'],
          ['C', 'DE'],
        ],
      },
      is: full,
    },
    {
      name: 'case-R7 attributes in another order, without SAN',
      old: {
        subject: [
          ['C', 'DE'],
          ['O', 'Org'],
          ['CN', 'x'],
        ],
      },
      fresh: {
        subject: [
          ['CN', 'x'],
          ['O', 'Org'],
          ['C', 'DE'],
        ],
      },
      is: full,
    },
    {
      name: 'case-R7 another string type of a type without a short name',
      old: caseCertificate('jurisdiction-old.der'),
      fresh: caseCertificate('jurisdiction-new.der'),
      is: full,
    },
    {
      name: 'case-R8 names that differ in an octet that is no character',
      old: caseCertificate('undecodable-old.der'),
      fresh: caseCertificate('undecodable-new.der'),
      is: no('names'),
    },
    {
      name: 'case-R8 the same octets that are no characters',
      old: { extensions: [rawNames([0x81, Buffer.from('j\xf6rg@example.org', 'latin1')])] },
      fresh: { extensions: [rawNames([0x81, Buffer.from('j\xf6rg@example.org', 'latin1')])] },
      is: full,
    },
    {
      name: 'case-R9 a host in its own script',
      old: { extensions: [rawNames([0x82, Buffer.from('bücher.example', 'utf8')])] },
      fresh: { sans: ['xn--bcher-kva.example'] },
      is: full,
    },
    { name: 'case-R9 the dot of the root', old: { ...web, sans: ['web.example.org.'] }, is: full },
    {
      name: 'case-R9 an IPv4 address inside of IPv6',
      old: { subject: 'x', sans: ['ip:192.0.2.1'] },
      fresh: { subject: 'x', sans: ['ip:0:0:0:0:0:ffff:c000:201'] },
      is: full,
    },
    { name: 'another issuer', fresh: { ...web, issuer: 'Another CA' }, is: full },
    {
      name: 'a host in capital letters',
      old: { ...web, sans: ['WEB.Example.org'] },
      is: full,
    },
    {
      name: 'a mail address with its domain in capital letters',
      old: { subject: 'x', sans: ['email:me@EXAMPLE.org'] },
      fresh: { subject: 'x', sans: ['email:me@example.org'] },
      is: full,
    },
    {
      name: 'a mail address of another box',
      old: { subject: 'x', sans: ['email:Me@example.org'] },
      fresh: { subject: 'x', sans: ['email:me@example.org'] },
      is: no('names'),
    },
    {
      name: 'a host of the same text as an address',
      old: { subject: 'x', sans: ['ip:192.0.2.1'] },
      fresh: { subject: 'x', sans: ['192.0.2.1'] },
      is: no('names'),
    },
    {
      name: 'a wildcard for the same wildcard',
      old: { ...web, sans: ['*.example.org'] },
      fresh: { ...web, sans: ['*.EXAMPLE.org'] },
      is: full,
    },
    {
      name: 'a wildcard for the domain above',
      old: { ...web, sans: ['example.org'] },
      fresh: { ...web, sans: ['*.example.org'] },
      is: no('names'),
    },
    {
      name: 'some names by a wildcard, one by nothing',
      old: { ...web, sans: ['a.example.org', 'a.b.example.org'] },
      fresh: { ...web, sans: ['*.example.org'] },
      is: { kind: 'partial', lost: [], remaining: ['dNSName:a.b.example.org'] },
    },
    {
      name: 'some names and less purposes',
      old: { ...web, sans: ['a.example.org', 'b.example.org'], extensions: [eku(server, client)] },
      fresh: { ...web, sans: ['b.example.org'], extensions: [eku(server)] },
      is: { kind: 'partial', lost: ['clientAuth'], remaining: ['dNSName:a.example.org'] },
    },
    {
      name: 'without SAN another spelling of the subject',
      old: {
        subject: [
          ['O', '  Some   Org '],
          ['CN', 'Straße'],
        ],
      },
      fresh: {
        subject: [
          ['CN', 'STRASSE'],
          ['O', 'some org'],
        ],
      },
      is: full,
    },
    {
      name: 'without SAN an attribute more',
      old: { subject: 'x' },
      fresh: {
        subject: [
          ['O', 'Org'],
          ['CN', 'x'],
        ],
      },
      is: no('names'),
    },
    {
      name: 'the last of thousands of names missing',
      old: { subject: 'x', sans: hosts(2_000) },
      fresh: { subject: 'x', sans: hosts(1_999) },
      is: { kind: 'partial', lost: [], remaining: ['dNSName:h1999.example.org'] },
    },
    {
      name: 'thousands of names in another order',
      old: { subject: 'x', sans: hosts(2_000) },
      fresh: { subject: 'x', sans: [...hosts(2_000)].reverse() },
      is: full,
    },
    { name: 'without SAN the subject', old: { subject: 'x' }, fresh: { subject: 'X', sans: ['x'] }, is: full },
    {
      name: 'without SAN another subject',
      old: { subject: 'x' },
      fresh: { subject: 'y', sans: ['x'] },
      is: no('names'),
    },
    { name: 'neither SAN nor subject', old: { subject: [] }, fresh: { subject: [], sans: ['x'] }, is: no('names') },
    {
      name: 'names that cannot be read',
      old: { subject: 'x', extensions: [{ oid: '2.5.29.17', value: Buffer.from('0102', 'hex') }] },
      fresh: { subject: 'x' },
      is: no('names'),
    },
  ],
};

describe.each(Object.entries(table))('%s', (_rule, rows) => {
  it.each(rows)('$name', ({ old = web, fresh = web, is }) => {
    expect(judge(old, fresh)).toEqual(is);
  });
});

describe('trust', () => {
  it.each([
    { fresh: 'not_checked', old: 'valid', validated: false, is: full },
    { fresh: 'failed', old: 'valid', validated: false, is: full },
    { fresh: 'invalid', old: 'valid', validated: false, is: no('trust') },
    { fresh: 'invalid', old: 'not_checked', validated: false, is: no('trust') },
    { fresh: 'invalid', old: 'invalid', validated: false, is: full },
    { fresh: 'not_checked', old: 'valid', validated: true, is: no('trust') },
    { fresh: 'invalid', old: 'invalid', validated: true, is: no('trust') },
    { fresh: 'valid', old: 'valid', validated: true, is: full },
    { fresh: 'expiring', old: 'valid', validated: true, is: full },
  ] as const)('successor $fresh, predecessor $old, validated $validated', ({ fresh, old, validated, is }) => {
    expect(judge(web, web, { validated }, { fresh, old })).toEqual(is);
  });
});

it('a purpose less is no successor where all are required', () => {
  const old = { ...web, extensions: [eku(server, client)] };
  const fresh = { ...web, extensions: [eku(server)] };
  expect(judge(old, fresh, { requireAllPurposes: true })).toEqual(no('purpose'));
  expect(judge(old, old, { requireAllPurposes: true })).toEqual(full);
});

it('a certificate does not follow itself', () => {
  const one = toComparable(recordOf({ ...web, ...year }));
  expect(judgeSuccession(one, one, usual)).toEqual(no('itself'));
});

it('every rule refuses somewhere in the table, and each group of rules also lets pass', () => {
  const outcomes = Object.values(table).map((rows) => rows.map(({ is }) => is as { kind: string; failing?: string }));
  const refused = new Set(outcomes.flat().flatMap(({ failing }) => failing ?? []));
  // Those two have tests of their own.
  expect([...refused, 'itself', 'trust'].sort()).toEqual([...failings].sort());
  for (const group of outcomes) expect(group.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['none', 'full']));
});
