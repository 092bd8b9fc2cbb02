import { asn1 } from 'node-forge';
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { certificatesToPkcs7 } from './pkcs7-writer';

const ders = rootCertificates.slice(0, 30).map((pem) => new X509Certificate(pem).raw);

function children(node: asn1.Asn1): asn1.Asn1[] {
  return node.value as asn1.Asn1[];
}

describe('certificatesToPkcs7', () => {
  it.each([1, 2, 30])('writes %i certificates as they are, in order', (count) => {
    const wanted = ders.slice(0, count);
    const bundle = certificatesToPkcs7(wanted);
    const [type, wrapper] = children(asn1.fromDer(bundle.toString('binary')));
    expect(asn1.derToOid(type!.value as string)).toBe('1.2.840.113549.1.7.2');
    const [version, digests, content, certificates, signers] = children(children(wrapper!)[0]!);
    expect(version!.value).toBe('\x01');
    expect(children(digests!)).toEqual([]);
    expect(asn1.derToOid(children(content!)[0]!.value as string)).toBe('1.2.840.113549.1.7.1');
    const read = children(certificates!).map((node) => Buffer.from(asn1.toDer(node).getBytes(), 'binary'));
    expect(read).toEqual(wanted);
    expect(children(signers!)).toEqual([]);
  });

  it('refuses an empty bundle', () => expect(() => certificatesToPkcs7([])).toThrow(RangeError));
});
