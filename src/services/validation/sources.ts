import type { OcspAnswer, OcspResponse } from '../../domain/validation/ocsp-answer';
import type { PathCertificate } from '../../domain/validation/path-certificate';
import { addressesOf, type RevocationList } from '../../domain/validation/revocation-list';
import type { Gathered, IssuerCandidate, ValidationSources } from '../../domain/validation/validation';
import type { HttpFetcher } from '../../outbound/http-fetcher';
import type { IssuerRow, WantedIssuer } from '../../store/validation/issuer-rows';
import { faultOf, hostOf, type FetchedThings } from './fetched';

/** A certificate with the addresses that it names. */
export interface AddressedCertificate {
  readonly certificate: PathCertificate;
  readonly caIssuerUrls: readonly string[];
  readonly ocspUrls: readonly string[];
}

export interface OcspQuestion {
  readonly der: Uint8Array;
  /** Hex. */
  readonly nonce: string | null;
}

export interface SourceDeps {
  /** CA certificates of the inventory that may have issued one. */
  readonly storedIssuers: (wanted: WantedIssuer) => Promise<readonly IssuerRow[]>;
  /** Reads the bytes of a stored issuer; remembered, because few CAs issue much. Null: they cannot be read. */
  readonly readStored: (row: IssuerRow) => Promise<AddressedCertificate | null>;
  readonly lists: Pick<FetchedThings<RevocationList>, 'get'>;
  readonly issuers: Pick<FetchedThings<readonly AddressedCertificate[]>, 'get'>;
  readonly fetcher: Pick<HttpFetcher, 'fetch'>;
  /** Null: the responder is not of this installation. */
  readonly ownAnswer: (url: string, request: Uint8Array) => Promise<Uint8Array | null>;
  readonly questionFor: (certificate: PathCertificate, issuer: PathCertificate) => OcspQuestion;
  readonly readAnswer: (der: Uint8Array) => OcspResponse;
}

/** Addresses of one kind that are asked for one certificate. */
const mostAddresses = 4;
const mostAnswerBytes = 256 * 1024;

/** Where a validation of this certificate looks: the inventory first, then what certificates name. */
export function createSources(subject: AddressedCertificate, deps: SourceDeps): ValidationSources {
  /** What is met on the way, with its addresses. */
  const met = new Map<string, AddressedCertificate>([[subject.certificate.fingerprint, subject]]);
  const meet = (one: AddressedCertificate) => void met.set(one.certificate.fingerprint, one);

  async function stored(wanted: WantedIssuer): Promise<IssuerCandidate[]> {
    const candidates: IssuerCandidate[] = [];
    for (const row of await deps.storedIssuers(wanted)) {
      const read = await deps.readStored(row);
      if (read === null) continue;
      meet(read);
      const { trustedCa, state } = row;
      candidates.push({ certificate: read.certificate, trusted: trustedCa === true, revoked: state === 'revoked' });
    }
    return candidates;
  }

  async function fetched(certificate: PathCertificate): Promise<IssuerCandidate[]> {
    const candidates: IssuerCandidate[] = [];
    for (const url of webAddresses(met.get(certificate.fingerprint)?.caIssuerUrls ?? [])) {
      const { value } = await deps.issuers.get(url);
      for (const one of value ?? []) {
        meet(one);
        candidates.push({ certificate: one.certificate, trusted: false, revoked: false });
      }
      if (candidates.length > 0) break;
    }
    return candidates;
  }

  return {
    async issuersOf(certificate) {
      const keyIdentifier = certificate.authorityKeyIdentifier?.keyIdentifier ?? null;
      const known = await stored({ issuer: certificate.issuer, keyIdentifier });
      const fits = ({ certificate: { subject: name } }: IssuerCandidate) =>
        name.comparable === certificate.issuer.comparable;
      return known.some(fits) ? known : [...known, ...(await fetched(certificate))];
    },

    async listsFor(certificate) {
      const points = [...certificate.distributionPoints, ...certificate.freshestLists].flatMap(addressesOf);
      const found: RevocationList[] = [];
      const failures: string[] = [];
      const addresses = webAddresses(points);
      if (points.length > 0 && addresses.length === 0) failures.push('its lists are at no http address');
      for (const url of addresses) {
        const { value, fault } = await deps.lists.get(url);
        if (value === null) failures.push(fault);
        else found.push(value);
      }
      return { found, failures };
    },

    signersOf: ({ issuer, authorityKeyIdentifier }) => stored({ issuer, keyIdentifier: authorityKeyIdentifier }),

    async answersFor(certificate, issuer) {
      const found: OcspAnswer[] = [];
      const failures: string[] = [];
      for (const url of webAddresses(met.get(certificate.fingerprint)?.ocspUrls ?? [])) {
        const { der, nonce } = deps.questionFor(certificate, issuer);
        const own = await deps.ownAnswer(url, der);
        if (own !== null) {
          found.push({ response: deps.readAnswer(own), nonce, source: hostOf(url) });
          break;
        }
        const headers = { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' };
        const request = { method: 'POST', headers, body: der, maxBytes: mostAnswerBytes } as const;
        const got = await deps.fetcher.fetch(url, request);
        if (got.kind === 'answered' && got.status === 200) {
          found.push({ response: deps.readAnswer(got.body), nonce, source: hostOf(url) });
          break;
        }
        failures.push(faultOf(url, got, 'an OCSP answer'));
      }
      return { found, failures } satisfies Gathered<OcspAnswer>;
    },
  };
}

/** Those that can be asked over HTTP, each once. */
function webAddresses(urls: readonly string[]): string[] {
  const web = urls.filter((url) => /^https?:\/\//i.test(url) && URL.canParse(url));
  return [...new Set(web)].slice(0, mostAddresses);
}
