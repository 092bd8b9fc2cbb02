import { generateKeyPairSync } from 'node:crypto';
import { asn1, pkcs12, pki } from 'node-forge';
import { buildCertificate, importFixtureKey } from '../../test/hostile/certificate-builder';
import { passwordIterations } from './encrypted-keys';
import { writePkcs12 } from './pkcs12-writer';

const password = 'correct horse battery';

describe('a PKCS#12 file', () => {
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const own = buildCertificate({ key: importFixtureKey('rsa', key.export({ type: 'pkcs8', format: 'der' })) });
  const issuer = buildCertificate();

  it('is read by another implementation, with key, certificates and names', async () => {
    const file = await writePkcs12({ key, certificates: [own, issuer], name: 'wéb', password });
    const read = pkcs12.pkcs12FromAsn1(asn1.fromDer(file.toString('binary')), password);
    const bagsOf = (type: string) => read.getBags({ bagType: type })[type] ?? [];
    const [keyBag] = bagsOf(pki.oids['pkcs8ShroudedKeyBag']!);
    const certificates = bagsOf(pki.oids['certBag']!);
    expect(pki.privateKeyToPem(keyBag!.key!)).toContain('RSA PRIVATE KEY');
    expect(certificates.map(({ attributes }) => attributes.friendlyName[0])).toEqual(['wéb', 'wéb 1']);
    expect(certificates[0]?.attributes.localKeyId).toEqual(keyBag?.attributes.localKeyId);
    expect(() => pkcs12.pkcs12FromAsn1(asn1.fromDer(file.toString('binary')), 'another password')).toThrow();
  });

  it('costs who guesses, within what all readers take', () => {
    expect(passwordIterations).toBeGreaterThanOrEqual(2_048);
    expect(passwordIterations).toBeLessThanOrEqual(300_000);
  });

  it('needs a certificate', () =>
    expect(writePkcs12({ key, certificates: [], name: 'web', password })).rejects.toThrow('needs the certificate'));
});
