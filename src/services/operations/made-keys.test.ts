import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { buildCertificate, importFixtureKey } from '../../../test/hostile/certificate-builder';
import { deliverKey, madeKeyKinds, makeKey, type MadeKey } from './made-keys';

const password = 'correct horse battery';
const wanted = { subject: [['CN', 'www.example']] as const, names: ['dNSName:www.example'] };

function certificateOf({ privateKey }: MadeKey): Buffer {
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  return buildCertificate({ key: importFixtureKey('ec', pkcs8) });
}

describe('a key of ours', () => {
  it.each(madeKeyKinds.filter((kind) => kind !== 'rsa-4096'))('of kind %s signs its request', async (kind) => {
    const { privateKey, request } = await makeKey(kind, wanted);
    expect(request).toMatchObject({ commonName: 'www.example', names: wanted.names });
    expect(request.wish?.key.algorithm).toBe(kind.split('-')[0]);
    const own = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
    expect(Buffer.from(request.csr, 'base64').includes(own)).toBe(true);
  });

  it('is another one each time', async () => {
    const [one, other] = [await makeKey('ed25519', wanted), await makeKey('ed25519', wanted)];
    expect(one.request.spkiSha256).not.toBe(other.request.spkiSha256);
  });

  it('comes as a file with its certificate, under the password', async () => {
    const made = await makeKey('ec-p256', wanted);
    const { format, content } = await deliverKey({ ...made, name: 'www' }, [certificateOf(made)], {
      format: 'pkcs12',
      password,
    });
    expect(format).toBe('pkcs12');
    const open = (passphrase: string) => createSecureContext({ pfx: Buffer.from(content, 'base64'), passphrase });
    expect(() => open(password)).not.toThrow();
    expect(() => open('another password')).toThrow();
  });

  it('comes as PEM where that is asked for, or where there is no certificate yet', async () => {
    const made = await makeKey('ec-p256', wanted);
    const own = certificateOf(made);
    const { format, content } = await deliverKey({ ...made, name: 'www' }, [own, own], { format: 'pem', password });
    expect([format, content.match(/-----BEGIN [A-Z ]+/g)]).toEqual([
      'pem',
      ['-----BEGIN ENCRYPTED PRIVATE KEY', '-----BEGIN CERTIFICATE', '-----BEGIN CERTIFICATE'],
    ]);
    const key = createPrivateKey({ key: content, passphrase: password });
    expect(new X509Certificate(own).checkPrivateKey(key)).toBe(true);
    expect(() => createPrivateKey({ key: content, passphrase: 'another password' })).toThrow();
    const early = await deliverKey({ ...made, name: 'www' }, [], { format: 'pkcs12', password });
    expect([early.format, early.content]).toEqual(['pem', expect.stringMatching(/^-----BEGIN ENCRYPTED PRIVATE KEY/)]);
  });
});
