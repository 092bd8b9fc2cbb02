/** Certificate revocation lists (RFC 5280, section 5) into DER. */
import { revocationReasons, type RevocationReason } from '../domain/certificates/revocation-reasons';
import { authorityKeyIdentifier, extension, signed } from './certificate-writer';
import { derTags } from './der';
import { element, enumerated, explicit, header, integer, sequence, time, unsignedInteger } from './der-writer';
import type { Signer } from './signer';

const oid = { cRLNumber: '2.5.29.20', reasonCode: '2.5.29.21' } as const;

export interface RevokedEntry {
  /** Lower-case hex. */
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
}

export interface CrlPlan {
  /** DER of the issuer's subject, as it stands in its certificate. */
  readonly issuer: Uint8Array;
  readonly authorityKeyId: Uint8Array;
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** Entries that `writeEntry` made, in any portions. */
  readonly entries: readonly Uint8Array[];
}

/** Without the reason `unspecified`: RFC 5280, section 5.3.1, wants it left out. */
const reasons: ReadonlyMap<RevocationReason, Buffer> = new Map(
  (Object.entries(revocationReasons) as [RevocationReason, number][]).map(([reason, code]) => [
    reason,
    code === 0 ? Buffer.alloc(0) : sequence(extension(oid.reasonCode, enumerated(code))),
  ]),
);

/** One row of a list. */
export function writeEntry({ serial, revokedAt, reason }: RevokedEntry): Buffer {
  const number = Buffer.from(serial.length % 2 === 0 ? serial : `0${serial}`, 'hex');
  return element(derTags.sequence, unsignedInteger(number), time(revokedAt), reasons.get(reason)!);
}

/** The list, signed. Time and memory grow with the entries, and not faster. */
export async function writeCrl(plan: CrlPlan, signer: Signer): Promise<Buffer> {
  const entries = Buffer.concat(plan.entries);
  const tbs = sequence(
    integer(1),
    signer.algorithm,
    plan.issuer,
    time(plan.thisUpdate),
    time(plan.nextUpdate),
    // An empty list is left out: RFC 5280, section 5.1.2.6.
    ...(entries.length === 0 ? [] : [header(derTags.sequence, entries.length), entries]),
    explicit(0, sequence(authorityKeyIdentifier(plan.authorityKeyId), extension(oid.cRLNumber, integer(plan.number)))),
  );
  return signed(tbs, signer);
}
