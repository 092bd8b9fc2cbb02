import type { AttributeDefinition, AttributeValues } from '../../domain/attributes/attribute';
import { readAttributeValues } from '../../domain/attributes/values';
import { CertloomError } from '../../domain/problem';
import { decodeCertificateField } from '../../x509/certificate-field';
import { z } from '../http/schemas';

/** Longest base64 text that can hold the body limit; the exact limits are checked on the bytes. */
const maxFieldLength = 15_000_000;

export const uploadBody = z
  .strictObject({
    certificate: z.string().min(1).max(maxFieldLength).openapi({
      description: 'Base64 of PEM, of DER or of PKCS#7, or PEM text. One certificate or many.',
      example: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n',
    }),
    customAttributes: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(200),
          contentType: z.string().max(20).optional(),
          content: z
            .array(z.strictObject({ data: z.unknown(), reference: z.string().max(1_000).optional() }))
            .max(1_000),
        }),
      )
      .max(500)
      .nullable()
      .optional()
      .openapi({ description: 'Values for custom attributes. They win over what triggers set.' }),
  })
  .openapi('UploadRequest');

export const rawUploadBodies = {
  'application/pkix-cert': 'One certificate, DER.',
  'application/x-pem-file': 'PEM, one certificate or many.',
  'application/pkcs7-mime': 'PKCS#7 with certificates, DER or PEM.',
} as const;

/** The bytes that were sent, whichever way. */
export function bytesOf(body: z.output<typeof uploadBody> | undefined, raw: unknown): Buffer {
  if (Buffer.isBuffer(raw)) return raw;
  if (body === undefined) throw new CertloomError('invalid_request', 'A body is needed.');
  return decodeCertificateField(body.certificate);
}

/** Values of the request, checked against the definitions. Throws `invalid_custom_attributes` naming each fault. */
export function attributesOf(
  body: z.output<typeof uploadBody> | undefined,
  definitions: readonly AttributeDefinition[],
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
      'Custom attributes of the request cannot be used; nothing was uploaded.',
      { errors: read.faults },
    );
  }
  return read.values;
}
