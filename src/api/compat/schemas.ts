import { sortFieldNames } from '../../domain/compat/sort-fields';
import { isPlainObject } from '../../domain/values/json';
import { line, text, uuid, wholeNumber, z } from '../http/schemas';

/** An object of a request whose members the origin takes in any case, and among which it passes over what it does not know. */
export function members<T extends z.ZodRawShape>(shape: T, name: string) {
  const known = new Map(Object.keys(shape).map((member) => [member.toLowerCase(), member]));
  const spelled = (value: unknown) =>
    isPlainObject(value)
      ? Object.fromEntries(
          Object.entries(value).map(([member, one]) => [known.get(member.toLowerCase()) ?? member, one]),
        )
      : value;
  return z.preprocess(spelled, z.looseObject(shape).openapi(name));
}

/** Members of a body that have no effect. @param used those that have one */
export function unusedOf(body: object, used: readonly string[]): string[] {
  return Object.entries(body).flatMap(([name, value]) =>
    used.includes(name) || value === null || value === undefined || value === '' ? [] : [name],
  );
}

const idText = z
  .string()
  .max(36)
  .regex(
    /^(?:[1-9]\d{0,14}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
    'a number, or a UUID, is expected',
  );

/** A certificate, by the number that answers show as `Id`, or by the uuid that the rest of the API knows. */
export const certificateId = z
  .union([z.number().int().min(1).max(Number.MAX_SAFE_INTEGER), idText])
  .transform(String)
  .openapi('CompatId', { type: ['integer', 'string'], description: 'The `Id` of answers, or the uuid.' });

export const idPath = z.strictObject({ id: idText });
export const instancePath = z.strictObject({ id: uuid });

/** `true` and `false` as PowerShell and others write them. */
const flag = z
  .string()
  .max(5)
  .toLowerCase()
  .pipe(z.enum(['true', 'false', '1', '0']))
  .transform((value) => value === 'true' || value === '1')
  .openapi({ type: 'boolean' });

export const shownQuery = {
  includeMetadata: flag.optional().openapi({ description: 'Default true: `Metadata` is empty with false.' }),
  includeLocations: flag.optional().openapi({ description: 'Default true.' }),
};

/** Most certificates on one page. */
export const mostPerPage = 5_000;

export const searchQuery = z.strictObject({
  QueryString: text(10_000).default('').openapi({
    description: 'As of collections: `Field -op value` with AND, OR and brackets. Empty: all.',
    example: 'CN -eq "www.example.com"',
  }),
  PageReturned: wholeNumber(1, 1_000_000).default(1).openapi({ default: 1 }),
  ReturnLimit: wholeNumber(1, mostPerPage).default(50).openapi({ default: 50 }),
  SortField: line(1, 100)
    .optional()
    .openapi({ description: `One of ${sortFieldNames.join(', ')}. Default Id.` }),
  SortAscending: z
    .enum(['0', '1'], 'expected 0 for ascending or 1 for descending')
    .default('0')
    .openapi({ description: '0 is ascending, 1 is descending.' }),
  includeRevoked: flag.optional().openapi({ description: 'False leaves revoked certificates out. Default true.' }),
  includeExpired: flag.optional().openapi({ description: 'False leaves out what is over. Default true.' }),
  ...shownQuery,
});

const string = z.string();
const number = z.number();
const stringOrNull = string.nullable();
const nothing = z.null();
const metadata = z.record(string, string);

const location = z
  .strictObject({ StoreMachine: string, StorePath: string, Alias: string, ChainLevel: number })
  .openapi('CompatCertificateLocation');
const usage = z
  .strictObject({
    ...{
      CrlSign: z.boolean(),
      DataEncipherment: z.boolean(),
      DecipherOnly: z.boolean(),
      DigitalSignature: z.boolean(),
    },
    ...{ EncipherOnly: z.boolean(), KeyAgreement: z.boolean(), KeyCertSign: z.boolean(), KeyEncipherment: z.boolean() },
    ...{ NonRepudiation: z.boolean(), HexCode: string },
  })
  .openapi('CompatKeyUsage');

export const originCertificate = z
  .strictObject({
    ...{ Id: number.int(), Thumbprint: string, SerialNumber: string, IssuedDN: string, IssuedCN: stringOrNull },
    ...{ ImportDate: stringOrNull, NotBefore: stringOrNull, NotAfter: stringOrNull, IssuerDN: string },
    ...{ PrincipalId: nothing, TemplateId: nothing, CertState: number, KeySizeInBits: number, KeyType: number },
    ...{ RequesterId: nothing, IssuedOU: stringOrNull, IssuedEmail: stringOrNull, KeyUsage: number },
    ...{ SigningAlgorithm: string, CertStateString: string, KeyTypeString: string },
    ...{ RevocationEffDate: stringOrNull, RevocationReason: number.nullable(), RevocationComment: stringOrNull },
    ...{ CertificateAuthorityId: nothing, CertificateAuthorityName: stringOrNull, TemplateName: stringOrNull },
    ...{ ArchivedKey: z.boolean(), HasPrivateKey: z.boolean(), PrincipalName: stringOrNull, CertRequestId: nothing },
    ...{ RequesterName: stringOrNull, ContentBytes: stringOrNull },
    ExtendedKeyUsages: z.array(
      z.strictObject({ Oid: string, DisplayName: stringOrNull }).openapi('CompatExtendedKeyUsage'),
    ),
    SubjectAltNameElements: z.array(z.strictObject({ Value: string, Type: number }).openapi('CompatName')),
    CRLDistributionPoints: z.array(z.strictObject({ Url: string }).openapi('CompatDistributionPoint')),
    LocationsCount: z.array(z.strictObject({ Type: string, Count: number }).openapi('CompatLocationCount')),
    SSLLocations: z.array(nothing),
    Locations: z.array(location),
    Metadata: metadata,
    ...{ CertificateKeyId: nothing, CARowIndex: number, CARecordId: nothing, DetailedKeyUsage: usage },
    ...{ KeyRecoverable: z.boolean(), Curve: stringOrNull, Uuid: string },
  })
  .openapi('CompatCertificate');

const place = z
  .strictObject({
    ...{ StoreId: nothing, StoreTypeId: nothing, ClientMachine: string, StorePath: string, AgentPool: nothing },
    ...{ Alias: string, IPAddress: nothing, Port: nothing, NetworkName: nothing },
  })
  .openapi('CompatPlace');
export const originLocations = z
  .strictObject({
    Details: z.array(
      z
        .strictObject({ StoreType: string, StoreTypeId: nothing, StoreCount: number, Locations: z.array(place) })
        .openapi('CompatPlaces'),
    ),
  })
  .openapi('CompatLocations');

const metadataValues = z.record(z.string().min(1).max(200), z.unknown());

export const metadataBody = members(
  {
    Id: certificateId,
    Metadata: metadataValues.openapi({
      description: 'Values by name of the custom attribute; an empty text or null clears one. Others stay.',
    }),
  },
  'CompatMetadataUpdate',
);

export const downloadBody = members(
  {
    CertID: z.union([certificateId, z.literal(0), z.null()]).optional(),
    SerialNumber: line(0, 200).nullable().optional(),
    IssuerDN: line(0, 4_000).nullable().optional(),
    Thumbprint: line(0, 200).nullable().optional(),
    IncludeChain: z.boolean().nullable().optional(),
    ChainOrder: line(0, 40).nullable().optional().openapi({ description: '`EndEntityFirst`, or `RootFirst`; of PEM.' }),
  },
  'CompatDownload',
);

export const download = z
  .strictObject({ Content: string })
  .openapi('CompatDownloaded', { description: '`Content` is the file in base64.' });

const shortText = line(0, 200).nullable().optional();

export const pfxBody = members(
  {
    Template: shortText.openapi({
      description: 'Name of the RA profile. Left out of a renewal: that of the certificate.',
    }),
    Subject: line(0, 4_000).nullable().optional().openapi({ example: 'CN=www.example.com,O=Example,C=US' }),
    SANs: z
      .record(z.string().max(100), z.array(line(0, 400)).max(1_000).nullable())
      .nullable()
      .optional(),
    Password: z.string().max(200).nullable().optional().openapi({ format: 'password', writeOnly: true }),
    RenewalCertificateId: z.union([certificateId, z.literal(0), z.null()]).optional(),
    Metadata: metadataValues.nullable().optional(),
    AdditionalEnrollmentFields: z.record(z.string().min(1).max(100), z.unknown()).nullable().optional(),
    KeyType: z
      .union([line(0, 40), z.number()])
      .nullable()
      .optional(),
    KeyLength: z
      .union([line(0, 10), z.number()])
      .nullable()
      .optional(),
    Curve: shortText,
  },
  'CompatPfxEnrollment',
);

const information = z
  .strictObject({
    ...{ SerialNumber: stringOrNull, IssuerDN: stringOrNull, Thumbprint: stringOrNull, KeyfactorId: number.int() },
    ...{ Pkcs12Blob: stringOrNull, Password: nothing, WorkflowInstanceId: stringOrNull, WorkflowReferenceId: nothing },
    ...{ StoreIdsInvalidForRenewal: z.array(nothing), KeyfactorRequestId: number.int() },
    RequestDisposition: z.enum(['ISSUED', 'PENDING', 'DENIED', 'FAILED']),
    ...{ DispositionMessage: string, EnrollmentContext: nothing },
    PrivateKeyPem: stringOrNull.openapi({
      description: 'Not of the origin: the encrypted key of a request without a certificate yet. Given out once.',
    }),
    OperationId: string.openapi({ description: 'Not of the origin: the operation to follow.' }),
  })
  .openapi('CompatCertificateInformation');
export const pfxResponse = z
  .strictObject({ CertificateInformation: information, Metadata: metadata })
  .openapi('CompatPfxEnrolled');

export const replaceBody = members({}, 'CompatPfxReplacement');

export const signalsBody = members(
  {
    SignalKey: line(3, 200).openapi({ example: 'RequireApproval1.ApprovalStatus' }),
    Data: z
      .record(z.string().max(200), z.unknown())
      .nullable()
      .optional()
      .openapi({ description: 'Of an approval `Approved`, "True" or "False", and `Comment`.' }),
  },
  'CompatSignal',
);
