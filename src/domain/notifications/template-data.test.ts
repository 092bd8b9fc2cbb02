import type { CertificateRecord } from '../certificates/certificate';
import type { Envelope } from '../events/envelope';
import type { NoticeContext } from './notice';
import { daysLeftOf, eventLogFacts, eventLogIdOf, logLevelOf, subjectNameOf, templateData } from './template-data';

function notice(data: Record<string, unknown>, change: Partial<NoticeContext> = {}): NoticeContext {
  const envelope: Envelope = {
    schemaVersion: 1,
    event: 'certificate_expiring',
    firingId: 'f',
    occurredAt: '2030-01-01T00:00:00.000Z',
    resource: 'certificates',
    objectUuid: 'object',
    monitoring: true,
    data,
  };
  return {
    envelope,
    rejected: false,
    actor: { uuid: null, name: 'system' },
    certificate: null,
    ownerUuid: null,
    groupUuids: [],
    firingUrl: 'https://certloom.example/f',
    pageUrl: 'https://certloom.example/n/f',
    runUrl: null,
    ...change,
  };
}

const certificate = {
  uuid: 'c',
  thumbprint: 'AB',
  notAfter: new Date('2030-01-11T00:00:00Z'),
  subjectAlternativeNames: ['dNSName:a.example'],
  subjectDn: '',
} as unknown as CertificateRecord;

describe('subjectNameOf', () => {
  it.each([
    { name: 'subject name', data: { subjectDn: 'CN=a' }, expected: 'CN=a' },
    { name: 'empty name: first SAN', data: { subjectDn: '' }, certificate, expected: 'dNSName:a.example' },
    { name: 'empty name, no SAN', data: { subjectDn: '', serialNumber: '1f' }, expected: 'serial number 1f' },
    { name: 'discovery', data: { discoveryName: 'net' }, expected: 'net' },
    { name: 'job', data: { jobName: 'nightly' }, expected: 'nightly' },
    {
      name: 'approval',
      data: { resourceAction: 'issue', objectName: 'dNSName:two.example.org', approvalProfileName: 'two eyes' },
      expected: 'issue dNSName:two.example.org',
    },
    { name: 'nothing but the object', data: {}, expected: 'object' },
    { name: 'hidden characters', data: { subjectDn: 'CN=a\r\nX\u202e' }, expected: 'CN=a\\u000d\\u000aX\\u202e' },
  ])('$name', ({ data, expected, ...more }) => expect(subjectNameOf(notice(data, more))).toBe(expected));
});

describe('daysLeftOf', () => {
  it.each([
    { name: 'full days', data: { expiresAt: '2030-01-15T00:00:00.000Z' }, expected: 14 },
    { name: 'a part of a day does not count', data: { expiresAt: '2030-01-15T23:59:59.000Z' }, expected: 14 },
    { name: 'the last day', data: { expiresAt: '2030-01-01T10:00:00.000Z' }, expected: 0 },
    { name: 'over', data: { expiresAt: '2029-12-31T12:00:00.000Z' }, expected: 0 },
    { name: 'over for a day and a half', data: { expiresAt: '2029-12-30T12:00:00.000Z' }, expected: -1 },
    { name: 'from the certificate', data: {}, certificate, expected: 10 },
    { name: 'revoked', data: {}, certificate: { ...certificate, state: 'revoked' as const }, expected: null },
    { name: 'revoked just now', data: { state: 'revoked' }, certificate, expected: null },
    { name: 'no date', data: {}, expected: null },
    { name: 'no readable date', data: { expiresAt: 'soon' }, expected: null },
  ])('$name', ({ data, expected, ...more }) => expect(daysLeftOf(notice(data, more))).toBe(expected));
});

it('templateData is plain and shows no certificate of a rejected upload beyond its payload', () => {
  const data = templateData(notice({ subjectDn: 'CN=a' }, { rejected: true, certificate }));
  expect(data['certificate']).toMatchObject({ uuid: null, subjectDn: null, notAfter: null });
  expect(data['data']).toEqual({ subjectDn: 'CN=a' });
  expect(JSON.parse(JSON.stringify(data))).toEqual(data);
});

it('eventLogFacts holds what is known, as text', () => {
  expect(
    eventLogFacts(notice({ certificateUuid: null, serialNumber: '1f', expiresAt: null }, { certificate })),
  ).toEqual({
    certificateId: 'c',
    thumbprint: 'AB',
    serial: '1f',
    subject: '',
    notAfter: '2030-01-11T00:00:00.000Z',
  });
});

it.each([
  { event: 'certificate_uploaded', data: {}, rejected: false, expected: 'Information' },
  { event: 'certificate_uploaded', data: {}, rejected: true, expected: 'Warning' },
  { event: 'certificate_expiring', data: {}, rejected: false, expected: 'Warning' },
  { event: 'certificate_status_changed', data: { newStatus: 'revoked' }, rejected: false, expected: 'Warning' },
  { event: 'certificate_status_changed', data: { newStatus: 'valid' }, rejected: false, expected: 'Information' },
  { event: 'certificate_action_performed', data: { errorMessage: 'no' }, rejected: false, expected: 'Error' },
  { event: 'discovery_finished', data: { discoveryStatus: 'failed' }, rejected: false, expected: 'Error' },
  { event: 'x', data: { status: 'constructor' }, rejected: false, expected: 'Information' },
])('logLevelOf $event $data: $expected', ({ expected, rejected, ...envelope }) => {
  expect(logLevelOf(envelope, rejected)).toBe(expected);
});

it('eventLogIdOf tells events apart and knows no prototype', () => {
  expect([eventLogIdOf('certificate_expiring'), eventLogIdOf('later'), eventLogIdOf('constructor')]).toEqual([
    4101, 4120, 4120,
  ]);
});
