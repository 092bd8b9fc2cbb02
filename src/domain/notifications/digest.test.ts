import type { CertificateRecord } from '../certificates/certificate';
import type { NoticeContext } from './delivery';
import { digestRowOf, digestRows, digestTexts, type DigestRow } from './digest';
import { channels } from './profile';

const row = (change: Partial<DigestRow> = {}): DigestRow => ({
  subject: 'CN=a.example',
  daysLeft: 12,
  notAfter: '2030-01-13T00:00:00.000Z',
  issuer: 'CN=CA',
  owner: null,
  groups: [],
  link: 'https://certloom.example/f',
  ...change,
});

describe('digestTexts', () => {
  it('puts the next to expire first and counts', () => {
    const later = row({ subject: 'CN=b.example', daysLeft: 20, notAfter: '2030-01-21T00:00:00.000Z' });
    const undated = row({ subject: 'CN=c.example', daysLeft: null, notAfter: null, issuer: null });
    const { subject, text, html } = digestTexts(
      [undated, later, row({ owner: 'Ann', groups: ['web', 'shop'] })],
      'email',
    );
    expect(subject).toBe('3 certificates are expiring, the first in 12 days');
    expect(text).toBe(
      [
        subject,
        'CN=a.example\n  12 days left, not after 2030-01-13T00:00:00.000Z\n  Issuer: CN=CA\n  Owner: Ann\n  Groups: web, shop\n  https://certloom.example/f',
        'CN=b.example\n  20 days left, not after 2030-01-21T00:00:00.000Z\n  Issuer: CN=CA\n  https://certloom.example/f',
        'CN=c.example\n  https://certloom.example/f\n',
      ].join('\n\n'),
    );
    expect(html?.match(/<tr>/g)).toHaveLength(4);
    expect(html).toContain('<td style=');
    expect(html).toContain('>web, shop</td>');
  });

  it.each([
    [-1, '1 certificate is expiring, the first has expired'],
    [0, '1 certificate is expiring, the first within a day'],
    [1, '1 certificate is expiring, the first in 1 day'],
    [null, '1 certificate is expiring'],
  ])('%s days left: %s', (daysLeft, expected) =>
    expect(digestTexts([row({ daysLeft })], 'slack').subject).toBe(expected),
  );

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
    expect(subject).toBe(`[Sample] ${digestRows + 3} certificates are expiring, the first in 12 days`);
    expect(text).toContain('and 3 more');
    expect(html).toContain('and 3 more');
    expect(html?.match(/<tr>/g)).toHaveLength(digestRows + 1);
  });
});

it('digestRowOf takes the facts of the payload, visible and cut', () => {
  const notice: NoticeContext = {
    envelope: {
      schemaVersion: 1,
      event: 'certificate_expiring',
      firingId: 'f',
      occurredAt: '2030-01-01T00:00:00.000Z',
      resource: 'certificates',
      objectUuid: 'c',
      monitoring: true,
      data: { subjectDn: 'CN=a\nb', issuerDn: `CN=${'x'.repeat(400)}`, expiresAt: null },
    },
    rejected: false,
    actor: { uuid: null, name: 'system' },
    certificate: { notAfter: new Date('2030-01-13T00:00:00Z') } as CertificateRecord,
    ownerUuid: null,
    groupUuids: [],
    included: { owner: 'Ann', groups: ['web'] },
    firingUrl: 'https://certloom.example/f',
    runUrl: null,
  };
  expect(digestRowOf(notice)).toMatchObject({
    subject: 'CN=a\\u000ab',
    daysLeft: 12,
    notAfter: '2030-01-13T00:00:00.000Z',
    owner: 'Ann',
    groups: ['web'],
  });
  expect(digestRowOf(notice).issuer).toHaveLength(300);
});
