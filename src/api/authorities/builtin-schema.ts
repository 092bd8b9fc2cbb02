import { caKeyAlgorithms } from '../../domain/authorities/builtin-settings';
import { line, z } from '../http/schemas';

const ca = (commonName: string, validityYears: number) =>
  z
    .strictObject({
      commonName: line(1, 64).default(commonName),
      keyAlgorithm: z.enum(caKeyAlgorithms).default('ecP256'),
      validityYears: z.number().int().min(1).max(50).default(validityYears),
    })
    .prefault({});

/** Settings of a certification authority inside the product. */
export const builtinSettings = z
  .strictObject({
    kind: z.literal('builtin'),
    root: ca('Certloom Root CA', 20).openapi({ description: 'Fixed once its certificate is made, at the first use.' }),
    issuing: ca('Certloom Issuing CA', 10).openapi({ description: 'As `root`. Ends with the root at the latest.' }),
    organization: line(1, 64).nullable().default(null),
    country: z
      .string()
      .max(2)
      .regex(/^[A-Z]{2}$/, 'two capital letters are expected (ISO 3166)')
      .nullable()
      .default(null),
    rsaPadding: z
      .enum(['pkcs1', 'pss'])
      .default('pkcs1')
      .openapi({ description: 'How RSA keys sign: PKCS #1 v1.5, which everybody reads, or RSASSA-PSS.' }),
    crlLifetimeHours: z.number().int().min(2).max(720).default(24),
    publicationUrl: z
      .url({ protocol: /^http$/, error: 'an address with http:// is expected' })
      .max(200)
      .nullable()
      .default(null)
      .openapi({
        description:
          'Where everybody can fetch lists and certificates, and ask OCSP, of this authority: written into what it issues from now on. Null: CERTLOOM_PUBLIC_URL.',
      }),
  })
  .openapi('BuiltinAuthoritySettings', { description: 'A root and an issuing CA inside of Certloom.' });
