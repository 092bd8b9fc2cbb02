import { eventCodes, events } from './catalogue';
import { certificateFacts, envelopeOf } from './payloads';

const occurredAt = new Date('2030-01-02T03:04:05.678Z');
const certificate = {
  fingerprint: 'ab'.repeat(32),
  serialNumber: '1f',
  subjectDn: 'CN=web',
  issuerDn: 'CN=ca',
  notBefore: new Date('2029-01-01T00:00:00Z'),
  notAfter: new Date('2031-01-01T00:00:00Z'),
  raProfile: '7F000000-0000-4000-8000-000000000001',
};

describe('envelopeOf', () => {
  it.each(eventCodes)('%s: exactly the fields of its payload, unknown ones null', (event) => {
    const envelope = envelopeOf(
      { event, firingId: 'f', occurredAt, objectUuid: null },
      { der: 'never', constructor: 1 },
    );
    expect(Object.keys(envelope.data)).toEqual(events[event].payloadFields);
    expect(Object.values(envelope.data).every((value) => value === null)).toBe(true);
    expect(envelope).toMatchObject({
      schemaVersion: 1,
      event,
      occurredAt: '2030-01-02T03:04:05.678Z',
      resource: events[event].resource,
      objectUuid: null,
      monitoring: event === 'certificate_expiring',
    });
  });

  it.each([
    { name: 'date', facts: { closedAt: occurredAt }, field: 'closedAt', value: '2030-01-02T03:04:05.678Z' },
    { name: 'invalid date', facts: { closedAt: new Date(Number.NaN) }, field: 'closedAt', value: null },
    { name: 'uuid in capitals', facts: { creatorUuid: 'AB' }, field: 'creatorUuid', value: 'ab' },
    { name: 'text in capitals', facts: { creatorUsername: 'AB' }, field: 'creatorUsername', value: 'AB' },
    { name: 'undefined', facts: { version: undefined }, field: 'version', value: null },
    { name: 'zero', facts: { version: 0 }, field: 'version', value: 0 },
  ])('$name', ({ facts, field, value }) => {
    const occurrence = { event: 'approval_closed', firingId: 'f', occurredAt, objectUuid: 'A' } as const;
    const envelope = envelopeOf(occurrence, facts);
    expect(envelope.data[field]).toBe(value);
    expect(envelope.objectUuid).toBe('a');
  });
});

describe('certificateFacts', () => {
  const about = (objectUuid: string | null) => ({ firingId: 'f', occurredAt, objectUuid });

  it('name a stored certificate', () => {
    const { data } = envelopeOf({ event: 'certificate_uploaded', ...about('c') }, certificateFacts(certificate, 'c'));
    const { fingerprint, serialNumber, subjectDn, issuerDn } = certificate;
    expect(data).toEqual({ certificateUuid: 'c', fingerprint, serialNumber, subjectDn, issuerDn });
  });

  it('have no uuid for a rejected upload', () => {
    const envelope = envelopeOf({ event: 'certificate_uploaded', ...about(null) }, certificateFacts(certificate, null));
    expect(envelope).toMatchObject({ objectUuid: null, data: { certificateUuid: null } });
  });

  it('stand beside what only the event and the directory know', () => {
    const more = { raProfileName: 'web', authorityInstanceUuid: 'A1', oldStatus: 'valid', newStatus: 'expiring' };
    const { data } = envelopeOf(
      { event: 'certificate_status_changed', ...about('c') },
      { ...certificateFacts(certificate, 'c'), ...more },
    );
    expect(data).toMatchObject({
      raProfileUuid: '7f000000-0000-4000-8000-000000000001',
      raProfileName: 'web',
      authorityInstanceUuid: 'a1',
      notBefore: '2029-01-01T00:00:00.000Z',
      expiresAt: '2031-01-01T00:00:00.000Z',
      oldStatus: 'valid',
      newStatus: 'expiring',
    });
  });
});
