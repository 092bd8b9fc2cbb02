import type { CertificateSource } from '../certificates/certificate';
import type { OperationAction } from './operation';

/**
 * Under which actions an RA profile may name who has to approve an operation, the first that it names one for. To renew
 * or rekey what was uploaded or discovered is the first order of an authority for it: nobody has agreed to that by
 * agreeing to an issue, so that approval is needed where there is none of its own.
 * @param source of the certificate that is replaced; null where there is none
 */
export function approvalActions(action: OperationAction, source: CertificateSource | null): readonly OperationAction[] {
  const isFirstOrder = (action === 'renew' || action === 'rekey') && source !== 'issue';
  return isFirstOrder ? [action, 'issue'] : [action];
}
