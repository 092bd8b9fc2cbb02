import { randomBytes } from 'node:crypto';
import { buildCertificate, createFixtureKey } from '../test/hostile/certificate-builder';

/** Distinct certificates, each with a key of its own, as real uploads have. */
export function makeCertificates(count: number, { notAfter }: { readonly notAfter?: Date } = {}): Buffer[] {
  const signer = createFixtureKey('ec');
  const run = randomBytes(4).toString('hex');
  return Array.from({ length: count }, (_, index) => {
    const name = `host${index}.${run}.example.org`;
    return buildCertificate({
      subject: name,
      issuer: 'Bench Issuing CA',
      sans: [name],
      key: createFixtureKey('ed25519'),
      signer,
      ...(notAfter === undefined ? {} : { notAfter }),
    });
  });
}
