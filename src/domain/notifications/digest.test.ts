import { expiringEnvelope } from '../../../test/support/envelope';
import type { CertificateRecord } from '../certificates/certificate';
import type { NoticeContext } from './notice';
import { digestRowFor, digestRowOf, digestRows, digestTexts, type DigestCertificate, type DigestRow } from './digest';
import { rowTimeLeft } from './digest-headline';
import { channels } from './profile';

const row = (change: Partial<DigestRow> = {}): DigestRow => ({
  name: 'a.example',
  subject: 'CN=a.example',
  daysLeft: 12,
  notAfter: '2030-01-13T00:00:00.000Z',
  issuer: 'CN=CA',
  owner: null,
  groups: [],
  raProfile: null,
  step: null,
  link: 'https://certloom.example/f',
  ...change,
});

const stored: DigestCertificate = {
  ...{ uuid: 'c', commonName: 'a', subjectDn: 'CN=a', issuerDn: 'CN=CA', serialNumber: '0f' },
  subjectAlternativeNames: ['dNSName:a.example'],
  ...{ notAfter: new Date('2030-01-13T12:00:00Z'), owner: 'o', groups: ['g'], raProfile: 'r' },
  ...{ state: 'issued', archived: false },
};

describe('digestTexts', () => {
  it('puts the next to expire first and counts', () => {
    const later = row({ subject: 'CN=b.example', daysLeft: 20, notAfter: '2030-01-21T00:00:00.000Z' });
    const undated = row({ subject: 'CN=c.example', daysLeft: null, notAfter: null, issuer: null });
    const { subject, text, html } = digestTexts(
      [undated, later, row({ owner: 'Ann', groups: ['web', 'shop'], raProfile: 'TLS', step: 'P14D' })],
      'email',
    );
    expect(subject).toBe('a.example, 12 days left: 3 certificates are expiring');
    expect(text).toBe(
      [
        '3 certificates are expiring, the first in 12 days',
        'CN=a.example\n  12 days left, not after 2030-01-13 00:00:00 UTC\n  Issuer: CN=CA\n  Owner: Ann\n  Groups: web, shop\n  RA profile: TLS\n  Step: P14D\n  https://certloom.example/f',
        'CN=b.example\n  20 days left, not after 2030-01-21 00:00:00 UTC\n  Issuer: CN=CA\n  https://certloom.example/f',
        'CN=c.example\n  https://certloom.example/f\n',
      ].join('\n\n'),
    );
    expect(html?.match(/<tr /g)).toHaveLength(4);
    expect(html).toContain('<td>P14D</td>');
    expect(html).toContain('>web, shop</td>');
  });

  it.each([
    [{ daysLeft: -1 }, '1 certificate is expiring, the first has expired'],
    [{ daysLeft: 0 }, '1 certificate is expiring, the first has expired'],
    [{ daysLeft: 0, hoursLeft: 0 }, '1 certificate is expiring, the first within a day'],
    [{ daysLeft: 0, hoursLeft: 1 }, '1 certificate is expiring, the first in 1 hour'],
    [{ daysLeft: 3 }, '1 certificate is expiring, the first in 3 days'],
    [{ daysLeft: null }, '1 certificate is expiring'],
  ])('%j: %s', (left, expected) => expect(digestTexts([row(left)], 'slack').subject).toBe(expected));

  it.each([
    ['2030-01-01T06:00:00Z', '6 hours left'],
    ['2029-12-31T18:00:00Z', 'expired'],
    ['2029-12-30T14:00:00Z', 'expired'],
  ])('what ends at %s: %s', (notAfter, expected) => {
    const certificate = { ...stored, notAfter: new Date(notAfter) };
    const now = new Date('2030-01-01T00:00:00Z');
    const left = digestRowFor(certificate, { owner: null, groups: [], raProfile: null }, { step: null, now, link: '' });
    expect(rowTimeLeft(left)).toBe(expected);
    expect(digestTexts([left], 'email').text).toContain(`${expected}, not after`);
  });

  it('below two days hours are told', () => {
    const { subject, text } = digestTexts([row({ daysLeft: 1, hoursLeft: 30 })], 'email');
    expect(subject).toBe('a.example, 30 hours left: 1 certificate is expiring');
    expect(text).toMatch(/^1 certificate is expiring, the first in 30 hours\n/);
    expect(text).toContain('30 hours left, not after');
  });

  it.each(channels)('HTML is for e-mail only: %s', (channel) => {
    expect(digestTexts([row()], channel).html === null).toBe(channel !== 'email');
  });

  it('escapes what comes from certificates', () => {
    const hostile = row({
      subject: 'CN=<script>"\'&',
      owner: '<b>',
      groups: ['<i>'],
      link: 'https://x.example/"onload=',
    });
    const { html } = digestTexts([hostile], 'email');
    expect(html).not.toMatch(/<script|<b>|<i>|"onload/);
    expect(html).toContain('CN=&lt;script&gt;&#34;&#39;&amp;');
  });

  it('shows a bounded number of rows and marks a sample', () => {
    const many = Array.from({ length: digestRows + 3 }, () => row());
    const { subject, text, html } = digestTexts(many, 'email', { sample: true });
    expect(subject).toBe(`[Sample] a.example, 12 days left: ${digestRows + 3} certificates are expiring`);
    expect(text).toContain('and 3 more');
    expect(html).toContain('and 3 more');
    expect(html?.match(/<tr /g)).toHaveLength(digestRows + 1);
  });
});

describe('a digest of what follows from a CA', () => {
  const because = 'the status of Example\n<CA> changed from valid to revoked';
  const changed = row({ statuses: { from: 'valid', to: 'invalid' } });

  it('says what became of the CA, and of each certificate its status before and now', () => {
    const { subject, text, html } = digestTexts([changed, changed], 'email', { because });
    expect(subject).toBe(
      'the status of Example\\u000a<CA> changed from valid to revoked: 2 certificates changed their status',
    );
    expect(text).toMatch(/^the status of Example/);
    expect(text).toContain('Status: valid to invalid\n  not after 2030-01-13');
    expect(text).not.toContain('left');
    expect(html).toContain('Example\\u000a&lt;CA&gt;');
    expect(html).toMatch(/<th>Certificate<\/th><th>Status<\/th><th>Not after<\/th>/);
    expect(html).toContain('<td>valid to invalid</td>');
  });

  it('tells of trust that was taken back', () => {
    const { subject } = digestTexts([changed], 'slack', { because: 'Example CA is no longer trusted', total: 1 });
    expect(subject).toBe('Example CA is no longer trusted: 1 certificate changed its status');
  });
});

describe('a digest of many certificates', () => {
  const long = (index: number) =>
    row({ subject: `CN=<${'&'.repeat(150)}>${index}`, owner: '"ä"'.repeat(50), groups: ['<g>'.repeat(60)] });

  it('counts what is not shown and says where all are', () => {
    const { subject, text, html } = digestTexts([row()], 'email', { total: 7, link: 'https://c.example/expiring' });
    expect(subject).toBe('a.example, 12 days left: 7 certificates are expiring');
    expect(text).toMatch(/\nand 6 more\nAll of them: https:\/\/c\.example\/expiring\n$/);
    expect(html).toContain('<p>and 6 more</p>');
    expect(html).toContain('<a href="https://c.example/expiring">');
  });

  it.each([
    ['email', 100_000],
    ['internal', 100_000],
    ['slack', 30_000],
    ['teams', 27_000],
  ] as const)('stays within what %s takes', (channel, limit) => {
    const { text, html } = digestTexts(
      Array.from({ length: 300 }, (_, index) => long(index)),
      channel,
      { link: 'https://c.example/expiring' },
    );
    expect((html ?? text).length).toBeLessThan(limit);
    expect(text).toMatch(/and \d+ more\nAll of them: /);
    expect(text.match(/CN=</g)!.length).toBeGreaterThan(10);
  });
});

it('digestRowOf takes the facts of the payload, visible and cut', () => {
  const notice: NoticeContext = {
    envelope: expiringEnvelope({ subjectDn: 'CN=a\nb', issuerDn: `CN=${'x'.repeat(400)}`, expiresAt: null }),
    rejected: false,
    actor: { uuid: null, name: 'system' },
    certificate: { notAfter: new Date('2030-01-13T00:00:00Z') } as CertificateRecord,
    ownerUuid: null,
    groupUuids: [],
    names: { owner: 'Ann', groups: [{ name: 'web', renewalNote: null }], raProfile: 'TLS' },
    notice: { cycle: 1, step: 'P14D', number: 1 },
    firingUrl: 'https://certloom.example/f',
    pageUrl: 'https://certloom.example/n/f',
    runUrl: null,
  };
  expect(digestRowOf(notice)).toMatchObject({
    subject: 'CN=a\\u000ab',
    daysLeft: 12,
    notAfter: '2030-01-13T00:00:00.000Z',
    owner: 'Ann',
    groups: ['web'],
    raProfile: 'TLS',
    step: 'P14D',
  });
  expect(digestRowOf(notice).issuer).toHaveLength(200);
});

describe('digestRowFor', () => {
  const certificate = stored;
  const names = { owner: 'Ann', groups: [{ name: 'web\u202e', renewalNote: null }], raProfile: null };
  const moment = { step: 'P14D', now: new Date('2030-01-01T00:00:00Z'), link: 'https://c.example/c' };

  it('tells what the inventory has', () => {
    expect(digestRowFor(certificate, names, moment)).toEqual({
      name: 'a',
      ...{ subject: 'CN=a', daysLeft: 12, notAfter: '2030-01-13T12:00:00.000Z', issuer: 'CN=CA', owner: 'Ann' },
      ...{ groups: ['web\\u202e'], raProfile: null, step: 'P14D', link: 'https://c.example/c' },
    });
  });

  it.each([
    [{ subjectDn: '' }, 'dNSName:a.example'],
    [{ subjectDn: '', subjectAlternativeNames: [] }, 'serial number 0f'],
    [{ subjectDn: 'CN=a\nb' }, 'CN=a\\u000ab'],
  ])('%p is called %s', (change, subject) => {
    expect(digestRowFor({ ...certificate, ...change }, names, moment).subject).toBe(subject);
  });

  it('has the first other name for a certificate without a common name', () => {
    const named = (change: object) => digestRowFor({ ...certificate, commonName: null, ...change }, names, moment).name;
    expect(named({})).toBe('a.example');
    expect(named({ subjectAlternativeNames: [] })).toBeNull();
  });
});
