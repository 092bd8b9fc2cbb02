import type { CertificateRecord } from '../../domain/certificates/certificate';
import { cutText } from '../../domain/notifications/visible-text';

/** What lists show of a certificate's names: a page of certificates with thousands each would fill the memory. */
export interface ShownNames {
  /** The first 20, each of at most 300 characters. */
  readonly shownNames: readonly string[];
  /** How many there are in all. */
  readonly nameCount: number;
}

const most = 20;
const longest = 300;

export function shownNamesOf({
  subjectAlternativeNames,
}: Pick<CertificateRecord, 'subjectAlternativeNames'>): ShownNames {
  return {
    shownNames: subjectAlternativeNames.slice(0, most).map((name) => cutText(name, longest)),
    nameCount: subjectAlternativeNames.length,
  };
}
