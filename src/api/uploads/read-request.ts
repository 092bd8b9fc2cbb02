import type { AttributeDefinition, AttributeValues } from '../../domain/attributes/attribute';
import { sealValues, type Seal } from '../../domain/attributes/sealed';
import { readAttributeValues } from '../../domain/attributes/values';
import { CertloomError } from '../../domain/problem';
import { decodeCertificateField } from '../../x509/certificate-field';
import type { FormFile } from '../http/multipart';
import { attributeValues, z } from '../http/schemas';

/** Longest base64 text that can hold the body limit; the exact limits are checked on the bytes. */
const maxFieldLength = 15_000_000;

export const uploadBody = z
  .strictObject({
    certificate: z.string().min(1).max(maxFieldLength).openapi({
      description: 'PEM text, or the base64 of PEM, DER or PKCS #7. One certificate or several.',
      example: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n',
    }),
    customAttributes: attributeValues
      .nullable()
      .optional()
      .openapi({ description: 'Values of custom attributes. They take precedence over what triggers set.' }),
  })
  .openapi('UploadRequest');

export const rawUploadBodies = {
  'application/pkix-cert': { kind: 'binary', description: 'One certificate as DER.' },
  'application/x-pem-file': { kind: 'binary', description: 'One certificate or several as PEM.' },
  'application/pkcs7-mime': { kind: 'binary', description: 'PKCS #7 with certificates, DER or PEM.' },
} as const;

/**
 * What browsers, Windows, ACME clients and curl's `--data-binary` say of a certificate's file when nobody tells them.
 * Not in the description, because clients are generated from it.
 */
export const otherUploadTypes = [
  'application/x-x509-ca-cert',
  'application/x-x509-user-cert',
  'application/x-x509-email-cert',
  'application/x-pkcs7-certificates',
  'application/x-pkcs7-mime',
  'application/pem-certificate-chain',
  'application/x-x509-server-cert',
  'application/x-x509-ca-ra-cert',
  'application/x-pem',
  'application/cms',
  'application/pkcs7-signature',
  'application/x-pkcs7-signature',
  'application/octet-stream',
  'binary/octet-stream',
  'application/x-www-form-urlencoded',
  'text/plain',
] as const;

/** What was sent, whichever way: one content, or the files of a form. */
export function filesOf(body: z.output<typeof uploadBody> | undefined, raw: unknown): readonly FormFile[] {
  if (Buffer.isBuffer(raw)) return [{ content: raw }];
  // JSON is in `body`, so a list is what the reader of forms has left there.
  if (body === undefined && Array.isArray(raw) && raw.length > 0) return raw as readonly FormFile[];
  if (body === undefined) throw new CertloomError('invalid_request', 'The request needs a body.');
  return [{ content: decodeCertificateField(body.certificate) }];
}

/** Values of the request as they are stored, checked against the definitions. Throws `invalid_custom_attributes` naming each fault. */
export function attributesOf(
  body: z.output<typeof uploadBody> | undefined,
  definitions: readonly AttributeDefinition[],
  seal: Seal,
): AttributeValues {
  const given = body?.customAttributes;
  if (given === undefined || given === null || given.length === 0) return {};
  const read = readAttributeValues(given, definitions, {
    resource: 'certificates',
    by: 'request',
    pointer: '/customAttributes',
  });
  if ('faults' in read) {
    throw new CertloomError(
      'invalid_custom_attributes',
      'The custom attributes of the request are not valid; nothing was uploaded.',
      { errors: read.faults },
    );
  }
  return sealValues(read.values, seal);
}
