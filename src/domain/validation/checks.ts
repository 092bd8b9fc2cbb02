import type { ValidationStatus } from '../certificates/certificate';

export const checkNames = [
  'certificate_chain',
  'signature',
  'certificate_validity',
  'ocsp_verification',
  'crl_verification',
  'basic_constraints',
  'key_usage',
] as const;
export type CheckName = (typeof checkNames)[number];

/** What one check came to. */
export interface CheckResult {
  readonly check: CheckName;
  readonly status: ValidationStatus;
  /** One sentence for people. */
  readonly message: string;
}

/** Why a path is refused. Stable. */
export type PathFaultCode =
  | 'issuer_missing'
  | 'not_trusted'
  | 'signature_invalid'
  | 'signature_algorithm_mismatch'
  | 'issuer_expired'
  | 'issuer_not_yet_valid'
  | 'issuer_validity_unreadable'
  | 'issuer_revoked'
  | 'issuer_not_a_ca'
  | 'path_length_exceeded'
  | 'issuer_key_usage'
  | 'name_constraint_violated'
  | 'name_constraint_unsupported'
  | 'policy_required'
  | 'policy_mapping_invalid'
  | 'critical_extension_unknown'
  | 'extension_duplicate'
  | 'extension_unreadable'
  // From here on nothing is known to be wrong: a check could not run, or not to its end.
  | 'signature_not_run'
  | 'search_limit'
  | 'depth_limit'
  | 'name_constraint_limit'
  | 'policy_limit';

export interface PathFault {
  readonly code: PathFaultCode;
  /** Fingerprint of the certificate at which it was found. */
  readonly fingerprint: string;
  /** One sentence for people. */
  readonly message: string;
}

/** What is worth knowing and decides nothing. */
export interface ValidationNote {
  readonly code: ValidationNoteCode;
  /** Of the certificate, list or answer that it is about. */
  readonly fingerprint: string | null;
  readonly message: string;
}

export type ValidationNoteCode =
  | 'name_encoding_differs'
  | 'authority_key_identifier_differs'
  | 'weak_signature'
  | 'weak_key'
  | 'basic_constraints_not_critical'
  | 'name_constraints_not_critical'
  | 'policy_constraints_not_critical'
  | 'key_identifier_missing'
  | 'version_1_anchor'
  | 'serial_number_unusual'
  | 'issuer_without_name'
  | 'name_constraints_without_ca'
  | 'list_without_next_update'
  | 'list_time_ahead'
  | 'list_removed_entry'
  | 'list_revocation_ahead'
  | 'list_number_missing'
  | 'list_serial_ambiguous'
  | 'answer_without_nonce'
  | 'answer_without_next_update'
  | 'responder_not_checked';

/** Faults of checks that could not run, which make the check `failed` and never `invalid`. */
export const undecidedFaults: ReadonlySet<PathFaultCode> = new Set([
  'signature_not_run',
  'search_limit',
  'depth_limit',
  'name_constraint_limit',
  'policy_limit',
]);
