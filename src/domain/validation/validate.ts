import type { Digest } from './answer-check';
import { undecidedFaults, type CheckResult, type ValidationNote } from './checks';
import { nameOf } from './issuer-rules';
import type { RevocationCheck } from './list-check';
import { basicConstraintsCheck, keyUsageCheck, validityCheck } from './own-checks';
import type { PathCertificate } from './path-certificate';
import { pathNotes } from './path-notes';
import { searchPath, type FoundPath } from './path-search';
import { withoutReleased } from './released';
import { checkRevocation, type RevocationChecks } from './revocation';
import { statusOf } from './status';
import type {
  RevocationEvidence,
  ValidationOptions,
  ValidationResult,
  ValidationSources,
  VerifySignature,
} from './validation';

/** What validation needs of the runtime. */
export interface ValidationTools {
  readonly verify: VerifySignature;
  readonly digest: Digest;
  /** Asked between steps, so that long work does not hold up others. */
  readonly giveTurn: () => Promise<void>;
}

/** How often another path is looked for because an issuer on the last one is revoked. */
const maxRounds = 5;

function notChecked(message: string): RevocationCheck {
  return { status: 'not_checked', message, revocation: null, evidence: [], notes: [] };
}

/**
 * Validates a certificate: path building and validation (RFC 5280, section 6), lists (section 6.3) and answers of
 * responders (RFC 6960) for it and for its issuers. Everything it looks at comes from `sources`. It never throws for
 * what is in a certificate, list or answer.
 */
export async function validateCertificate(
  certificate: PathCertificate,
  from: ValidationSources,
  options: ValidationOptions,
  tools: ValidationTools,
): Promise<ValidationResult> {
  const { now, trusted, expiringFrom } = options;
  const sources = askedOnce(from);
  const context = { now, sources, ...tools };
  const [revoked, cleared] = [new Set<string>(), new Set<string>()];
  const evidence: RevocationEvidence[] = [];
  const notes: ValidationNote[] = [];
  const search = () => searchPath(certificate, { now, trusted, issuersOf: sources.issuersOf, revoked, ...tools });

  let found = await search();
  for (let round = 0; round < maxRounds && found.fault === null && options.checkIssuers !== false; round += 1) {
    const bad = await revokedIssuer(found.path);
    if (bad === undefined) break;
    revoked.add(bad);
    found = await search();
  }

  /** The first revoked issuer from the top down; the trusted top is nobody's to revoke. */
  async function revokedIssuer(path: readonly PathCertificate[]): Promise<string | undefined> {
    for (let at = path.length - 2; at > 0; at -= 1) {
      if (cleared.has(path[at]!.fingerprint)) continue;
      const { lists, answers } = await checkRevocation(path.slice(at), context);
      evidence.push(...lists.evidence, ...answers.evidence);
      notes.push(...lists.notes, ...answers.notes);
      if (lists.status === 'revoked' || answers.status === 'revoked') return path[at]!.fingerprint;
      cleared.add(path[at]!.fingerprint);
    }
    return undefined;
  }

  const isChecked = found.fault === null && found.path.length > 1;
  const unasked = notChecked(
    found.fault === null ? 'Nobody is asked about a trusted CA.' : 'Without a good chain nobody was asked.',
  );
  const own: RevocationChecks = isChecked
    ? withoutReleased(await checkRevocation(found.path, context), options.holdReleasedAt ?? null)
    : { lists: unasked, answers: unasked };
  evidence.push(...own.lists.evidence, ...own.answers.evidence);
  notes.push(...pathNotes(found.path), ...own.lists.notes, ...own.answers.notes);
  const checks: CheckResult[] = [
    chainCheck(found),
    signatureCheck(found),
    validityCheck(certificate, now),
    { check: 'ocsp_verification', status: own.answers.status, message: own.answers.message },
    { check: 'crl_verification', status: own.lists.status, message: own.lists.message },
    basicConstraintsCheck(certificate),
    keyUsageCheck(certificate),
  ];
  const { path, fault, refusedPaths } = found;
  const revocation = own.lists.revocation ?? own.answers.revocation;
  return {
    status: statusOf(checks, expiringFrom, now),
    checks,
    path,
    fault,
    refusedPaths,
    notes,
    evidence,
    revocation,
  };
}

/** The same sources, which are asked about each certificate once: some of them fetch. */
function askedOnce(sources: ValidationSources): ValidationSources {
  const issuers = new Map<string, ReturnType<ValidationSources['issuersOf']>>();
  const lists = new Map<string, ReturnType<ValidationSources['listsFor']>>();
  const signers = new Map<string, ReturnType<ValidationSources['signersOf']>>();
  return {
    issuersOf: (certificate) => once(issuers, certificate.fingerprint, () => sources.issuersOf(certificate)),
    listsFor: (certificate) => once(lists, certificate.fingerprint, () => sources.listsFor(certificate)),
    signersOf: (list) => once(signers, list.fingerprint, () => sources.signersOf(list)),
    answersFor: (certificate, issuer) => sources.answersFor(certificate, issuer),
  };
}

function once<T>(known: Map<string, T>, key: string, ask: () => T): T {
  const found = known.get(key) ?? ask();
  known.set(key, found);
  return found;
}

function chainCheck({ path, fault }: FoundPath): CheckResult {
  const check = 'certificate_chain';
  if (fault !== null) {
    return { check, status: undecidedFaults.has(fault.code) ? 'failed' : 'invalid', message: fault.message };
  }
  const top = nameOf(path.at(-1)!);
  const message =
    path.length === 1 ? 'The certificate is a trusted CA itself.' : `Complete up to the trusted CA ${top}.`;
  return { check, status: 'valid', message };
}

function signatureCheck({ endSignature, path }: FoundPath): CheckResult {
  const check = 'signature';
  switch (endSignature) {
    case 'good':
      return { check, status: 'valid', message: 'The signature is by the issuer.' };
    case 'bad':
      return { check, status: 'invalid', message: 'The signature is not by the issuer.' };
    case 'not_run': {
      const algorithm = path[0]!.signatureAlgorithm;
      return { check, status: 'failed', message: `The signature (${algorithm}) cannot be checked here.` };
    }
    default:
      return { check, status: 'not_checked', message: 'There is no issuer to check the signature with.' };
  }
}
