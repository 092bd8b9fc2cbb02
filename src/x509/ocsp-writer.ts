/** OCSP answers (RFC 6960, section 4.2) into DER, with whole-second times. */
import { revocationReasons, type RevocationReason } from '../domain/certificates/revocation-reasons';
import { extension, signed } from './certificate-writer';
import {
  element,
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  objectIdentifier,
  octetString,
  sequence,
} from './der-writer';
import { nonceOid } from './ocsp-request';
import type { Signer } from './signer';

export type OcspStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'revoked'; readonly revokedAt: Date; readonly reason: RevocationReason };

export interface OcspPlan {
  readonly answers: readonly { readonly certId: Uint8Array; readonly status: OcspStatus }[];
  readonly producedAt: Date;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** Content of the request's extension; null: none. */
  readonly nonce: Uint8Array | null;
  /** DER of the certificate of who signs, and its key identifier. */
  readonly responder: { readonly der: Uint8Array; readonly keyId: Uint8Array };
}

const basic = '1.3.6.1.5.5.7.48.1.1';
const failures = { malformedRequest: 1, internalError: 2, tryLater: 3, unauthorized: 6 } as const;

/** An answer that says why there is none. */
export function writeOcspFailure(failure: keyof typeof failures): Buffer {
  return sequence(enumerated(failures[failure]));
}

/** The answer, signed by a delegated responder. */
export async function writeOcspAnswer(plan: OcspPlan, signer: Signer): Promise<Buffer> {
  const { answers, thisUpdate, nextUpdate, nonce, responder } = plan;
  const single = ({ certId, status }: OcspPlan['answers'][number]) =>
    sequence(certId, statusOf(status), generalizedTime(thisUpdate), explicit(0, generalizedTime(nextUpdate)));
  const data = sequence(
    explicit(2, octetString(responder.keyId)),
    generalizedTime(plan.producedAt),
    sequence(...answers.map(single)),
    ...(nonce === null ? [] : [explicit(1, sequence(extension(nonceOid, nonce)))]),
  );
  const answer = await signed(data, signer, explicit(0, sequence(responder.der)));
  return sequence(enumerated(0), explicit(0, sequence(objectIdentifier(basic), octetString(answer))));
}

function statusOf(status: OcspStatus): Buffer {
  if (status.kind === 'good') return implicit(0, Buffer.alloc(0));
  if (status.kind === 'unknown') return implicit(2, Buffer.alloc(0));
  const { revokedAt, reason } = status;
  const code = revocationReasons[reason];
  return element(0xa1, generalizedTime(revokedAt), ...(code === 0 ? [] : [explicit(0, enumerated(code))]));
}
