import type { Envelope } from '../../src/domain/events/envelope';

/** The envelope of an expiring certificate `c`, with these facts. */
export function expiringEnvelope(data: Envelope['data'] = {}): Envelope {
  return {
    schemaVersion: 1,
    event: 'certificate_expiring',
    firingId: 'f',
    occurredAt: '2030-01-01T00:00:00.000Z',
    resource: 'certificates',
    objectUuid: 'c',
    monitoring: true,
    data,
  };
}
