import type { CertificateRecord, CertificateState } from './certificate';
import { CertloomError } from '../problem';

/** A state that is not a key is final. */
const transitions: Readonly<Partial<Record<CertificateState, readonly CertificateState[]>>> = {
  requested: ['pending_issue', 'pending_approval', 'pending_registration', 'rejected', 'failed'],
  pending_issue: ['issued', 'failed'],
  pending_approval: ['pending_issue', 'pending_revoke', 'rejected', 'issued', 'revoked', 'registered', 'failed'],
  issued: ['pending_revoke', 'revoked', 'pending_approval', 'rejected'],
  pending_revoke: ['revoked', 'issued'],
  pending_registration: ['registered', 'failed'],
  registered: ['pending_issue', 'pending_approval', 'failed'],
};

export function canBecome(from: CertificateState, to: CertificateState): boolean {
  return transitions[from]?.includes(to) ?? false;
}

/** Revoked for the time being (RFC 5280, section 5.3.1). Only its authority ends that: the table says nothing of it. */
export function isOnHold({ state, revocation }: Pick<CertificateRecord, 'state' | 'revocation'>): boolean {
  return state === 'revoked' && revocation?.reason === 'certificateHold';
}

/** Throws `invalid_state` unless the change is one of the table; staying is no change and is refused too. */
export function refuseStateChange(from: CertificateState, to: CertificateState): void {
  if (canBecome(from, to)) return;
  throw new CertloomError('invalid_state', `A certificate in state ${from} cannot become ${to}.`);
}
