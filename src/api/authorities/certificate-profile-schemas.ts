import {
  profileCurves,
  profileKeyUsages,
  profileNameKinds,
  profileSubjectAttributes,
} from '../../domain/authorities/certificate-profile';
import { extendedKeyUsageNames } from '../../domain/certificates/extended-key-usages';
import { duration } from '../http/durations';
import { description, line, name, z } from '../http/schemas';

const oid = /^[012](\.(0|[1-9]\d{0,30})){1,30}$/;
const purposes = extendedKeyUsageNames.filter((purpose) => !/ocspSigning|timeStamping|anyExtended/.test(purpose));
const patterns = z
  .array(line(1, 500))
  .max(20)
  .default([])
  .openapi({ description: 'RE2; one of them must match the whole text. Empty: every text.' });

const members = {
  name,
  description,
  keyUsage: z.array(z.enum(profileKeyUsages)).max(5).default(['digitalSignature', 'keyEncipherment']),
  extendedKeyUsage: z
    .array(
      z
        .string()
        .max(200)
        .refine((text) => purposes.includes(text) || oid.test(text), 'a known usage or a dotted OID is expected'),
    )
    .max(20)
    .default(['serverAuth', 'clientAuth'])
    .openapi({ description: `${purposes.join(', ')}, or a dotted OID. Empty: not limited.` }),
  lifetime: duration('PT1H', 'P10Y').default('P90D').openapi({ description: 'What a request without a wish gets.' }),
  maxLifetime: duration('PT1H', 'P10Y').default('P398D'),
  names: z
    .array(z.strictObject({ kind: z.enum(profileNameKinds), patterns }).openapi('CertificateNameRule'))
    .max(4)
    .default([{ kind: 'dNSName', patterns: [] }])
    .openapi({ description: 'Which alternative names a request may have. Kinds that do not stand here are refused.' }),
  minNames: z.number().int().min(0).max(100).default(0),
  maxNames: z.number().int().min(0).max(1_000).default(100),
  wildcards: z.boolean().default(false).openapi({ description: 'Whether host names may have one.' }),
  subject: z
    .array(
      z
        .strictObject({
          attribute: z.enum(profileSubjectAttributes),
          required: z.boolean().default(false),
          patterns,
        })
        .openapi('CertificateSubjectRule'),
    )
    .max(20)
    .default([{ attribute: 'CN', required: false, patterns: [] }])
    .openapi({
      description: 'Which parts a subject may have. A common name that is a host name must be allowed as one.',
    }),
  keys: z
    .array(
      z
        .discriminatedUnion('algorithm', [
          z
            .strictObject({
              algorithm: z.literal('rsa'),
              minBits: z.number().int().min(2_048).max(16_384).default(2_048),
              maxBits: z.number().int().min(2_048).max(16_384).default(8_192),
            })
            .openapi('AllowedRsaKeys'),
          z
            .strictObject({ algorithm: z.literal('ec'), curves: z.array(z.enum(profileCurves)).min(1).max(3) })
            .openapi('AllowedEcKeys'),
          z.strictObject({ algorithm: z.literal('ed25519') }).openapi('AllowedEd25519Keys'),
        ])
        .openapi('AllowedKeys'),
    )
    .min(1)
    .max(10)
    .default([
      { algorithm: 'rsa', minBits: 2_048, maxBits: 8_192 },
      { algorithm: 'ec', curves: [...profileCurves] },
      { algorithm: 'ed25519' },
    ]),
  authorityProfile: line(1, 200)
    .nullable()
    .default(null)
    .openapi({ description: "The authority's own profile to ask for, where it has such; null: its default." }),
};

export const certificateProfileBody = z
  .strictObject(members)
  .openapi('CertificateProfileRequest', { description: 'Certificates of a profile are no CAs.' });

export const certificateProfileView = z
  .strictObject({ uuid: z.string(), ...members, revision: z.number().int() })
  .openapi('CertificateProfile');
