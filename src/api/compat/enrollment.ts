import type { AttributeDefinition } from '../../domain/attributes/attribute';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { serialOf } from '../../domain/compat/codes';
import { dispositionOf } from '../../domain/compat/enrollment';
import { metadataOf, type AttributeChange } from '../../domain/compat/metadata';
import type { OperationState } from '../../domain/operations/operation';
import { isCertloomError } from '../../domain/problem';
import type { CertificateDirectory } from '../../services/certificates/selection';
import type { CertificateIds } from '../../services/compat/certificate-ids';
import type { CertificateInventory } from '../../store/certificates/inventory';
import { idempotencyHeader } from '../http/idempotency-key';
import type { InnerCalls } from '../http/inner-calls';
import { defineRoute, type Route } from '../http/route';
import { noteIgnored } from './call-notes';
import { renamingFaults } from './errors';
import { setMetadata } from './metadata';
import { noStores, pfxFormatOf, pfxPointer, readPfxRequest, type PfxOrder } from './pfx-request';
import { authoriseCall, compatTag, formatHeader, innerCalls, requestedWithHeader, type OurRoutes } from './route-parts';
import { pfxBody, pfxResponse, replaceBody, unusedOf } from './schemas';

export interface CompatEnrollmentDeps {
  readonly ids: Pick<CertificateIds, 'get' | 'numberOf'>;
  readonly inventory: Pick<CertificateInventory, 'find'>;
  readonly directory: { snapshot(): Promise<Pick<CertificateDirectory, 'raProfiles' | 'attributes'>> };
}

/** What our API answers to a request for a certificate, as far as it is told on. */
interface Requested {
  readonly uuid: string;
  readonly state: OperationState;
  readonly message: string | null;
  readonly issuedCertificate: string | null;
  readonly instanceUuid: string | null;
  readonly privateKey: { readonly format: 'pkcs12' | 'pem'; readonly content: string } | null;
}

const used = [
  ...['Template', 'Subject', 'SANs', 'Password', 'RenewalCertificateId', 'Metadata', 'AdditionalEnrollmentFields'],
  ...['KeyType', 'KeyLength', 'Curve'],
];
const issue = 'post /certificates/requests';
const rekey = 'post /certificates/{uuid}/rekey';

