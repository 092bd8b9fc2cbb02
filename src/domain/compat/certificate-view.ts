import { namedPrincipals } from '../alerts/certificate-item';
import type { CertificateRecord } from '../certificates/certificate';
import { extendedKeyUsageName } from '../certificates/extended-key-usages';
import { keyTypeCodeOf, keyUsageBitsOf, nameElementOf, serialOf, stateCodeOf, timeOf } from './codes';
import { locationsOf, type OriginLocation } from './locations';
import { metadataOf } from './metadata';

/** What stands beside the record. */
export interface CertificateSurroundings {
  /** The number by which the origin's clients know it. */
  readonly number: number;
  readonly raProfileName: string | null;
  readonly withMetadata: boolean;
  readonly withLocations: boolean;
  /** DER in base64; left out of lists. */
  readonly content?: string;
}

/** A certificate in the members of the origin's API. What has no counterpart here is null, 0 or an empty list. */
export function toOriginCertificate(
  certificate: CertificateRecord,
  { number, raProfileName, withMetadata, withLocations, content }: CertificateSurroundings,
) {
  const { revocation, subjectAttributes, keyUsage } = certificate;
  const state = stateCodeOf(certificate.state);
  const keyType = keyTypeCodeOf(certificate.keyAlgorithm);
  const places = withLocations ? locationsOf(certificate.metadata) : [];
  const ofSubject = (type: string) => subjectAttributes.findLast(({ name }) => name === type)?.value ?? null;
  return {
    Id: number,
    Thumbprint: certificate.thumbprint,
    SerialNumber: serialOf(certificate.serialNumber),
    IssuedDN: certificate.subjectDn,
    IssuedCN: certificate.commonName,
    ImportDate: timeOf(certificate.createdAt),
    NotBefore: timeOf(certificate.notBefore),
    NotAfter: timeOf(certificate.notAfter),
    IssuerDN: certificate.issuerDn,
    PrincipalId: null,
    TemplateId: null,
    CertState: state.code,
    KeySizeInBits: certificate.keySize ?? 0,
    KeyType: keyType.code,
    RequesterId: null,
    IssuedOU: ofSubject('OU'),
    IssuedEmail: ofSubject('emailAddress'),
    KeyUsage: keyUsageBitsOf(keyUsage),
    SigningAlgorithm: certificate.signatureAlgorithm,
    CertStateString: state.text,
    KeyTypeString: keyType.text,
    RevocationEffDate: timeOf(revocation?.revokedAt),
    RevocationReason: revocation?.code ?? null,
    RevocationComment: revocation?.comment ?? null,
    CertificateAuthorityId: null,
    CertificateAuthorityName: certificate.issuerCommonName,
    TemplateName: raProfileName ?? certificate.microsoftTemplate,
    ArchivedKey: certificate.privateKey,
    HasPrivateKey: certificate.privateKey,
    PrincipalName: namedPrincipals(certificate)[0] ?? null,
    CertRequestId: null,
    RequesterName: certificate.uploadedBy,
    ContentBytes: content ?? null,
    ExtendedKeyUsages: certificate.extendedKeyUsage.map((oid) => ({
      Oid: oid,
      DisplayName: extendedKeyUsageName(oid),
    })),
    SubjectAltNameElements: certificate.subjectAlternativeNames.map(nameElementOf),
    CRLDistributionPoints: certificate.crlDistributionPoints.map((Url) => ({ Url })),
    LocationsCount: countsOf(places),
    SSLLocations: [],
    Locations: places.map(({ clientMachine, storePath, alias, chainLevel }) => ({
      ...{ StoreMachine: clientMachine, StorePath: storePath, Alias: alias, ChainLevel: chainLevel },
    })),
    Metadata: withMetadata ? metadataOf(certificate.attributes) : {},
    CertificateKeyId: null,
    CARowIndex: 0,
    CARecordId: null,
    DetailedKeyUsage: detailedUsage(certificate),
    KeyRecoverable: certificate.privateKey,
    Curve: certificate.curve,
    /** Not of the origin: the id under which the rest of this product knows it. */
    Uuid: certificate.uuid,
  };
}

export type OriginCertificate = ReturnType<typeof toOriginCertificate>;

function countsOf(places: readonly OriginLocation[]) {
  const counts = new Map<string, number>();
  for (const { storeType } of places) counts.set(storeType, (counts.get(storeType) ?? 0) + 1);
  return [...counts].map(([Type, Count]) => ({ Type, Count }));
}

function detailedUsage({ keyUsage }: CertificateRecord) {
  const has = (usage: (typeof keyUsage)[number]) => keyUsage.includes(usage);
  return {
    CrlSign: has('cRLSign'),
    DataEncipherment: has('dataEncipherment'),
    DecipherOnly: has('decipherOnly'),
    DigitalSignature: has('digitalSignature'),
    EncipherOnly: has('encipherOnly'),
    KeyAgreement: has('keyAgreement'),
    KeyCertSign: has('keyCertSign'),
    KeyEncipherment: has('keyEncipherment'),
    NonRepudiation: has('nonRepudiation'),
    HexCode: keyUsageBitsOf(keyUsage).toString(16).padStart(2, '0').toUpperCase(),
  };
}
