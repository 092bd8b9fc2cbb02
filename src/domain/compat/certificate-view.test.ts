import { certificateOf } from '../../../test/support/builders';
import { toOriginCertificate } from './certificate-view';

const certificate = certificateOf('c1', {
  crlDistributionPoints: ['http://crl.example'],
  ...{
    thumbprint: 'AB12',
    serialNumber: 'abc',
    subjectDn: 'CN=a',
    commonName: 'a',
    keyAlgorithm: 'rsa',
    keySize: 2048,
  },
  ...{ keyUsage: ['digitalSignature'], subjectAlternativeNames: ['dNSName:a.example'], state: 'revoked' },
  revocation: {
    ...{ reason: 'keyCompromise', code: 1, revokedAt: new Date('2027-01-02T00:00:00Z'), comment: 'lost' },
    ...{ recordedAt: new Date('2027-01-03T00:00:00Z'), recordedBy: null },
  },
  metadata: [{ name: 'place', contentType: 'string', data: ['a.example:443'] }],
  attributes: { a1: { name: 'Site', contentType: 'string', content: [{ data: 'Brno' }] } },
});
const around = { number: 7, raProfileName: 'web', withMetadata: true, withLocations: true };

it('has the members of the origin', () => {
  expect(toOriginCertificate(certificate, around)).toMatchObject({
    ...{ Id: 7, Thumbprint: 'AB12', SerialNumber: '0ABC', IssuedDN: 'CN=a', IssuedCN: 'a', TemplateName: 'web' },
    ...{ CertState: 2, CertStateString: 'Revoked', KeyType: 1, KeyTypeString: 'RSA', KeySizeInBits: 2048 },
    ...{ KeyUsage: 128, RevocationReason: 1, RevocationComment: 'lost', RevocationEffDate: '2027-01-02T00:00:00Z' },
    CRLDistributionPoints: [{ Url: 'http://crl.example' }],
    SubjectAltNameElements: [{ Value: 'a.example', Type: 2 }],
    LocationsCount: [{ Type: 'Discovered', Count: 1 }],
    Locations: [{ StoreMachine: 'a.example', StorePath: 'a.example:443' }],
    ...{ Metadata: { Site: 'Brno' }, ContentBytes: null, Uuid: certificate.uuid },
    DetailedKeyUsage: { DigitalSignature: true, KeyCertSign: false, HexCode: '80' },
  });
});

it('leaves out what was not asked for, and adds the content that was', () => {
  const content = Buffer.from('der').toString('base64');
  const bare = { ...around, withMetadata: false, withLocations: false, content };
  expect(toOriginCertificate(certificate, bare)).toMatchObject({
    ...{ Metadata: {}, Locations: [], LocationsCount: [], ContentBytes: content },
  });
});
