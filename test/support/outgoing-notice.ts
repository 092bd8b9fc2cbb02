import type { OutgoingNotice } from '../../src/delivery/channels/channel';
import { expiringEnvelope } from './envelope';

/** A notice of an expiring certificate without facts, as senders get it. */
export function plainNotice(subject: string, text = subject, sample = false): OutgoingNotice {
  return {
    key: 'k'.repeat(64),
    profile: 'p',
    recipient: { kind: 'none', value: null },
    message: {
      envelope: { ...expiringEnvelope(), firingId: 'f1', objectUuid: null },
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
