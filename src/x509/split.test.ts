import { buildCertificate, buildPkcs7, buildPkcs7Indefinite, toPem } from '../../test/hostile/certificate-builder';
import { certificationRequest, revocationList } from '../../test/hostile/container-defects';
import { der, octetString, sequence } from '../../test/hostile/der-writer';
import { isCertloomError } from '../domain/problem';
import { splitUpload, type UploadLimits } from './split';

const [a, b, c] = [buildCertificate(), buildCertificate(), buildCertificate()];

/** Each item as its DER or its code; the code alone for a refusal of the whole input. */
function outcome(bytes: Buffer | string, limits?: Partial<UploadLimits>): unknown {
  try {
    return splitUpload(Buffer.from(bytes), limits).map((item, position) => {
      expect(item.index).toBe(position);
      return 'der' in item ? item.der : item.error.code;
    });
  } catch (error) {
    if (isCertloomError(error)) return error.code;
    throw error;
  }
}

describe('bundles', () => {
  it.each([
    ['PEM', toPem(a) + toPem(b) + toPem(c)],
    ['PEM with CRLF', [a, b, c].map((one) => toPem(one, 'CERTIFICATE', '\r\n')).join('\r\n')],
    ['PEM with text in between', `Bag Attributes\n${toPem(a)}\nsubject=/CN=x ----- \n${toPem(b)}# third\n${toPem(c)}`],
    ['PEM in base64', Buffer.from(toPem(a) + toPem(b) + toPem(c)).toString('base64')],
    ['PKCS#7', buildPkcs7([a, b, c])],
    ['PKCS#7, BER', buildPkcs7Indefinite([a, b, c])],
    ['PKCS#7, PEM', toPem(buildPkcs7([a, b, c]), 'PKCS7')],
    ['PKCS#7 BER, PEM', toPem(buildPkcs7Indefinite([a, b, c]), 'PKCS7')],
    ['PKCS#7 in base64', buildPkcs7([a, b, c]).toString('base64')],
    ['a certificate and a PKCS#7', toPem(a) + toPem(buildPkcs7([b, c]), 'CMS')],
  ])('%s keeps the order', (_, bytes) => {
    expect(outcome(bytes)).toEqual([a, b, c]);
  });

  it('does not drop copies', () => {
    expect(outcome(toPem(a) + toPem(a))).toEqual([a, a]);
  });

  it.each([
    ['bad base64', toPem(b).replace('\nM', '\n!'), 'invalid_base64'],
    ['no end', toPem(b).replace(/-----END.*\n/, ''), 'not_a_certificate'],
    ['nothing', toPem(Buffer.alloc(0)), 'not_a_certificate'],
    ['text', toPem(Buffer.from('no DER here')), 'not_a_certificate'],
    ['trailing bytes', toPem(Buffer.concat([b, b])), 'not_a_certificate'],
    ['a CSR', toPem(certificationRequest(), 'NEW CERTIFICATE REQUEST'), 'unsupported_format'],
    ['a CRL under the wrong label', toPem(revocationList()), 'unsupported_format'],
    ['an unknown label', toPem(b, 'SOMETHING'), 'unsupported_format'],
  ])('%s between two certificates is the fault of its item', (_, bad, code) => {
    expect(outcome(toPem(a) + bad + toPem(c))).toEqual([a, code, c]);
  });

  it('names an attribute certificate in PKCS#7 at its place', () => {
    expect(outcome(buildPkcs7([a, der(0xa1, sequence()), c]))).toEqual([a, 'unsupported_format', c]);
  });

  it('refuses the whole input when nothing in it is a certificate', () => {
    expect(outcome(toPem(certificationRequest(), 'CERTIFICATE REQUEST') + toPem(revocationList(), 'X509 CRL'))).toBe(
      'unsupported_format',
    );
  });
});

describe('limits', () => {
  it.each([
    { name: 'certificates, at the limit', bytes: toPem(a) + toPem(b), limits: { maxCertificates: 2 }, result: [a, b] },
    {
      name: 'certificates',
      bytes: toPem(a) + toPem(b) + toPem(c),
      limits: { maxCertificates: 2 },
      result: 'payload_too_large',
    },
    {
      name: 'certificates in PKCS#7',
      bytes: buildPkcs7([a, b, c]),
      limits: { maxCertificates: 2 },
      result: 'payload_too_large',
    },
    { name: 'bytes, at the limit', bytes: a, limits: { maxBytes: a.length }, result: [a] },
    { name: 'bytes', bytes: a, limits: { maxBytes: a.length - 1 }, result: 'payload_too_large' },
    {
      name: 'bytes of one certificate',
      bytes: a,
      limits: { maxCertificateBytes: a.length - 1 },
      result: 'payload_too_large',
    },
    {
      name: 'bytes of one in PEM',
      bytes: toPem(a),
      limits: { maxCertificateBytes: a.length - 1 },
      result: 'payload_too_large',
    },
  ])('$name', ({ bytes, limits, result }) => {
    expect(outcome(bytes, limits)).toEqual(result);
  });
});

describe('trusted certificates', () => {
  const trusted = (rest: Buffer): Buffer => Buffer.from(toPem(Buffer.concat([a, rest]), 'TRUSTED CERTIFICATE'));

  it.each([
    ['settings', sequence(sequence())],
    ['empty settings', sequence()],
  ])('lose their %s with a warning', (_, rest) => {
    expect(splitUpload(trusted(rest))).toEqual([{ index: 0, der: a, warnings: ['trust_data_dropped'] }]);
  });

  it('are taken without settings', () => {
    expect(splitUpload(trusted(Buffer.alloc(0)))).toEqual([{ index: 0, der: a }]);
  });

  it.each([
    ['octets', octetString(Buffer.from([1]))],
    ['settings and more', Buffer.concat([sequence(sequence()), Buffer.from([0])])],
  ])('with %s behind them are refused', (_, rest) => {
    expect(outcome(trusted(rest))).toBe('not_a_certificate');
  });
});

describe('details', () => {
  const detail = (bytes: Buffer | string): string => {
    try {
      splitUpload(Buffer.from(bytes));
    } catch (error) {
      if (isCertloomError(error)) return error.detail;
    }
    return '';
  };

  it('name what was recognised', () => {
    expect(detail(certificationRequest())).toContain('CSR');
    expect(detail(revocationList())).toContain('CRL');
    expect(detail(Buffer.concat([Buffer.from('feedfeed', 'hex'), Buffer.alloc(9)]))).toContain('JKS');
  });

  it('do not repeat the label of an unknown block', () => {
    expect(detail(toPem(a, '<script>'))).not.toContain('script');
  });
});
