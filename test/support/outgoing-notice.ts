import type { OutgoingNotice } from '../../src/delivery/channels/channel';

/** A notice of an expiring certificate without facts, as senders get it. */
export function plainNotice(subject: string, text = subject, sample = false): OutgoingNotice {
  return {
    key: 'k'.repeat(64),
    profile: 'p',
    recipient: { kind: 'none', value: null },
    message: {
      envelope: {
        schemaVersion: 1,
        event: 'certificate_expiring',
        firingId: 'f1',
        occurredAt: '2030-01-01T00:00:00.000Z',
        resource: 'certificates',
        objectUuid: null,
        monitoring: true,
        data: {},
      },
      subject,
      text,
      html: null,
      facts: {},
      defaultTextUsed: false,
    },
    rejected: false,
    sample,
  };
}
