import { undecidedFaults, type PathFault } from './checks';
import { identifies, orderedIssuers } from './issuer-order';
import { issuerFault, nameOf } from './issuer-rules';
import { createLinkChecks } from './link-checks';
import type { Budget } from './name-constraints';
import { isSelfIssued, type PathCertificate } from './path-certificate';
import { pathFault } from './path-rules';
import type { IssuerCandidate, RefusedPath, SignatureVerdict, ValidationSources, VerifySignature } from './validation';

/** Issuers above the certificate. */
export const maxDepth = 10;
export const maxSignatureChecks = 100;
/** Certificates put on a path, over all paths of one search: checked signatures are remembered, so they bound nothing. */
const maxSteps = 2_000;
/** Names times constraints, over all paths. */
const maxNameComparisons = 250_000;
const maxRefusedPaths = 10;

export interface SearchOptions {
  readonly now: Date;
  /** The certificate is a trusted CA itself: its path is complete. */
  readonly trusted: boolean;
  readonly issuersOf: ValidationSources['issuersOf'];
  readonly verify: VerifySignature;
  /** Asked after each step, so that the work does not hold up others. */
  readonly giveTurn: () => Promise<void>;
  /** Fingerprints of issuers that lists or answers say are revoked. */
  readonly revoked?: ReadonlySet<string>;
}

export interface FoundPath {
  /** The best path, the certificate first; up to the trusted top exactly if `fault` is null or about the whole path. */
  readonly path: readonly PathCertificate[];
  readonly fault: PathFault | null;
  /** The signature of the certificate itself; null when there is no issuer to check it with. */
  readonly endSignature: SignatureVerdict | null;
  readonly refusedPaths: readonly RefusedPath[];
}

interface Attempt {
  readonly path: readonly PathCertificate[];
  readonly fault: PathFault;
}

/**
 * Looks for a path from the certificate to a trusted top on which nothing is wrong (RFC 5280, section 6.1), and comes
 * back from every dead end: of several issuers any may lead there. Without such a path it gives the best refused one.
 * A path on which a signature check could not run ends the search only when no other is good.
 */
export async function searchPath(end: PathCertificate, options: SearchOptions): Promise<FoundPath> {
  const { now, issuersOf, giveTurn, revoked } = options;
  const links = createLinkChecks(options.verify, maxSignatureChecks);
  const names: Budget = { left: maxNameComparisons };
  const attempts: Attempt[] = [];
  const known = new Map<string, readonly IssuerCandidate[]>();
  let steps = 0;

  async function candidatesOf(certificate: PathCertificate): Promise<readonly IssuerCandidate[]> {
    const before = known.get(certificate.fingerprint);
    if (before !== undefined) return before;
    const found = orderedIssuers(certificate, await issuersOf(certificate), now);
    const marked = found.map((one) => (revoked?.has(one.certificate.fingerprint) ? { ...one, revoked: true } : one));
    known.set(certificate.fingerprint, marked);
    return marked;
  }

  const refuse = (path: readonly PathCertificate[], fault: PathFault) => void attempts.push({ path, fault });

  /** The good path that goes on from this one, or undefined. */
  async function extend(path: readonly PathCertificate[]): Promise<readonly PathCertificate[] | undefined> {
    const top = path.at(-1)!;
    const fresh = (await candidatesOf(top)).filter(
      ({ certificate }) => !path.some((one) => isSameHolder(one, certificate)),
    );
    let tried = 0;
    for (const candidate of fresh) {
      await giveTurn();
      const { certificate } = candidate;
      const verdict = await links.check(top, certificate);
      if (verdict === 'limit' || steps >= maxSteps) {
        refuse(path, {
          code: 'search_limit',
          fingerprint: top.fingerprint,
          message: 'There are more possible paths than are tried.',
        });
        return undefined;
      }
      if (verdict === 'bad') {
        // Another key under the same name is no issuer of this certificate, unless it was named as one.
        if (identifies(top, certificate) === false) continue;
        tried += 1;
        refuse([...path, certificate], links.signatureFault(top, certificate));
        continue;
      }
      tried += 1;
      steps += 1;
      const longer = [...path, certificate];
      const fault = issuerFault(candidate, now);
      if (fault !== null) {
        refuse(longer, { ...fault, fingerprint: certificate.fingerprint });
      } else if (candidate.trusted) {
        const found = await judged(longer);
        if (found) return longer;
      } else if (longer.length > maxDepth) {
        refuse(longer, {
          code: 'depth_limit',
          fingerprint: certificate.fingerprint,
          message: `The path is longer than ${maxDepth} issuers.`,
        });
      } else {
        const found = await extend(longer);
        if (found !== undefined) return found;
      }
    }
    if (tried === 0) refuse(path, await topFault(top));
    return undefined;
  }

  async function topFault(top: PathCertificate): Promise<PathFault> {
    const { fingerprint } = top;
    if (isSelfIssued(top) && (await links.check(top, top)) !== 'bad') {
      return { code: 'not_trusted', fingerprint, message: 'The top of the chain is not marked as a trusted CA.' };
    }
    return { code: 'issuer_missing', fingerprint, message: `The issuer of ${nameOf(top)} is not known.` };
  }

  /** True for a path that is good in all; anything else is noted. */
  async function judged(path: readonly PathCertificate[]): Promise<boolean> {
    const fault = pathFault(path, names) ?? (await links.faultOf(path));
    if (fault !== null) refuse(path, fault);
    return fault === null;
  }

  const start = [end];
  const good = options.trusted ? ((await judged(start)) ? start : undefined) : await extend(start);
  attempts.sort((one, other) => weightOf(other) - weightOf(one));
  const best: Attempt | { path: typeof start; fault: null } =
    good === undefined ? attempts[0]! : { path: [...good], fault: null };
  return {
    path: best.path,
    fault: best.fault,
    endSignature: await links.endSignature(best.path),
    refusedPaths: attempts.slice(0, maxRefusedPaths).map(({ path, fault }) => ({
      fingerprints: path.map(({ fingerprint }) => fingerprint),
      fault,
    })),
  };
}

/** The same key under the same name: a path that comes there again goes in a circle. */
function isSameHolder(one: PathCertificate, other: PathCertificate): boolean {
  return one.spkiSha256 === other.spkiSha256 && one.subject.comparable === other.subject.comparable;
}

/** What explains most: what might have been good, then the path that came furthest with good signatures. */
function weightOf({ path, fault }: Attempt): number {
  const undecided = undecidedFaults.has(fault.code) ? 1_000 : 0;
  return undecided + path.length * 2 - (fault.code === 'signature_invalid' ? 3 : 0);
}
