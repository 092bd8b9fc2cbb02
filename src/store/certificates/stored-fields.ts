import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { EndStatus } from '../../domain/expiration/ends';
import { replacementKeysOf, type StoredReplacementKeys } from './replacement-keys';
import { shownNamesOf, type ShownNames } from './shown-names';

/** What a row has beside the certificate: how its replacements are found, its names for lists, how far its end is dealt with. */
export interface StoredFields extends StoredReplacementKeys, ShownNames {
  readonly end: EndStatus;
}

export function storedFieldsOf(
  certificate: Pick<CertificateRecord, 'subjectAttributes' | 'subjectAlternativeNames'>,
): StoredFields {
  return { ...replacementKeysOf(certificate), ...shownNamesOf(certificate), end: 'ahead' };
}
