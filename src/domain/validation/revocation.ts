import { checkAnswers, type Digest } from './answer-check';
import { checkLists, type ListSigner, type RevocationCheck } from './list-check';
import { formFault, isAfter, isBefore, nameOf } from './issuer-rules';
import type { PathCertificate } from './path-certificate';
import { searchPath } from './path-search';
import type { RevocationList } from './revocation-list';
import type { ValidationSources, VerifySignature } from './validation';

/** Keys that are tried on one list. */
const maxSigners = 10;
/** Certificates whose lists are signed by keys whose lists are signed by others … */
const maxNesting = 3;

export interface RevocationContext {
  readonly now: Date;
  readonly sources: ValidationSources;
  readonly verify: VerifySignature;
  readonly digest: Digest;
  readonly giveTurn: () => Promise<void>;
}

export interface RevocationChecks {
  readonly lists: RevocationCheck;
  readonly answers: RevocationCheck;
}

/**
 * What lists and responders say about a certificate on a good path.
 * @param path from the certificate to the trusted top
 */
export async function checkRevocation(
  path: readonly PathCertificate[],
  context: RevocationContext,
  checking: ReadonlySet<string> = new Set(),
): Promise<RevocationChecks> {
  const { sources, now, verify, digest } = context;
  const [certificate, issuer] = path;
  const answers = await checkAnswers(certificate!, issuer!, await sources.answersFor(certificate!, issuer!), {
    now,
    verify,
    digest,
    revocationOf: (responder) => responderStatus(responder, path, context, checking),
  });
  const lists = await listsOf(path, context, checking);
  return { lists, answers };
}

/** What lists say of the certificate of a responder, which the issuer of the first certificate has issued. */
async function responderStatus(
  responder: PathCertificate,
  path: readonly PathCertificate[],
  context: RevocationContext,
  checking: ReadonlySet<string>,
): Promise<RevocationCheck['status']> {
  const within = new Set([...checking, path[0]!.fingerprint]);
  // It cannot vouch for itself, nor for whom it is asked about.
  if (within.has(responder.fingerprint) || within.size > maxNesting) return 'not_checked';
  return (await listsOf([responder, ...path.slice(1)], context, within)).status;
}

async function listsOf(
  path: readonly PathCertificate[],
  context: RevocationContext,
  checking: ReadonlySet<string>,
): Promise<RevocationCheck> {
  const certificate = path[0]!;
  const within = new Set([...checking, certificate.fingerprint]);
  return checkLists(certificate, await context.sources.listsFor(certificate), {
    now: context.now,
    signerOf: (list) => signerOf(list, path, context, within),
  });
}

/**
 * Who signed a list (RFC 5280, section 6.3.3 (f) and (g)): a certificate with the name of its issuer that may sign
 * lists, leads to the same trusted top and is not revoked.
 * @param checking certificates whose revocation is being checked: none of them can vouch for itself
 */
async function signerOf(
  list: RevocationList,
  path: readonly PathCertificate[],
  context: RevocationContext,
  checking: ReadonlySet<string>,
): Promise<ListSigner> {
  const { sources, verify, giveTurn } = context;
  const onPath = path.slice(1).map((certificate) => ({ certificate, trusted: false, revoked: false }));
  const seen = new Set<string>();
  const named = [...onPath, ...(await sources.signersOf(list))].filter(({ certificate }) => {
    const { subject, fingerprint } = certificate;
    if (subject.comparable !== list.issuer.comparable || seen.has(fingerprint)) return false;
    seen.add(fingerprint);
    return true;
  });
  const isMeant = ({ subjectKeyIdentifier }: PathCertificate) =>
    list.authorityKeyIdentifier !== null && subjectKeyIdentifier === list.authorityKeyIdentifier;
  named.sort((one, other) => Number(isMeant(other.certificate)) - Number(isMeant(one.certificate)));
  let outcome: ListSigner = { verdict: 'missing', fingerprint: null, message: 'The signer of the list is not known.' };
  for (const { certificate, revoked } of named.slice(0, maxSigners)) {
    await giveTurn();
    const { fingerprint, keyUsage } = certificate;
    const verdict = await verify(list.signed, certificate.spki);
    if (verdict === 'not_run') {
      outcome = { verdict, fingerprint, message: 'The signature of the list cannot be checked here.' };
      continue;
    }
    if (verdict === 'bad') {
      if (outcome.verdict !== 'missing') continue;
      outcome = {
        verdict,
        fingerprint: null,
        message: 'The signature of the list is not by a known key of its issuer.',
      };
      continue;
    }
    const fault =
      keyUsage !== null && !keyUsage.includes('cRLSign')
        ? `The list is signed by ${nameOf(certificate)}, which may not sign lists by its key usage.`
        : revoked
          ? `The list is signed by ${nameOf(certificate)}, which is revoked.`
          : await standingFault(certificate, path, context, checking);
    if (fault === null) return { verdict: 'good', fingerprint, message: '' };
    outcome = { verdict: 'bad', fingerprint, message: fault };
  }
  return outcome;
}

/** Why a signer of lists that does not stand on the path itself cannot be believed. */
async function standingFault(
  signer: PathCertificate,
  path: readonly PathCertificate[],
  context: RevocationContext,
  checking: ReadonlySet<string>,
): Promise<string | null> {
  const { now, sources, verify, giveTurn } = context;
  const { fingerprint, notBefore, notAfter } = signer;
  if (path.slice(1).some((one) => one.fingerprint === fingerprint)) return null;
  const who = `The list is signed by ${nameOf(signer)}`;
  if (checking.has(fingerprint)) return `${who}, whose own revocation it would have to rule out.`;
  if (notBefore === null || notAfter === null || isBefore(now, notBefore) || isAfter(now, notAfter)) {
    return `${who}, whose certificate is not valid now.`;
  }
  if (formFault(signer, false) !== null) return `${who}, whose certificate is not in order.`;
  const top = path.at(-1)!;
  const issuersOf = async (certificate: PathCertificate) =>
    (await sources.issuersOf(certificate)).map((one) => ({
      ...one,
      trusted: one.certificate.fingerprint === top.fingerprint,
    }));
  const found = await searchPath(signer, { now, trusted: false, issuersOf, verify, giveTurn });
  if (found.fault !== null) return `${who}, whose path is not good: ${found.fault.message}`;
  if (checking.size >= maxNesting) return null;
  const own = await listsOf(found.path, context, checking);
  return own.status === 'revoked' ? `${who}, whose certificate is revoked.` : null;
}
