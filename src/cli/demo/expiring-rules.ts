/** What the demo shows of certificates that near their end, and what must come of each. */
import { demoAuthority } from './issue';
import { addresses, eventLogSource } from './rules';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const expiringNames = {
  profile: 'Demo: mail before the end, with escalation',
  trigger: 'Demo: tell of what ends',
  logProfile: 'Demo: one line in the event log before the end',
  logTrigger: 'Demo: write down what ends',
} as const;

/** The last step brings the security desk in. */
export function expiringProfile(renewGroup: string, deskGroup: string): Record<string, unknown> {
  return {
    name: expiringNames.profile,
    recipientType: 'group',
    recipients: [renewGroup],
    channels: [{ type: 'email' }],
    escalationSteps: [
      { before: 'P30D' },
      { before: 'P7D', addRecipients: [{ recipientType: 'group', recipients: [deskGroup] }] },
    ],
  };
}

/** Has no recipients, and so no pace of theirs. */
export function expiringLogProfile(): Record<string, unknown> {
  return {
    name: expiringNames.logProfile,
    recipientType: 'none',
    channels: [{ type: 'eventLog', source: eventLogSource }],
    repetitions: 1,
  };
}

export function expiringTrigger(profile: string): Record<string, unknown> {
  return triggerOf(
    expiringNames.trigger,
    'Mails to those who renew, and in the last week to the security desk too.',
    profile,
  );
}

export function expiringLogTrigger(profile: string): Record<string, unknown> {
  return triggerOf(expiringNames.logTrigger, 'Writes a line into the event log, once.', profile);
}

function triggerOf(name: string, description: string, profile: string): Record<string, unknown> {
  return {
    ...{ name, description, event: 'certificate_expiring', kind: 'action' },
    condition: { source: 'property', field: 'ISSUER_COMMON_NAME', operator: 'EQUALS', value: demoAuthority },
    actions: [{ id: 'tell', type: 'sendNotification', profiles: [profile] }],
  };
}

/** One certificate of this act. */
export interface Ending {
  /** For the table. */
  readonly what: string;
  readonly name: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly state: 'due' | 'replaced' | 'expired' | 'upcoming';
  readonly mailTo: readonly string[];
}

/**
 * Certificates of several lifetimes, in the order of their uploads. The names are this run's own, so that those of an
 * earlier run are not their predecessors.
 * @param run a few letters or digits
 */
export function endings(now: Date, run: string): readonly Ending[] {
  const ending = (
    what: string,
    host: string,
    lifetimeMs: number,
    leftMs: number,
    state: Ending['state'],
    mailTo: readonly string[],
  ): Ending => {
    const notAfter = new Date(now.getTime() + leftMs);
    const name = `${host}-${run}.demo.invalid`;
    return { what, name, notBefore: new Date(notAfter.getTime() - lifetimeMs), notAfter, state, mailTo };
  };
  const first = [addresses.renew];
  const escalated = [addresses.renew, addresses.desk];
  return [
    ending('90 days, 20 left', 'shop', 90 * dayMs, 20 * dayMs + hourMs, 'due', first),
    ending('398 days, 5 left', 'pay', 398 * dayMs, 5 * dayMs + hourMs, 'due', escalated),
    ending('6 days, 30 hours left', 'edge', 6 * dayMs, 30.5 * hourMs, 'due', escalated),
    ending('90 days, ended yesterday', 'old', 90 * dayMs, -dayMs, 'expired', escalated),
    ending('90 days, 10 left, renewed', 'web', 90 * dayMs, 10 * dayMs, 'replaced', []),
    ending('90 days, just issued: its renewal', 'web', 90 * dayMs, 90 * dayMs - hourMs, 'upcoming', []),
  ];
}
