/** Certification requests (PKCS#10, RFC 2986) for keys that we have made. */
import { bitString, explicit, integer, objectIdentifier, octetString, sequence, setOf } from './der-writer';
import { writeGeneralName } from './general-name-writer';
import { writeName } from './name-writer';
import type { Signer } from './signer';

const extensionRequest = '1.2.840.113549.1.9.14';
const subjectAltName = '2.5.29.17';

export interface RequestedCertificate {
  /** The least specific attribute first: `[['O', 'Example'], ['CN', 'www']]`. */
  readonly subject: readonly (readonly [type: string, value: string])[];
  /** General names as conditions spell them. */
  readonly names: readonly string[];
  /** DER of the SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
}

/** The request in DER. Throws `validation_failed` for a name that cannot be written. */
export async function writeCertificationRequest(
  { subject, names, spki }: RequestedCertificate,
  signer: Signer,
): Promise<Buffer> {
  const extension = () =>
    sequence(objectIdentifier(subjectAltName), octetString(sequence(...names.map(writeGeneralName))));
  const attributes =
    names.length === 0 ? [] : [sequence(objectIdentifier(extensionRequest), setOf(sequence(extension())))];
  const info = sequence(integer(0), writeName(subject), spki, explicit(0, ...attributes));
  return sequence(info, signer.algorithm, bitString(await signer.sign(info)));
}
