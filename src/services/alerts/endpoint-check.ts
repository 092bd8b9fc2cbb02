import { randomBytes } from 'node:crypto';
import { stateByTime, type Endpoint, type EndpointCheck, type EndpointState } from '../../domain/alerts/endpoint';
import { checkAnswers } from '../../domain/validation/answer-check';
import { listFault } from '../../domain/validation/list-form';
import type { PathCertificate } from '../../domain/validation/path-certificate';
import type { RevocationList } from '../../domain/validation/revocation-list';
import type { ValidationTools } from '../../domain/validation/validate';
import type { FetchOutcome, HttpFetcher } from '../../outbound/http-fetcher';
import { writeOcspRequest } from '../../x509/ocsp-request-writer';
import { readOcspResponse } from '../../x509/ocsp-response';
import { readRevocationList } from '../../x509/revocation-list';
import type { OwnPublication } from '../authorities/builtin/own-publication';
import { faultOf, hostOf } from '../validation/fetched';

export interface EndpointCheckDeps {
  readonly fetcher: Pick<HttpFetcher, 'fetch'>;
  /** What is published here is not fetched. */
  readonly own: OwnPublication;
  /** A CA certificate of the inventory; null when there is none, or it cannot be read. */
  readonly issuer: (uuid: string) => Promise<PathCertificate | null>;
  /** CA certificates of the inventory that may have signed this list. */
  readonly signersOf: (list: RevocationList) => Promise<readonly PathCertificate[]>;
  /** Serial number of any certificate of this issuer that is still valid; null: none is known. */
  readonly someSerial: (issuer: PathCertificate) => Promise<string | null>;
  readonly tools: () => ValidationTools;
  readonly now: () => Date;
}

const mostListBytes = 20 * 1024 * 1024;
const mostAnswerBytes = 256 * 1024;

/** One look at a CRL or an OCSP responder, through the guard: can it be reached, is it right, how long does it hold? */
export function createEndpointCheck(deps: EndpointCheckDeps) {
  const { fetcher, own, now } = deps;

  async function checkList(endpoint: Endpoint, warningDays: number, signal: AbortSignal): Promise<EndpointCheck> {
    const { url, issuerCertificateId } = endpoint;
    let der = await own.list(url);
    if (der === null) {
      const got = await fetcher.fetch(url, { maxBytes: mostListBytes, signal });
      if (!isGood(got)) return unreachable(url, got, 'a revocation list');
      der = got.body;
    }
    const list = await readRevocationList(der, deps.tools().giveTurn);
    if (list === null) return faulty('invalid', `${hostOf(url)} does not answer with a revocation list.`);
    const byTime = stateByTime(list, now(), warningDays);
    const named = issuerCertificateId === null ? null : await deps.issuer(issuerCertificateId);
    if (issuerCertificateId !== null && named === null) return faulty('invalid', noIssuer);
    const form = byTime.state === 'expired' ? null : listFault(list, now());
    const fault = form ?? (await signatureFault(list, named === null ? await deps.signersOf(list) : [named]));
    return fault === null ? byTime : { ...byTime, state: 'invalid', detail: fault };
  }

  /** Null where a CA that is known has signed it, or none is known that could have. */
  async function signatureFault(list: RevocationList, signers: readonly PathCertificate[]): Promise<string | null> {
    const fitting = signers.filter(({ subject }) => subject.comparable === list.issuer.comparable);
    if (signers.length > 0 && fitting.length === 0) return `The list is by another issuer: ${list.issuerDn}.`;
    const verdicts = [];
    for (const { spki } of fitting) verdicts.push(await deps.tools().verify(list.signed, spki));
    if (verdicts.length === 0 || verdicts.includes('good')) return null;
    return verdicts.includes('bad') ? 'The signature of the list is wrong.' : 'The signature cannot be checked here.';
  }

  async function checkResponder(endpoint: Endpoint, warningDays: number, signal: AbortSignal): Promise<EndpointCheck> {
    const { url, issuerCertificateId } = endpoint;
    const issuer = issuerCertificateId === null ? null : await deps.issuer(issuerCertificateId);
    if (issuer === null) return faulty('invalid', noIssuer);
    // Without a certificate of this CA any number will do: a responder that does not know it signs its answer, too.
    const serialNumber = (await deps.someSerial(issuer)) ?? `4${randomBytes(15).toString('hex').slice(1)}`;
    const asked: PathCertificate = { ...issuer, serialNumber, issuer: issuer.subject, issuerDer: issuer.subjectDer };
    const question = writeOcspRequest(asked, issuer, randomBytes(16));
    let der = await own.answer(url, question.der);
    if (der === null) {
      const headers = { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' };
      const body = question.der;
      const got = await fetcher.fetch(url, { method: 'POST', headers, body, maxBytes: mostAnswerBytes, signal });
      if (!isGood(got)) return unreachable(url, got, 'an OCSP answer');
      der = got.body;
    }
    const answer = { response: readOcspResponse(der), nonce: question.nonce, source: hostOf(url) };
    const revocationOf = async () => 'not_checked' as const;
    const options = { now: now(), ...deps.tools(), revocationOf };
    const { evidence, message } = await checkAnswers(asked, issuer, { found: [answer], failures: [] }, options);
    // What was signed by the right one and is of now has a signer here, also where it says "unknown".
    const [right] = evidence.filter(({ signer }) => signer !== null);
    if (right !== undefined) return stateByTime(right, now(), warningDays);
    const over = answer.response.basic?.statuses[0];
    const isOver = over !== undefined && over.nextUpdate !== null && over.nextUpdate < now();
    return isOver ? stateByTime(over, now(), warningDays) : faulty('invalid', message);
  }

  return {
    /** Never rejects for what the endpoint does. */
    check(endpoint: Endpoint, warningDays: number): Promise<EndpointCheck> {
      const signal = AbortSignal.timeout(endpoint.timeoutSeconds * 1_000);
      return endpoint.type === 'crl'
        ? checkList(endpoint, warningDays, signal)
        : checkResponder(endpoint, warningDays, signal);
    },
  };
}

export type EndpointChecks = ReturnType<typeof createEndpointCheck>;

const noIssuer = 'The certificate of the issuer is not in the inventory any more, or cannot be read.';

function isGood(got: FetchOutcome): got is Extract<FetchOutcome, { kind: 'answered' }> {
  return got.kind === 'answered' && got.status === 200;
}

function unreachable(url: string, got: FetchOutcome, what: string): EndpointCheck {
  return faulty('unreachable', `${faultOf(url, got, what).replace(/\.$/, '')}.`);
}

function faulty(state: EndpointState, detail: string): EndpointCheck {
  return { state, thisUpdate: null, nextUpdate: null, detail };
}
