import type { DryRunBody } from '../firings/dry-run-body';
import type { Certificate } from './queries';

export interface WhatIf {
  readonly id: string;
  readonly label: string;
  /** What is tried, in the order in which it would happen. */
  readonly event: DryRunBody['event'];
  readonly particulars?: Readonly<Record<string, unknown>>;
}

/** What may happen to a certificate, with what its event would tell. */
export function whatIfsOf({ validationStatus }: Pick<Certificate, 'validationStatus'>): readonly WhatIf[] {
  const becomes = (newStatus: string) => ({ oldStatus: validationStatus, newStatus });
  const performed = (action: string, state: string, more: object = {}) => ({ action, state, ...more });
  return [
    { id: 'uploaded', label: 'it were uploaded now', event: 'certificate_uploaded' },
    { id: 'expiring', label: 'it were about to end', event: 'certificate_expiring' },
    {
      id: 'expired',
      label: 'it expired now',
      event: 'certificate_status_changed',
      particulars: becomes('expired'),
    },
    {
      id: 'revoked',
      label: 'it were revoked now',
      event: 'certificate_action_performed',
      particulars: performed('revoke', 'revoked', { reason: 'unspecified' }),
    },
    {
      id: 'status-revoked',
      label: 'it were found revoked by a check',
      event: 'certificate_status_changed',
      particulars: becomes('revoked'),
    },
    {
      id: 'invalid',
      label: 'its chain broke now',
      event: 'certificate_status_changed',
      particulars: becomes('invalid'),
    },
    {
      id: 'renewal-failed',
      label: 'its renewal failed now',
      event: 'certificate_action_performed',
      particulars: performed('renew', 'failed'),
    },
    { id: 'discovered', label: 'it were discovered now', event: 'certificate_discovered' },
  ];
}

export function dryRunOf(certificate: Pick<Certificate, 'uuid'>, { event, particulars }: WhatIf): DryRunBody {
  return { event, certificate: certificate.uuid, ...(particulars === undefined ? {} : { particulars }) };
}
