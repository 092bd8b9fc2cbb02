import { randomUUID } from 'node:crypto';
import type { Request } from './api-client';
import type { DemoCertificate } from './material';
import { certificatesToPkcs7 } from '../../x509/pkcs7-writer';
import { names, values } from './rules';

/** One request of the demo. */
export interface PlannedUpload {
  /** For the table: `sync, PEM`. */
  readonly way: string;
  readonly mode: 'sync' | 'async';
  readonly certificates: readonly DemoCertificate[];
  readonly request: Request;
  /** Value of the custom attribute that the request carries. */
  readonly environment?: string;
  /** The same request as an earlier one, under the same Idempotency-Key: the same answer, nothing new. */
  readonly isReplay?: boolean;
}

/** Requests of one phase are on their way together; the next phase starts when all of them have been answered. */
export interface Phase {
  readonly title: string;
  readonly uploads: readonly PlannedUpload[];
}

const forms = ['JSON with PEM text', 'DER', 'JSON with base64', 'PEM'] as const;

/**
 * 50 certificates: 20 one by one with an answer each, 15 in the background, 15 in one PKCS#7 bundle together with one
 * that is known and one that is in it twice; then some of them again.
 */
export function planUploads(certificates: readonly DemoCertificate[]): Phase[] {
  const single = certificates.slice(0, 20);
  const background = certificates.slice(20, 35);
  const bundled = certificates.slice(35, 50);
  const synchronous = single.map((certificate, index) => upload(certificate, forms[index % forms.length]!, 'sync'));
  const asynchronous = background.map((certificate, index) =>
    upload(certificate, forms[index % forms.length]!, 'async'),
  );
  const keyed = synchronous[0]!;
  return [
    { title: '20 certificates, one by one, each in one of four forms', uploads: synchronous },
    { title: '15 certificates in the background', uploads: asynchronous },
    {
      title: '15 certificates in one PKCS#7 bundle, with one that is known and one twice',
      uploads: [bundle([...bundled, single[1]!, bundled[0]!])],
    },
    {
      title: 'some of them again',
      uploads: [
        { ...keyed, way: 'sync again, same Idempotency-Key', isReplay: true },
        ...single.slice(1, 5).map((certificate) => upload(certificate, 'DER', 'sync', 'sync again')),
        ...background.slice(0, 3).map((certificate) => upload(certificate, 'DER', 'async', 'async again')),
      ],
    },
  ];
}

function upload(
  certificate: DemoCertificate,
  form: (typeof forms)[number],
  mode: 'sync' | 'async',
  title: string = `${mode}, ${form}`,
): PlannedUpload {
  const headers = { 'idempotency-key': randomUUID() };
  const common = { way: title, mode, certificates: [certificate] };
  const raw = (contentType: string, body: Buffer) => ({ method: 'POST', contentType, body, headers }) as const;
  if (form === 'DER') return { ...common, request: raw('application/pkix-cert', certificate.der) };
  if (form === 'PEM') return { ...common, request: raw('application/x-pem-file', Buffer.from(certificate.pem)) };
  const body = {
    certificate: form === 'JSON with base64' ? certificate.der.toString('base64') : certificate.pem,
    customAttributes: [{ name: names.environment, content: [{ data: values.requestEnvironment }] }],
  };
  return { ...common, environment: values.requestEnvironment, request: { method: 'POST', body, headers } };
}

function bundle(certificates: readonly DemoCertificate[]): PlannedUpload {
  const body = certificatesToPkcs7(certificates.map(({ der }) => der));
  return {
    way: 'bundle, PKCS#7',
    mode: 'sync',
    certificates,
    request: { method: 'POST', contentType: 'application/pkcs7-mime', body },
  };
}
