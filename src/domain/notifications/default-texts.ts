import { events, isEventCode, type EventCode } from '../events/catalogue';
import type { Channel } from './profile';

/** Liquid sources of one notice. */
export interface NoticeTexts {
  readonly subject: string;
  readonly body: string;
}

const labels: Readonly<Record<string, string>> = {
  subjectDn: 'Subject',
  issuerDn: 'Issuer',
  serialNumber: 'Serial number',
  fingerprint: 'Fingerprint',
  raProfileName: 'RA profile',
  notBefore: 'Not before',
  expiresAt: 'Not after',
  oldStatus: 'Old status',
  newStatus: 'New status',
  action: 'Action',
  state: 'State',
  errorMessage: 'Error',
  discoveryName: 'Discovery',
  discoveryConnectorName: 'Connector',
  discoveryStatus: 'Status',
  totalCertificateDiscovered: 'Certificates found',
  discoveryMessage: 'Message',
  approvalProfileName: 'Approval profile',
  resource: 'Resource',
  resourceAction: 'Requested action',
  status: 'Status',
  expiryAt: 'Open until',
  closedAt: 'Closed at',
  creatorUsername: 'Requested by',
  jobName: 'Job',
  jobType: 'Kind of job',
};

const days =
  '{% if daysLeft != nil %}{% if daysLeft < 0 %}, notAfter has passed' +
  '{% elsif daysLeft == 1 %}, 1 day left{% else %}, {{ daysLeft }} days left{% endif %}{% endif %}';
const headline = `{{ eventName }}{% if rejected %} and rejected{% endif %}: {{ subject }}${days}`;
const footer = [
  'When: {{ occurredAt }}',
  '{% if actor.name != nil %}By: {{ actor.name }}\n{% endif -%}',
  'What was done: {{ links.firing }}',
  '{% if links.run != nil %}Run: {{ links.run }}\n{% endif -%}',
].join('\n');

/**
 * The text of an event on a channel when the profile has none of its own: names event and subject, the days left where
 * dates are known, and where the run is found. An event code of a later version gets the text without payload lines.
 */
export function defaultTexts(event: string, channel: Channel): NoticeTexts {
  if (channel === 'eventLog' || channel === 'webhook')
    return { subject: headline, body: `${headline}, {{ links.firing }}` };
  const lines = isEventCode(event) ? payloadLines(event) : '';
  return { subject: headline, body: `${headline}\n\n${lines}${footer}` };
}

function payloadLines(event: EventCode): string {
  return events[event].payloadFields
    .filter((field) => Object.hasOwn(labels, field))
    .map((field) => `{% if data.${field} != nil %}${labels[field]}: {{ data.${field} }}\n{% endif -%}\n`)
    .join('');
}
