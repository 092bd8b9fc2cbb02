import { expiringEnvelope } from '../../../test/support/envelope';
import type { CertificateRecord } from '../certificates/certificate';
import { events } from '../events/catalogue';
import { envelopeSchema } from '../events/envelope-schema';
import type { NoticeContext } from './notice';
import { cutIncluded, includable, includeNothing, includedLimits, namesOf, withIncluded } from './included';
import type { IncludedData } from './profile';
import { templateData } from './template-data';

const certificate = {
  subjectAlternativeNames: ['dNSName:a.example'],
  attributes: {
    u1: { name: 'cost center', contentType: 'string', content: [{ data: '4711' }, { data: '4712' }] },
    u2: { name: 'pin', contentType: 'secret', content: [{ data: 'hush' }] },
    u3: { name: 'login', contentType: 'credential', content: [{ data: { password: 'hush' } }] },
    u4: { name: 'plan', contentType: 'file', content: [{ data: 'aHVzaA==', reference: 'plan.pdf' }] },
    u5: { name: 'since', contentType: 'datetime', content: [{ data: new Date('2030-01-01T00:00:00Z') }] },
    u6: { name: 'a.$dotted', contentType: 'object', content: [{ data: { a: 1 } }] },
    u7: { name: '__proto__', contentType: 'integer', content: [{ data: 7 }] },
  },
  metadata: [
    { name: 'host', contentType: 'string', data: ['a.example'] },
    { name: 'host', contentType: 'string', data: ['b.example'] },
    { name: 'token', contentType: 'secret', data: ['hush'] },
  ],
} as unknown as CertificateRecord;

function notice(change: Partial<NoticeContext> = {}): NoticeContext {
  return {
    envelope: expiringEnvelope(),
    rejected: false,
    actor: { uuid: null, name: 'system' },
    certificate,
    ownerUuid: null,
    groupUuids: [],
    names: {
      groups: [
        { name: 'web', renewalNote: 'Call Ann.\nThen Bob.' },
        { name: 'shop', renewalNote: null },
        { name: 'mail', renewalNote: 'Call Ann.\nThen Bob.' },
      ],
      raProfile: 'internal CA',
      owner: 'Ann',
    },
    firingUrl: 'https://certloom.example/f',
    pageUrl: 'https://certloom.example/n/f',
    runUrl: null,
    ...change,
  };
}

const all: IncludedData = { customAttributes: true, metadata: true, associations: true };

