import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { EndStatus } from '../../domain/expiration/ends';
import { replacementKeysOf, type StoredReplacementKeys } from './replacement-keys';
import { shownNamesOf, type ShownNames } from './shown-names';

/** What a row has beside the certificate: how its replacements are found, its names for lists, how far its end is dealt with, when it is checked. */
export interface StoredFields extends StoredReplacementKeys, ShownNames {
  readonly end: EndStatus;
  readonly checkAt: Date;
}

/** When a check is due for what was never checked, or has to be checked soon. */
export const checkNow = new Date(0);
/** And for what stays as it is: revoked, archived, over. */
export const checkNoMore = new Date('9999-12-31T00:00:00.000Z');

/**
 * Part of each update of what scans for expiring certificates decide from: who sleeps wakes up, in the same write. Texts
 * are compared by their letters, so `open` and `over` stay as they are.
 */
export const waking = { $max: { end: 'awake' as EndStatus } };

export function storedFieldsOf(
  certificate: Pick<CertificateRecord, 'subjectAttributes' | 'subjectAlternativeNames'>,
): StoredFields {
  return { ...replacementKeysOf(certificate), ...shownNamesOf(certificate), end: 'ahead', checkAt: checkNow };
}
