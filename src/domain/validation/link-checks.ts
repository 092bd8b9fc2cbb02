import type { PathFault } from './checks';
import { nameOf } from './issuer-rules';
import { isSelfIssued, type PathCertificate } from './path-certificate';
import type { SignatureVerdict, VerifySignature } from './validation';

/** `deferred`: a DSA key that has its parameters from further up; `limit`: no more checks are allowed. */
export type LinkVerdict = SignatureVerdict | 'deferred' | 'limit';

/**
 * Signature checks of one search, each made once, `limit` of them at most. Those by a key without parameters of its own
 * wait until the path says whose parameters it inherits.
 */
export function createLinkChecks(verify: VerifySignature, limit: number) {
  const verdicts = new Map<string, SignatureVerdict>();
  let left = limit;

  async function verdictBy(
    certificate: PathCertificate,
    issuer: PathCertificate,
    parameters?: PathCertificate,
  ): Promise<SignatureVerdict | 'limit'> {
    if (!certificate.signatureAlgorithmsAgree) return 'bad';
    const key = `${certificate.fingerprint} ${issuer.spkiSha256} ${parameters?.spkiSha256 ?? ''}`;
    const before = verdicts.get(key);
    if (before !== undefined) return before;
    if (left <= 0) return 'limit';
    left -= 1;
    const verdict = await verify(certificate.signed, issuer.spki, parameters?.spki);
    verdicts.set(key, verdict);
    return verdict;
  }

  /** The verdict on one link of a path, with parameters from further up where they are needed. */
  async function onPath(path: readonly PathCertificate[], at: number): Promise<SignatureVerdict | 'limit'> {
    const issuer = path[at + 1]!;
    if (!issuer.inheritsKeyParameters) return verdictBy(path[at]!, issuer);
    const heir = path.slice(at + 2).find(({ keyAlgorithm, inheritsKeyParameters }) => {
      return keyAlgorithm !== 'dsa' || !inheritsKeyParameters;
    });
    return heir?.keyAlgorithm === 'dsa' ? verdictBy(path[at]!, issuer, heir) : 'not_run';
  }

  return {
    async check(certificate: PathCertificate, issuer: PathCertificate): Promise<LinkVerdict> {
      return issuer.inheritsKeyParameters ? 'deferred' : verdictBy(certificate, issuer);
    },

    /** What is wrong with the signatures of a complete path; null when all of them are good. */
    async faultOf(path: readonly PathCertificate[]): Promise<PathFault | null> {
      let unchecked: PathFault | null = null;
      for (let at = path.length - 2; at >= 0; at -= 1) {
        const verdict = await onPath(path, at);
        if (verdict === 'bad') return signatureFault(path[at]!, path[at + 1]!);
        if (verdict !== 'good') unchecked ??= uncheckedFault(path[at]!);
      }
      return unchecked;
    },

    /** The signature of the path's first certificate, by itself if need be; null when there is no issuer. */
    async endSignature(path: readonly PathCertificate[]): Promise<SignatureVerdict | null> {
      const end = path[0]!;
      if (path.length === 1 && !isSelfIssued(end)) return null;
      const verdict = path.length === 1 ? await verdictBy(end, end) : await onPath(path, 0);
      return verdict === 'limit' ? 'not_run' : verdict;
    },

    signatureFault,
  };
}

function signatureFault(certificate: PathCertificate, issuer: PathCertificate): PathFault {
  const { fingerprint, signatureAlgorithmsAgree } = certificate;
  if (!signatureAlgorithmsAgree) {
    const message = 'The certificate names two signature algorithms that differ.';
    return { code: 'signature_algorithm_mismatch', fingerprint, message };
  }
  const message = `The signature of ${nameOf(certificate)} is not by the key of ${nameOf(issuer)}.`;
  return { code: 'signature_invalid', fingerprint, message };
}

function uncheckedFault({ fingerprint, signatureAlgorithm }: PathCertificate): PathFault {
  const message = `A signature (${signatureAlgorithm}) cannot be checked here: the runtime lacks the algorithm or cannot read the key.`;
  return { code: 'signature_not_run', fingerprint, message };
}
