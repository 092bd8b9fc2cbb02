/** The ways in which the bytes of a certificate can travel. */
import { buildPkcs7, toPem } from '../hostile/certificate-builder';

export interface WireBody {
  readonly contentType: string;
  readonly body: Buffer;
}

export const raw = {
  der: (body: Buffer): WireBody => ({ contentType: 'application/pkix-cert', body }),
  pem: (text: string): WireBody => ({ contentType: 'application/x-pem-file', body: Buffer.from(text) }),
  pkcs7: (body: Buffer): WireBody => ({ contentType: 'application/pkcs7-mime', body }),
  json: (certificate: string): WireBody => ({
    contentType: 'application/json',
    body: Buffer.from(JSON.stringify({ certificate })),
  }),
};

/** Forms of one certificate; all of them mean the same. */
export const forms: readonly (readonly [name: string, write: (der: Buffer) => WireBody])[] = [
  ['DER', raw.der],
  ['PEM', (der) => raw.pem(toPem(der))],
  ['PEM with CRLF', (der) => raw.pem(toPem(der, 'CERTIFICATE', '\r\n'))],
  ['PEM with text around it', (der) => raw.pem(`Bag Attributes\n  friendlyName: é\n${toPem(der)}\nthe end, 30 82`)],
  ['PKCS#7', (der) => raw.pkcs7(buildPkcs7([der]))],
  ['base64 of DER', (der) => raw.json(der.toString('base64'))],
  ['PEM text in JSON', (der) => raw.json(toPem(der))],
  ['base64 of PEM', (der) => raw.json(Buffer.from(toPem(der)).toString('base64'))],
  ['base64 of PKCS#7', (der) => raw.json(buildPkcs7([der]).toString('base64'))],
];

/** Forms of several certificates in one request. */
export const bundleForms: readonly (readonly [name: string, write: (ders: readonly Buffer[]) => WireBody])[] = [
  ['PEM', (ders) => raw.pem(ders.map((der) => toPem(der)).join('and\n'))],
  ['PKCS#7', (ders) => raw.pkcs7(buildPkcs7(ders))],
  ['PKCS#7, PEM in JSON', (ders) => raw.json(toPem(buildPkcs7(ders), 'PKCS7'))],
];

/** What must be refused whatever the certificate is. */
export const refusedForms: readonly (readonly [name: string, write: (der: Buffer, other: Buffer) => WireBody])[] = [
  ['DER with a trailing byte', (der) => raw.der(Buffer.concat([der, Buffer.alloc(1)]))],
  ['DER with a trailing newline', (der) => raw.der(Buffer.concat([der, Buffer.from('\n')]))],
  ['base64 of DER with trailing bytes', (der) => raw.json(Buffer.concat([der, Buffer.alloc(3, 7)]).toString('base64'))],
  ['PEM of DER with trailing bytes', (der) => raw.pem(toPem(Buffer.concat([der, Buffer.alloc(2)])))],
  ['DER of one, PEM of another', (der, other) => raw.der(Buffer.concat([der, Buffer.from(toPem(other))]))],
  ['DER of two', (der, other) => raw.der(Buffer.concat([der, other]))],
];
