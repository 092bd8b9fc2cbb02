import type { ValidationNote } from './checks';
import { formFault, isAfter, isBefore } from './issuer-rules';
import { skewMs } from './list-form';
import type { BasicResponse, OcspAnswer, SingleStatus } from './ocsp-answer';
import type { PathCertificate } from './path-certificate';
import type { RevocationCheck } from './list-check';
import type { Gathered, RevocationEvidence, VerifySignature } from './validation';

/** Lower-case hex of the digest with this OID; null when it is not known. */
export type Digest = (algorithm: string, octets: Uint8Array) => string | null;

export interface AnswerOptions {
  readonly now: Date;
  readonly verify: VerifySignature;
  readonly digest: Digest;
  /** What lists say of a responder's certificate. */
  readonly revocationOf: (responder: PathCertificate) => Promise<RevocationCheck['status']>;
}

const SHA1 = '1.3.14.3.2.26';
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';

type Judged =
  | { readonly single: SingleStatus; readonly signer: PathCertificate; readonly notes: readonly ValidationNote[] }
  | { readonly refusal: string };

/**
 * What responders say about a certificate (RFC 6960, section 3.2): `revoked` when an answer that is in order says so,
 * else `valid` when one says good, else `failed` with words. `not_checked` when nobody was asked.
 */
export async function checkAnswers(
  certificate: PathCertificate,
  issuer: PathCertificate,
  gathered: Gathered<OcspAnswer>,
  options: AnswerOptions,
): Promise<RevocationCheck> {
  const evidence: RevocationEvidence[] = [];
  const notes: ValidationNote[] = [];
  const refusals: string[] = [...gathered.failures];
  const statuses: SingleStatus[] = [];
  for (const answer of gathered.found) {
    const judged = await judge(certificate, issuer, answer, options);
    const common = { kind: 'answer', subject: certificate.fingerprint, source: answer.response.fingerprint } as const;
    const scope = `answer of ${answer.source}`;
    if ('refusal' in judged) {
      refusals.push(judged.refusal);
      const unknown = { signer: null, number: null, thisUpdate: null, nextUpdate: null };
      evidence.push({ ...common, ...unknown, scope, verdict: 'unusable', message: judged.refusal });
      continue;
    }
    const { single, signer } = judged;
    const { status, thisUpdate, nextUpdate } = single;
    notes.push(...judged.notes);
    const verdict = status === 'unknown' ? 'unusable' : status;
    const message = `The responder says ${status}.`;
    evidence.push({
      ...common,
      signer: signer.fingerprint,
      scope,
      number: null,
      thisUpdate,
      nextUpdate,
      verdict,
      message,
    });
    if (status === 'unknown') refusals.push('The responder does not know the certificate.');
    else statuses.push(single);
  }
  const revoked = statuses.find(({ status }) => status === 'revoked');
  if (revoked !== undefined) {
    const { revokedAt, reason } = revoked;
    const since = revokedAt === null ? '' : ` since ${revokedAt.toISOString()}`;
    const message = `Revoked${since}, reason ${reason}.`;
    return { status: 'revoked', message, revocation: { revokedAt, reason, by: 'answer' }, evidence, notes };
  }
  const rest = { revocation: null, evidence, notes };
  if (statuses.length > 0) return { status: 'valid', message: 'The responder says good.', ...rest };
  if (refusals.length > 0) return { status: 'failed', message: refusals.slice(0, 5).join(' '), ...rest };
  return { status: 'not_checked', message: 'The certificate names no responder.', ...rest };
}

async function judge(
  certificate: PathCertificate,
  issuer: PathCertificate,
  { response, nonce }: OcspAnswer,
  options: AnswerOptions,
): Promise<Judged> {
  const { now, digest } = options;
  const { basic, status, fingerprint } = response;
  if (basic === null) {
    const what = status === 'unreadable' ? 'is no OCSP response' : `is "${status}"`;
    return { refusal: `The answer of the responder ${what}.` };
  }
  const fitting = basic.statuses.filter((single) => isAbout(single, certificate, issuer, digest));
  if (fitting.length === 0) return { refusal: 'The answer is about another certificate.' };
  const [unknown] = [...basic.unknownCritical, ...fitting.flatMap(({ unknownCritical }) => unknownCritical)];
  if (unknown !== undefined)
    return { refusal: `The answer has the critical extension ${unknown}, which is not known here.` };
  if (nonce !== null && basic.nonce !== null && basic.nonce !== nonce) {
    return { refusal: 'The answer has another nonce than the question.' };
  }
  const timely = fitting.filter((single) => timeFault(single, now) === null);
  const single = timely.find((one) => one.status === 'revoked') ?? timely[0];
  if (single === undefined) return { refusal: timeFault(fitting[0]!, now)! };
  const signer = await signerOf(basic, issuer, options);
  if ('refusal' in signer) return signer;
  const standing = await standingOf(signer.signer, issuer, options);
  if (standing === 'revoked') return { refusal: 'The certificate of the responder is revoked.' };
  const notes: ValidationNote[] = [];
  if (standing === 'unknown') {
    notes.push({
      code: 'responder_not_checked',
      fingerprint: signer.signer.fingerprint,
      message: 'Nobody says whether the certificate of the responder is revoked.',
    });
  }
  if (nonce !== null && basic.nonce === null) {
    notes.push({ code: 'answer_without_nonce', fingerprint, message: 'The responder did not repeat the nonce.' });
  }
  if (single.nextUpdate === null) {
    notes.push({
      code: 'answer_without_next_update',
      fingerprint,
      message: 'The answer does not say how long it holds.',
    });
  }
  return { single, signer: signer.signer, notes };
}

