/** The certificates of a PKCS#7 / CMS SignedData (RFC 5652, section 5.1). Signatures are not checked. */
import { CertloomError } from '../domain/problem';
import { DerReader, derTags } from './der';

const CERTIFICATES_TAG = 0xa0;
const MAX_ELEMENTS = 262_144;

/**
 * Cuts the elements of `certificates` out as they stand, in order; BER with indefinite lengths is read too. What is no
 * certificate by its tag (attribute certificates) is null at its place. Throws `not_a_certificate` when the container
 * cannot be read or holds none.
 */
export function certificatesOfPkcs7(bytes: Buffer): (Buffer | null)[] {
  const reader = new DerReader(bytes, { indefinite: true, maxElements: MAX_ELEMENTS });
  const contentInfo = reader.elementAt(0, bytes.length);
  const wrapper = contentInfo === null ? undefined : reader.children(contentInfo)[1];
  const signedData = wrapper === undefined ? null : reader.elementAt(wrapper.contentStart, wrapper.contentEnd);
  const fields = signedData === null ? [] : reader.children(signedData);
  const list = fields.find((field) => field.tag === CERTIFICATES_TAG);
  const elements = list === undefined ? [] : reader.children(list);
  if (reader.fault !== null) {
    throw new CertloomError('not_a_certificate', 'The PKCS#7 container cannot be read: it is damaged or too large.');
  }
  if (elements.length === 0) throw new CertloomError('not_a_certificate', 'The PKCS#7 container holds no certificate.');
  return elements.map((element) =>
    element.tag === derTags.sequence ? Buffer.from(bytes.subarray(element.start, element.end)) : null,
  );
}
