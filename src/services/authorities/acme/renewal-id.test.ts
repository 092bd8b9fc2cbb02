import { generateKeyPairSync } from 'node:crypto';
import { start } from '../../../../test/support/builders';
import { writeCertificate } from '../../../x509/certificate-writer';
import { writeName } from '../../../x509/name-writer';
import { createSigner } from '../../../x509/signer';
import { renewalIdOf } from './renewal-id';

async function certificate(keyId: string, serial: string): Promise<Buffer> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = writeName([['CN', 'x']]);
  return writeCertificate(
    {
      ...{ serial: Buffer.from(serial, 'hex'), issuer: name, subject: name, ca: null, keyUsage: [] },
      ...{ spki: publicKey.export({ format: 'der', type: 'spki' }), notBefore: start, notAfter: start },
      ...{ extendedKeyUsage: [], names: [], authorityKeyId: Buffer.from(keyId, 'hex') },
      ...{ crlUrl: null, issuerUrl: null, ocspUrl: null },
    },
    createSigner('ecP256', privateKey),
  );
}

it("makes RFC 9773's own example of it, with the leading zero octet of the serial number", async () => {
  const der = await certificate('69885b6b87464041e1b37b847ba0ae2cde01c8d4', '87654321');
  expect(renewalIdOf(der)).toBe('aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE');
});

it('has none for what is no certificate', () => {
  expect(renewalIdOf(Buffer.from('x'))).toBeNull();
});
