import { wordsOf } from './words';

/** Events by their codes, in the order of the catalogue. History may hold others, of a later version. */
export const eventNames: Readonly<Record<string, string>> = {
  certificate_uploaded: 'Certificate uploaded',
  certificate_discovered: 'Certificate discovered',
  certificate_status_changed: 'Certificate status changed',
  certificate_action_performed: 'Certificate action performed',
  certificate_expiring: 'Certificate expiring',
  discovery_finished: 'Discovery finished',
  approval_requested: 'Approval requested',
  approval_closed: 'Approval closed',
  scheduled_job_finished: 'Scheduled job finished',
};

export function eventName(code: string): string {
  const words = wordsOf(code);
  return eventNames[code] ?? words.charAt(0).toUpperCase() + words.slice(1);
}