/** Whatever digest the answer uses: responders may choose another one than the question. */
function isAbout({ id }: SingleStatus, certificate: PathCertificate, issuer: PathCertificate, digest: Digest): boolean {
  return (
    id.serialNumber === certificate.serialNumber &&
    id.issuerNameHash === digest(id.hashAlgorithm, certificate.issuerDer) &&
    id.issuerKeyHash === digest(id.hashAlgorithm, issuer.keyOctets)
  );
}

function timeFault({ thisUpdate, nextUpdate }: SingleStatus, now: Date): string | null {
  if (thisUpdate === null) return 'The time of the answer cannot be read.';
  if (thisUpdate.getTime() > now.getTime() + skewMs) return `The answer is only from ${thisUpdate.toISOString()} on.`;
  if (nextUpdate === null || nextUpdate.getTime() >= now.getTime() - skewMs) return null;
  return `The answer was to be replaced at ${nextUpdate.toISOString()}.`;
}

/**
 * Whether the signer may have been revoked (RFC 6960, section 4.2.2.2.1). The issuer stands on the path and is looked at
 * there; a certificate with id-pkix-ocsp-nocheck is not looked at.
 */
async function standingOf(
  signer: PathCertificate,
  issuer: PathCertificate,
  { revocationOf }: AnswerOptions,
): Promise<'good' | 'revoked' | 'unknown'> {
  if (signer === issuer || signer.ocspNoCheck) return 'good';
  const status = await revocationOf(signer);
  if (status === 'valid') return 'good';
  return status === 'revoked' ? 'revoked' : 'unknown';
}

/** The issuer itself, or a certificate that it issued for signing answers (RFC 6960, section 4.2.2.2). */
async function signerOf(
  basic: BasicResponse,
  issuer: PathCertificate,
  { now, verify, digest }: Omit<AnswerOptions, 'revocationOf'>,
): Promise<{ readonly signer: PathCertificate } | { readonly refusal: string }> {
  const isNamed = (candidate: PathCertificate) =>
    'name' in basic.responder
      ? basic.responder.name.comparable === candidate.subject.comparable
      : basic.responder.keyHash === digest(SHA1, candidate.keyOctets);
  const delegated = basic.certificates.filter((one) => one.spkiSha256 !== issuer.spkiSha256);
  const named = [issuer, ...delegated].filter(isNamed);
  let refusal = 'The signer of the answer is not among the certificates that came with it.';
  for (const candidate of named) {
    const fault = candidate === issuer ? null : await delegationFault(candidate, issuer, now, verify);
    if (fault !== null) {
      refusal = fault;
      continue;
    }
    const verdict = await verify(basic.signed, candidate.spki);
    if (verdict === 'good') return { signer: candidate };
    refusal =
      verdict === 'bad'
        ? 'The signature of the answer is wrong.'
        : 'The signature of the answer cannot be checked here.';
  }
  return { refusal };
}

async function delegationFault(
  responder: PathCertificate,
  issuer: PathCertificate,
  now: Date,
  verify: VerifySignature,
): Promise<string | null> {
  const { extendedKeyUsage, keyUsage, notBefore, notAfter } = responder;
  if (responder.issuer.comparable !== issuer.subject.comparable) {
    return 'The certificate of the responder is by another issuer than the certificate.';
  }
  if (extendedKeyUsage?.includes(OCSP_SIGNING) !== true)
    return 'The certificate of the responder is not for signing answers.';
  if (keyUsage !== null && !keyUsage.includes('digitalSignature') && !keyUsage.includes('nonRepudiation')) {
    return 'The certificate of the responder is not for signatures.';
  }
  if (notBefore === null || notAfter === null || isBefore(now, notBefore) || isAfter(now, notAfter)) {
    return 'The certificate of the responder is not valid now.';
  }
  const form = formFault(responder, false);
  if (form !== null) return `The certificate of the responder does not count: ${form.message}`;
  if (!responder.signatureAlgorithmsAgree) return 'The certificate of the responder names two signature algorithms.';
  const verdict = await verify(responder.signed, issuer.spki);
  if (verdict === 'good') return null;
  return verdict === 'bad'
    ? 'The certificate of the responder is not signed by the issuer.'
    : 'The signature of the certificate of the responder cannot be checked here.';
}