/** Certificates with a key that is made here. */
export function createCompatEnrollmentRoutes(routes: OurRoutes, deps: CompatEnrollmentDeps): Route[] {
  const { ids, inventory, directory } = deps;

  return [
    defineRoute({
      method: 'post',
      path: '/Enrollment/PFX',
      operationId: 'enrollPfx',
      tag: compatTag,
      summary: 'Enroll for a certificate, or renew one, with a key that is made here',
      description:
        'Goes through the enrollment workflow. The answer waits for the certificate as long as the setting `syncTimeout` says, unless somebody has to approve.',
      permission: 'authenticated',
      budget: 'search',
      requestHeaders: {
        ...requestedWithHeader,
        ...idempotencyHeader,
        [formatHeader]: { description: 'PFX or PEM; PFX without it.', example: 'PFX' },
      },
      body: pfxBody,
      audit: 'own',
      responses: { 200: { description: 'What became of it', schema: pfxResponse } },
      async handle(context) {
        const { body, req } = context;
        noteIgnored(req, unusedOf(body, used));
        const calls = innerCalls(routes, context);
        const isRenewal = typeof body.RenewalCertificateId === 'string';
        await authoriseCall(calls, isRenewal ? rekey : issue);
        const format = pfxFormatOf(req.get(formatHeader));
        const renewed = isRenewal ? await ids.get(String(body.RenewalCertificateId)) : null;
        const { raProfiles, attributes } = await directory.snapshot();
        const order = readPfxRequest(body, format, renewed, { raProfiles, attributes: listOf(attributes) });
        const requested = await placeOrder(calls, order, renewed);
        const issued = requested.issuedCertificate;
        const remark = renewed === null ? null : await setOnRenewed(calls, issued, order.metadata);
        const certificate = issued === null ? null : await inventory.find(issued);
        return { status: 200, body: await toAnswer(requested, order, certificate, remark) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/Enrollment/PFX/Replace',
      operationId: 'replacePfx',
      tag: compatTag,
      summary: 'Replace a certificate in certificate stores',
      description: 'Always refused with `no_store_adapter`: nothing here reaches such stores.',
      permission: 'authenticated',
      requestHeaders: requestedWithHeader,
      body: replaceBody,
      audit: 'own',
      responses: { 204: { description: 'Never' } },
      handle: () => Promise.reject(noStores()),
    }),
  ];

  async function placeOrder(calls: InnerCalls, order: PfxOrder, renewed: CertificateRecord | null): Promise<Requested> {
    const { raProfile, key, subject, names, fields, metadata } = order;
    const wanted = {
      ...{ key, subject, names },
      ...(raProfile === undefined ? {} : { raProfile }),
      ...(fields === undefined ? {} : { fields }),
    };
    const { body } = await renamingFaults(
      () =>
        renewed === null
          ? calls.call(issue, {
              body: { ...wanted, ...(metadata.length === 0 ? {} : { customAttributes: metadata }) },
            })
          : calls.call(rekey, { params: { uuid: renewed.uuid }, body: wanted }),
      (pointer) => pfxPointer(pointer, order),
    );
    return body as Requested;
  }

  async function toAnswer(
    { uuid, state, message, instanceUuid, privateKey }: Requested,
    { key }: PfxOrder,
    certificate: CertificateRecord | null,
    remark: string | null,
  ) {
    const disposition = dispositionOf(state);
    // Without a certificate there is no PKCS #12 file yet, and the key is given out once.
    const isFile = privateKey !== null && certificate !== null && privateKey.format === key.format;
    const file = !isFile ? null : key.format === 'pkcs12' ? privateKey.content : base64Of(privateKey.content);
    return {
      CertificateInformation: {
        SerialNumber: certificate === null ? null : serialOf(certificate.serialNumber),
        IssuerDN: certificate?.issuerDn ?? null,
        Thumbprint: certificate?.thumbprint ?? null,
        KeyfactorId: certificate === null ? 0 : await ids.numberOf(certificate.uuid),
        Pkcs12Blob: file,
        Password: null,
        WorkflowInstanceId: instanceUuid,
        WorkflowReferenceId: null,
        StoreIdsInvalidForRenewal: [],
        KeyfactorRequestId: 0,
        RequestDisposition: disposition,
        DispositionMessage: [message ?? sentences[disposition], remark].filter((one) => one !== null).join(' '),
        EnrollmentContext: null,
        PrivateKeyPem: isFile ? null : (privateKey?.content ?? null),
        OperationId: uuid,
      },
      Metadata: certificate === null ? {} : metadataOf(certificate.attributes),
    };
  }
}

const sentences = {
  ISSUED: 'The certificate was issued.',
  PENDING: 'The request is under way.',
  DENIED: 'The request was denied.',
  FAILED: 'The request failed.',
} as const;

/** A renewed certificate has the attributes of the one before; those of the request come on top. Gives what went wrong. */
async function setOnRenewed(
  calls: InnerCalls,
  certificate: string | null,
  metadata: readonly AttributeChange[],
): Promise<string | null> {
  if (metadata.length === 0) return null;
  if (certificate === null) return 'Metadata was not set, as there is no certificate yet: set it once there is one.';
  try {
    await setMetadata(calls, certificate, metadata);
    return null;
  } catch (error) {
    // The certificate is there, and its key is given out once: that goes first.
    if (!isCertloomError(error)) throw error;
    return `Metadata was not set: ${error.detail}`;
  }
}

function base64Of(text: string): string {
  return Buffer.from(text).toString('base64');
}

function listOf(attributes: ReadonlyMap<string, AttributeDefinition>): AttributeDefinition[] {
  return [...attributes.values()];
}
