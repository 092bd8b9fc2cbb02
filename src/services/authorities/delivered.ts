import type { CertificateOrder } from '../../domain/authorities/authority';
import { comparableName } from '../../domain/certificates/comparable-names';
import { isCertloomError } from '../../domain/problem';
import { readCertificationRequest } from '../../x509/certification-request';
import { readCertificate, type ReadCertificate } from '../../x509/facts';
import { fingerprintOf } from '../../x509/fingerprint';
import { pemBlocks } from '../../x509/pem';
import { AuthorityFault } from './authority-fault';

export interface Delivered {
  readonly certificate: Buffer;
  readonly issuers: readonly Buffer[];
}

const mostIssuers = 10;

/** A chain as authorities hand it out (RFC 8555, section 9.1). Throws `AuthorityFault`. */
export function readChain(body: Buffer): Delivered {
  const blocks = [...pemBlocks(body)].filter(({ label }) => label === 'CERTIFICATE');
  const [certificate, ...issuers] = blocks.flatMap(({ content }) => (Buffer.isBuffer(content) ? [content] : []));
  if (certificate === undefined || issuers.length + 1 !== blocks.length || issuers.length > mostIssuers)
    throw new AuthorityFault(
      'unreadable_certificate',
      'The authority handed out no chain of certificates in PEM.',
      true,
    );
  return { certificate, issuers };
}

/** What came compared with what was asked for: the names and the key. The subject is the authority's. */
export function refuseOther({ certificate }: Delivered, order: Pick<CertificateOrder, 'names' | 'csr'>): void {
  const { facts } = readOrRefuse(certificate);
  const asked = new Set(order.names.map(comparableName));
  const got = new Set(facts.subjectAlternativeNames.map(comparableName));
  const missing = [...asked].filter((name) => !got.has(name));
  const more = [...got].filter((name) => !asked.has(name));
  if (missing.length + more.length > 0) {
    const parts = [
      ...(missing.length === 0 ? [] : [`without ${shown(missing)}`]),
      ...(more.length === 0 ? [] : [`with ${shown(more)}, which was not asked for`]),
    ];
    throw new AuthorityFault('other_certificate', `The authority issued a certificate ${parts.join(' and ')}.`, true);
  }
  if (facts.spkiSha256 !== fingerprintOf(readCertificationRequest(order.csr).spkiDer))
    throw new AuthorityFault('other_certificate', 'The authority issued a certificate for another key.', true);
}

function readOrRefuse(certificate: Buffer): ReadCertificate {
  try {
    return readCertificate(certificate);
  } catch (error) {
    if (!isCertloomError(error)) throw error;
    throw new AuthorityFault(
      'unreadable_certificate',
      `The authority handed out no certificate: ${error.detail}`,
      true,
    );
  }
}

function shown(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}