describe('withIncluded', () => {
  it('leaves the notice alone when nothing is asked for', () => {
    const given = notice();
    expect(withIncluded(given, includeNothing)).toBe(given);
  });

  it('tells what is asked for, never a secret', () => {
    const { included, envelope } = withIncluded(notice(), all);
    expect(included).toEqual({
      customAttributes: [
        { name: '__proto__', values: [7] },
        { name: 'a.$dotted', values: ['{"a":1}'] },
        { name: 'cost center', values: ['4711', '4712'] },
        { name: 'plan', values: ['plan.pdf'] },
        { name: 'since', values: ['2030-01-01T00:00:00.000Z'] },
      ],
      metadata: [{ name: 'host', values: ['a.example', 'b.example'] }],
      groups: ['web', 'shop', 'mail'],
      raProfile: 'internal CA',
      owner: 'Ann',
    });
    expect(envelope.included).toEqual(included);
    expect(JSON.stringify(included)).not.toMatch(/hush|aHVzaA/);
  });

  it('tells the same of an object that is no certificate, from what was kept of it', () => {
    const kept = includable(certificate);
    expect(JSON.stringify(kept)).not.toContain('hush"');
    const { included } = withIncluded(notice({ certificate: null, subject: kept }), all);
    expect(included?.customAttributes).toContainEqual({ name: 'cost center', values: ['4711', '4712'] });
    expect(included?.metadata).toEqual([{ name: 'host', values: ['a.example', 'b.example'] }]);
  });

  it.each<[keyof IncludedData, string[]]>([
    ['customAttributes', ['customAttributes']],
    ['metadata', ['metadata']],
    ['associations', ['groups', 'raProfile', 'owner']],
  ])('%s alone', (member, expected) => {
    const { included } = withIncluded(notice(), { ...includeNothing, [member]: true });
    expect(Object.keys(included ?? {})).toEqual(expected);
  });

  it.each([
    ['a rejected upload', notice({ rejected: true })],
    ['an event without certificate', { ...notice({ certificate: null }), names: undefined }],
  ])('%s has the members, empty', (_name, given) => {
    expect(withIncluded(given, all).included).toEqual({
      customAttributes: [],
      metadata: [],
      groups: [],
      raProfile: null,
      owner: null,
    });
  });

  it('is bounded', () => {
    const many = Array.from({ length: 300 }, (_, index) => ({
      name: `n${index}`,
      contentType: 'string',
      data: Array.from({ length: 80 }, () => 'x'.repeat(3_000)),
    }));
    const { included } = withIncluded(notice({ certificate: { ...certificate, metadata: many } }), all);
    expect(included?.metadata).toHaveLength(includedLimits.names);
    expect(included?.metadata?.[0]?.values).toHaveLength(includedLimits.values);
    expect(String(included?.metadata?.[0]?.values[0])).toHaveLength(includedLimits.text);
    const cut = cutIncluded(included!, 10, 3);
    expect(cut.metadata).toHaveLength(3);
    expect(cut.metadata?.[0]).toEqual({ name: 'n0', values: Array(3).fill(`${'x'.repeat(9)}…`) });
    expect(cut.owner).toBe('Ann');
  });

  it('keeps to the schema of the envelope', () => {
    const { included } = withIncluded(notice(), all);
    const { properties } = envelopeSchema('certificate_expiring');
    expect(Object.keys(properties.included.properties).sort()).toEqual(Object.keys(included ?? {}).sort());
    expect(events.certificate_expiring.payloadFields).not.toContain('included');
  });
});

it('templates see values by name, the notes on renewal and the notice', () => {
  const claimed = { cycle: 2, step: 'P7D', number: 3 };
  const data = templateData(withIncluded(notice({ notice: claimed }), all));
  expect(data['included']).toMatchObject({
    customAttributes: { 'cost center': ['4711', '4712'], plan: ['plan.pdf'] },
    metadata: { host: ['a.example', 'b.example'] },
    groups: ['web', 'shop', 'mail'],
    owner: 'Ann',
  });
  expect(data['renewalNotes']).toEqual(['Call Ann.\nThen Bob.']);
  expect(data['notice']).toEqual(claimed);
  const without = templateData(notice({ rejected: true }));
  expect(without).toMatchObject({ included: {}, renewalNotes: [], notice: { cycle: null, step: null, number: null } });
});

describe('namesOf', () => {
  const directory = {
    users: new Map([
      ['u1', { displayName: 'Ann', username: 'ann' }],
      ['u2', { displayName: '', username: 'bob' }],
    ]),
    groups: new Map([['g1', { name: 'web', renewalNote: 'note' }]]),
    raProfiles: new Map([['r1', { name: 'CA' }]]),
  };
  it.each([
    [
      { owner: 'u1', groups: ['g1', 'gone'], raProfile: 'r1' },
      { owner: 'Ann', groups: [{ name: 'web', renewalNote: 'note' }], raProfile: 'CA' },
    ],
    [
      { owner: 'u2', groups: [], raProfile: 'gone' },
      { owner: 'bob', groups: [], raProfile: null },
    ],
    [
      { owner: 'gone', groups: [], raProfile: null },
      { owner: null, groups: [], raProfile: null },
    ],
  ])('%j', (subject, expected) => expect(namesOf(directory, subject)).toEqual(expected));
});
