import { generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';

/** What the demo's authority is asked for. */
export interface Wanted {
  readonly name: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** The common name of the authority; nothing trusts it. */
export const demoAuthority = 'Demo: short-lived issuing CA';

/**
 * An authority that lives as long as this function's result: its key is never written anywhere. Each call of `issue`
 * makes a key pair and a server certificate for one DNS name, as PEM.
 */
export function createDemoAuthority(): { issue(wanted: Wanted): string } {
  const { privateKey } = keyPair();
  const issuer = [{ name: 'commonName', value: demoAuthority }];
  return {
    issue({ name, notBefore, notAfter }) {
      const certificate = forge.pki.createCertificate();
      certificate.publicKey = keyPair().publicKey;
      // Positive, as RFC 5280, section 4.1.2.2 asks.
      certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
      certificate.validity.notBefore = notBefore;
      certificate.validity.notAfter = notAfter;
      certificate.setSubject([{ name: 'commonName', value: name }]);
      certificate.setIssuer(issuer);
      certificate.setExtensions([
        { name: 'basicConstraints', cA: false },
        { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
      ]);
      certificate.sign(privateKey, forge.md.sha256.create());
      return forge.pki.certificateToPem(certificate);
    },
  };
}

/** Made by the runtime: forge's own search for primes takes seconds. The demo's ignore trigger refuses shorter keys. */
function keyPair() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 3_072,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { publicKey: forge.pki.publicKeyFromPem(publicKey), privateKey: forge.pki.privateKeyFromPem(privateKey) };
}
