import { placesOfBody, placesOfCsr } from '../../domain/operations/checks';
import { pemOf } from '../../x509/pem-writer';
import { makeKey } from './made-keys';
import { factsOfRequest, readRequestBody, readRequestText } from './read-request';

const codeOf = (text: string) => {
  try {
    readRequestText(text);
    return null;
  } catch (error) {
    return (error as { more: { errors: readonly { pointer: string; code: string }[] } }).more.errors[0];
  }
};

describe('a request as people send it', () => {
  let csr = '';
  beforeAll(async () => {
    const subject = [
      ['O', 'Example'],
      ['CN', 'www.example'],
    ] as const;
    csr = (await makeKey('ec-p256', { subject, names: ['dNSName:www.example', 'iPAddress:192.0.2.7'] })).request.csr;
  });
  const der = () => Buffer.from(csr, 'base64');

  it('is PEM or base64, and says the same', () => {
    const facts = factsOfRequest(der(), placesOfCsr);
    expect(facts).toMatchObject({
      ...{ csr, subjectDn: 'CN=www.example,O=Example', commonName: 'www.example' },
      names: ['dNSName:www.example', 'iPAddress:192.0.2.7'],
      spkiSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      wish: { key: { algorithm: 'ec', curve: 'prime256v1' }, subject: [{ name: 'O' }, { name: 'CN' }] },
    });
    expect(readRequestText(csr)).toEqual(facts);
    expect(readRequestText(pemOf('CERTIFICATE REQUEST', der()))).toEqual(facts);
    expect(readRequestText(`for you:\n${pemOf('NEW CERTIFICATE REQUEST', der())}`)).toEqual(facts);
  });

  it('is a body in DER or PEM', () => {
    const facts = factsOfRequest(der(), placesOfBody);
    expect(readRequestBody(der())).toEqual(facts);
    expect(readRequestBody(Buffer.from(pemOf('CERTIFICATE REQUEST', der())))).toEqual(facts);
    expect(() => readRequestBody(Buffer.alloc(200_001, 0x30))).toThrow(/200000 bytes/);
    expect(() => readRequestBody(der().subarray(0, 40))).toThrow(/validation_failed/);
  });

  it.each<[string, () => string, string]>([
    ['other text', () => 'no request', 'not_a_request'],
    ['nothing', () => '', 'not_a_request'],
    ['another block', () => pemOf('CERTIFICATE', der()), 'not_a_request'],
    ['two requests', () => pemOf('CERTIFICATE REQUEST', der()).repeat(2), 'not_a_request'],
    ['a cut request', () => der().subarray(0, -3).toString('base64'), 'not_a_request'],
    ['a private key', () => `${pemOf('EC PRIVATE KEY', Buffer.from('x'))}${csr}`, 'private_key_refused'],
    [
      'a wrong signature',
      () => {
        const bytes = der();
        bytes[bytes.length - 1]! ^= 1;
        return bytes.toString('base64');
      },
      'not_a_request',
    ],
  ])('is not %s', (_, text, code) => expect(codeOf(text())).toMatchObject({ pointer: '/csr', code }));
});
