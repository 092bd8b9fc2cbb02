import { buildCertificate, buildPkcs7, toPem } from '../../test/hostile/certificate-builder';
import { isCertloomError } from '../domain/problem';
import { decodeCertificateField } from './certificate-field';

const der = buildCertificate();
const pem = Buffer.from(toPem(der));
const pkcs7 = buildPkcs7([der]);

describe('decodeCertificateField', () => {
  it.each([
    ['PEM text', toPem(der), pem],
    ['PEM text with a mark', `\uFEFF${toPem(der)}`, pem],
    ['base64 of PEM', pem.toString('base64'), pem],
    ['base64 of DER', der.toString('base64'), der],
    ['base64 of DER in lines', der.toString('base64').replace(/.{64}/g, '$&\r\n'), der],
    ['base64 of PKCS#7', pkcs7.toString('base64'), pkcs7],
    ['base64 of anything', Buffer.from([1, 2, 3]).toString('base64'), Buffer.from([1, 2, 3])],
    ['nothing', '', Buffer.alloc(0)],
  ])('%s', (_, text, bytes) => {
    expect(decodeCertificateField(text).equals(bytes)).toBe(true);
  });

  it.each([
    ['a sentence', 'not base64!', 'invalid_base64'],
    ['base64 with a foreign character', der.toString('base64').replace('M', '*'), 'invalid_base64'],
    ['base64url', '__--', 'invalid_base64'],
    ['missing padding', Buffer.from([1]).toString('base64').slice(0, 3), 'invalid_base64'],
    ['padding in the middle', 'AA==AAAA', 'invalid_base64'],
    ['three padding characters', 'A===', 'invalid_base64'],
    ['letters beyond ASCII', 'äöü=', 'invalid_base64'],
    ['base64 of base64', Buffer.from(der.toString('base64')).toString('base64'), 'not_a_certificate'],
  ])('%s is refused', (_, text, code) => {
    let found: unknown;
    try {
      decodeCertificateField(text);
    } catch (error) {
      found = isCertloomError(error) && error.code;
    }
    expect(found).toBe(code);
  });
});
