import type { Wish } from '../authorities/profile-check';
import type { RaProfile } from '../authorities/ra-profile';
import type { CertificateRecord } from '../certificates/certificate';
import type { RevocationWish } from '../certificates/revocation-reasons';
import { canBecome, isOnHold } from '../certificates/state';
import { CertloomError, type Fault } from '../problem';
import { isOrder, type OperationAction } from './operation';
import { otherNameFaults, type NamedRecord } from './same-names';

/** JSON Pointers to where each part of a request stands in what was sent. */
export interface RequestPlaces {
  readonly whole: string;
  readonly key: string;
  readonly subject: string;
  readonly names: string;
  /** Before the names of RA profile and lifetime. */
  readonly parameters: string;
}

/** A request in PKCS#10 has all in one. */
export const placesOfCsr: RequestPlaces = {
  ...{ whole: '/csr', key: '/csr', subject: '/csr', names: '/csr', parameters: '' },
};
/** The body is the request, and the rest is in the query. */
export const placesOfBody: RequestPlaces = { whole: '', key: '', subject: '', names: '', parameters: '/query' };
/** The key is made here. */
export const placesOfKey: RequestPlaces = {
  ...{ whole: '/key', key: '/key/kind', subject: '/subject', names: '/names', parameters: '' },
};

/** What a certification request says, as far as it matters here. */
export interface RequestFacts {
  /** DER, base64. */
  readonly csr: string;
  readonly subjectDn: string;
  readonly commonName: string | null;
  /** General names as conditions spell them. */
  readonly names: readonly string[];
  readonly spkiSha256: string;
  /** Null: taken from an order that was placed before, and was judged then. */
  readonly wish: Pick<Wish, 'subject' | 'key'> | null;
  readonly places: RequestPlaces;
}

export interface CheckedOperation {
  readonly action: OperationAction;
  readonly certificate: (Pick<CertificateRecord, 'spkiSha256' | 'raProfile'> & NamedRecord) | null;
  /** The uuid that was asked for, or that the certificate has; null: neither. */
  readonly raProfileUuid: string | null;
  readonly raProfile: RaProfile | undefined;
  readonly request: RequestFacts | null;
}

/** Names of one request. */
export const mostNames = 250;

/** Throws `invalid_state` for a certificate that is not in force; one on hold can be released, or revoked for good. */
export function refuseState(
  action: OperationAction,
  { state, revocation }: Pick<CertificateRecord, 'state' | 'revocation'>,
  reason: RevocationWish | null = null,
): void {
  const isHeld = isOnHold({ state, revocation });
  if (reason === 'removeFromCRL' ? isHeld : isHeld && !isOrder(action) && reason !== 'certificateHold') return;
  if (reason === 'removeFromCRL') {
    throw new CertloomError('invalid_state', 'The certificate is not on hold: there is nothing to take back.');
  }
  if (isOrder(action) ? state === 'issued' : canBecome(state, 'pending_revoke')) return;
  throw new CertloomError('invalid_state', `A certificate in state ${state} cannot be asked to ${action}.`);
}

/** Everything that stands in the way of an operation, all at once. */
export function operationFaults(asked: CheckedOperation): Fault[] {
  return [...profileFaults(asked), ...requestFaults(asked)];
}

function profileFaults({ certificate, raProfileUuid, raProfile, request }: CheckedOperation): Fault[] {
  const pointer = `${request?.places.parameters ?? ''}/raProfile`;
  const fault = (code: string, detail: string) => [{ pointer, code, detail }];
  if (raProfileUuid === null) return fault('required', 'the certificate has no RA profile, so one has to be named');
  if (raProfile === undefined) return fault('target_missing', 'this RA profile does not exist');
  const own = certificate?.raProfile ?? null;
  // Its approvals would not be asked for.
  if (own !== null && own !== raProfileUuid) {
    return fault('other_ra_profile', 'the certificate has another RA profile, whose rules hold for it');
  }
  if (!raProfile.enabled) return fault('ra_profile_disabled', 'this RA profile is disabled');
  if (raProfile.authorityInstanceUuid === null) {
    return fault('authority_missing', 'this RA profile names no authority');
  }
  return [];
}

function requestFaults({ action, certificate, request }: CheckedOperation): Fault[] {
  const fault = (pointer: string, code: string, detail: string) => [{ pointer, code, detail }];
  if (!isOrder(action)) return [];
  if (request === null) {
    const detail = 'a certification request is needed; the one of this certificate is not known';
    return fault(placesOfCsr.whole, 'required', detail);
  }
  const { key, names } = request.places;
  const isSameKey = request.spkiSha256 === certificate?.spkiSha256;
  if (action === 'renew' && !isSameKey) {
    return fault(key, 'other_key', 'the request has another key than the certificate: ask for a rekey');
  }
  if (action === 'rekey' && isSameKey) {
    return fault(key, 'same_key', 'the request has the key of the certificate: ask for a renewal');
  }
  if (request.names.length > mostNames) {
    return fault(names, 'too_many_names', `at most ${mostNames} names are allowed`);
  }
  if (request.names.length === 0 && request.subjectDn === '')
    return fault(names, 'no_names', 'the request names nothing');
  return certificate === null ? [] : otherNameFaults(certificate, request);
}
