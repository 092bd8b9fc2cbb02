import { randomBytes } from 'node:crypto';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { RevocationList } from '../../domain/validation/revocation-list';
import type { HttpFetcher } from '../../outbound/http-fetcher';
import { createTurns } from '../../store/database/turns';
import type { IssuerRow, IssuerRowStore } from '../../store/validation/issuer-rows';
import { readCertificate } from '../../x509/facts';
import { writeOcspRequest } from '../../x509/ocsp-request-writer';
import { readOcspResponse } from '../../x509/ocsp-response';
import { readPathCertificate } from '../../x509/path-certificate';
import { readRevocationList } from '../../x509/revocation-list';
import { splitUpload } from '../../x509/split';
import type { OwnPublication } from '../authorities/builtin/own-publication';
import { createFetchedThings, type Fetched } from './fetched';
import { createSources, type AddressedCertificate } from './sources';

export interface PlatformSourceDeps {
  readonly issuers: Pick<IssuerRowStore, 'mayHaveIssued' | 'content'>;
  readonly fetcher: Pick<HttpFetcher, 'fetch'>;
  /** What is published here is not fetched: it would be kept although something was revoked since. */
  readonly own: OwnPublication;
  readonly now: () => Date;
}

const mega = 1024 * 1024;
/** Lists of large public CAs have some megabytes. */
const listLimits = { maxBytes: 20 * mega, keptBytes: 64 * mega };
const issuerLimits = { maxBytes: mega, keptBytes: 4 * mega };
const nonceBytes = 16;
/** Parsed CA certificates that are remembered. */
const keptIssuers = 500;
const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Sources of validation over the inventory and what certificates name, with what one process remembers of both. */
export function createPlatformSources({ issuers, fetcher, own, now }: PlatformSourceDeps) {
  const parsed = new Map<string, Promise<AddressedCertificate | null>>();

  async function parse(row: IssuerRow): Promise<AddressedCertificate | null> {
    const der = await issuers.content(row.uuid);
    return der === null ? null : read(row, der);
  }

  /** By uuid: the bytes of a certificate never change. */
  function readStored(row: IssuerRow): Promise<AddressedCertificate | null> {
    let found = parsed.get(row.uuid);
    if (found === undefined) {
      if (parsed.size >= keptIssuers) parsed.clear();
      found = parse(row);
      parsed.set(row.uuid, found);
      found.catch(() => parsed.delete(row.uuid));
    }
    return found;
  }

  const readList = (bytes: Uint8Array) => readRevocationList(bytes, createTurns().give);
  const fetchedLists = createFetchedThings<RevocationList>({
    fetcher,
    ...listLimits,
    read: readList,
    what: 'a revocation list',
    freshUntil: (list, at) => freshUntil(list.nextUpdate, at),
    now,
  });
  const fetchedIssuers = createFetchedThings<readonly AddressedCertificate[]>({
    fetcher,
    ...issuerLimits,
    read: readIssuers,
    what: 'a certificate',
    freshUntil: (_value, at) => new Date(at.getTime() + dayMs),
    now,
  });

  /** By address: the list that was read last, which stays as long as its bytes. */
  const ownLists = new Map<string, { readonly der: Buffer; readonly list: Promise<RevocationList | null> }>();

  async function listAt(url: string): Promise<Fetched<RevocationList>> {
    const der = await own.list(url);
    if (der === null) return fetchedLists.get(url);
    let known = ownLists.get(url);
    if (known?.der !== der) {
      known = { der, list: Promise.resolve(readList(der)) };
      ownLists.set(url, known);
    }
    const value = await known.list;
    return value === null ? { value, fault: 'the list of this installation cannot be read' } : { value, fault: null };
  }

  return {
    read,
    sourcesOf: (subject: AddressedCertificate) =>
      createSources(subject, {
        storedIssuers: (wanted) => issuers.mayHaveIssued(wanted),
        readStored,
        lists: { get: listAt },
        issuers: fetchedIssuers,
        fetcher,
        ownAnswer: own.answer,
        questionFor: (certificate, issuer) => writeOcspRequest(certificate, issuer, randomBytes(nonceBytes)),
        readAnswer: readOcspResponse,
      }),
  };
}

export type PlatformSources = ReturnType<typeof createPlatformSources>;

/** A stored certificate as validation looks at it; null when its bytes cannot be read. */
function read(
  { caIssuerUrls, ocspUrls }: Pick<CertificateRecord, 'caIssuerUrls' | 'ocspUrls'>,
  der: Uint8Array,
): AddressedCertificate | null {
  const certificate = readPathCertificate(der);
  return certificate === null ? null : { certificate, caIssuerUrls, ocspUrls };
}

/** One certificate, or several in PKCS#7 (RFC 5280, section 4.2.2.1). */
function readIssuers(bytes: Buffer): AddressedCertificate[] | null {
  try {
    const found = splitUpload(bytes).flatMap((item) =>
      'der' in item ? (read(readCertificate(item.der).facts, item.der) ?? []) : [],
    );
    return found.length === 0 ? null : found;
  } catch {
    return null;
  }
}

/** Until the next list is due, at most a day and at least a minute. */
function freshUntil(nextUpdate: Date | null, at: Date): Date {
  const due = nextUpdate?.getTime() ?? at.getTime() + dayMs;
  return new Date(Math.min(at.getTime() + dayMs, Math.max(at.getTime() + minuteMs, due)));
}
