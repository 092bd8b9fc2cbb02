import { createHash } from 'node:crypto';
import type { IssuedCertificateStore } from '../../../store/authorities/issued-certificates';
import type { RevocationListStore } from '../../../store/authorities/revocation-lists';
import type { RevokedCertificateStore } from '../../../store/authorities/revoked-certificates';
import { keyBits } from '../../../x509/certificate-writer';
import { readOcspRequest, type CertId } from '../../../x509/ocsp-request';
import { writeOcspAnswer, writeOcspFailure, type OcspStatus } from '../../../x509/ocsp-writer';
import { latest, validFrom } from './cas';
import type { OpenedCa } from './key-pair';
import type { Responders } from './responders';

export interface OcspDeps {
  readonly responders: Pick<Responders, 'current'>;
  readonly issued: Pick<IssuedCertificateStore, 'bySerial'>;
  readonly revoked: Pick<RevokedCertificateStore, 'find'>;
  readonly lists: Pick<RevocationListStore, 'head'>;
  readonly now: () => Date;
}

export interface OcspReply {
  readonly der: Buffer;
  /** Until when it may be kept; null: it may not. */
  readonly nextUpdate: Date | null;
}

/** More certificates than these in one request are refused. */
const mostCertificates = 20;
const answerLifeMs = 3_600_000;

/** Answers what is asked of one issuing CA. */
export function createOcsp({ responders, issued, revoked, lists, now }: OcspDeps) {
  async function statusOf(authority: string, issuing: OpenedCa, id: CertId): Promise<OcspStatus> {
    if (!isOf(issuing, id)) return { kind: 'unknown' };
    const entry = await revoked.find(authority, id.serial);
    if (entry !== null) return { kind: 'revoked', revokedAt: entry.revokedAt, reason: entry.reason };
    return { kind: (await issued.bySerial(authority, id.serial)) === null ? 'unknown' : 'good' };
  }

  /** @returns null: there is no such CA */
  return async function answer(authority: string, request: Uint8Array): Promise<OcspReply | null> {
    const found = await responders.current(authority);
    if (found === null) return null;
    const { responder, issuing } = found;
    const asked = readOcspRequest(request, mostCertificates);
    if (asked === null) return { der: writeOcspFailure('malformedRequest'), nextUpdate: null };
    // RFC 5019, section 2.2.3: of other issuers it has nothing to say.
    if (!asked.certIds.some((id) => isOf(issuing, id)))
      return { der: writeOcspFailure('unauthorized'), nextUpdate: null };
    const at = now();
    const answers = await Promise.all(
      asked.certIds.map(async (id) => ({ certId: id.der, status: await statusOf(authority, issuing, id) })),
    );
    const nextUpdate = new Date(Math.floor((at.getTime() + answerLifeMs) / 1000) * 1000);
    // Not older than what it says, nor than the end of a hold, of which only the time of the last change is left. It is
    // read last: whoever ends a hold notes it before.
    const { changedAt } = await lists.head(authority);
    const revocations = answers.flatMap(({ status }) => (status.kind === 'revoked' ? [status.revokedAt] : []));
    const thisUpdate = latest(validFrom(at), changedAt, ...revocations);
    const plan = { answers, producedAt: at, thisUpdate, nextUpdate, nonce: asked.nonce, responder };
    return { der: await writeOcspAnswer(plan, responder.signer), nextUpdate: asked.nonce === null ? nextUpdate : null };
  };
}

export type Ocsp = ReturnType<typeof createOcsp>;

function isOf({ subject, spki }: OpenedCa, { hash, issuerNameHash, issuerKeyHash }: CertId): boolean {
  if (hash === null) return false;
  const digest = (bytes: Buffer) => createHash(hash).update(bytes).digest();
  return digest(subject).equals(issuerNameHash) && digest(keyBits(spki)).equals(issuerKeyHash);
}
