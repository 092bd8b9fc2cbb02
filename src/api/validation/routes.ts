import { certificateName } from '../../domain/certificates/pending';
import { CertloomError } from '../../domain/problem';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { ValidationStore } from '../../store/validation/validations';
import type { ValidationRequest } from '../../temporal/messages/validation';
import { defineRoute, type Route } from '../http/route';
import { uuidPath, z } from '../http/schemas';
import type { RequestedValidations, ValidationSelection } from '../../services/validation/requests';
import { requestedValidations, toValidationView, validationSelection, validationView } from './schemas';

export interface ValidationRouteDeps {
  readonly inventory: Pick<CertificateInventory, 'find'>;
  readonly validations: Pick<ValidationStore, 'find'>;
  /** Checks these; false when it takes longer than the patience and goes on. */
  readonly check: (request: ValidationRequest, patienceMs: number) => Promise<boolean>;
  readonly patienceMs: () => Promise<number>;
  readonly newId: () => string;
  /** Makes certificates due that match, or that are listed, and starts a run that checks them. */
  readonly request: (wanted: ValidationSelection) => Promise<RequestedValidations>;
}

const tag = 'Validation';

/** What validation says of a certificate, and asking for another one. */
export function createValidationRoutes(deps: ValidationRouteDeps): Route[] {
  const { inventory, validations } = deps;

  async function existing(uuid: string) {
    const found = await inventory.find(uuid);
    if (found === null) throw new CertloomError('not_found', 'There is no such certificate.');
    return found;
  }

  return [
    defineRoute({
      method: 'get',
      path: '/certificates/{uuid}/validation',
      operationId: 'getCertificateValidation',
      tag,
      summary: 'Get the last validation of a certificate, check by check',
      permission: 'certificates:read',
      params: uuidPath,
      responses: { 200: { description: 'The last validation', schema: validationView } },
      async handle({ params }) {
        await existing(params.uuid);
        return { status: 200, body: toValidationView(await validations.find(params.uuid)) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/certificates/{uuid}/validate',
      operationId: 'validateCertificate',
      tag,
      summary: 'Validate a certificate now',
      description:
        'Chain, signature, dates, revocation lists and OCSP, also where regular validation is switched off. When it takes longer than the platform waits (`syncTimeout`), the answer is 202 and the validation goes on.',
      permission: 'certificates:write',
      params: uuidPath,
      audit: { operation: 'certificates.validate', resource: 'certificates' },
      responses: {
        200: { description: 'The validation', schema: validationView },
        202: { description: 'It goes on', schema: z.strictObject({ message: z.string() }), location: true },
      },
      async handle({ params, note }) {
        const certificate = await existing(params.uuid);
        const { uuid } = certificate;
        note({ objects: [{ uuid, name: certificateName(certificate) }] });
        const request = { requestId: deps.newId(), certificates: [uuid] };
        if (await deps.check(request, await deps.patienceMs())) {
          return { status: 200, body: toValidationView(await validations.find(uuid)) };
        }
        const message = 'The validation goes on; look at its outcome later.';
        return { status: 202, body: { message }, headers: { Location: `/api/v1/certificates/${uuid}/validation` } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/certificates/validate',
      operationId: 'validateCertificates',
      tag,
      summary: 'Validate many certificates soon',
      description:
        'Those that a filter finds or that you list are checked by a run of their own. What is archived, revoked or over, or whose RA profile has validation switched off, is left out by that run.',
      permission: 'certificates:write',
      budget: 'search',
      body: validationSelection,
      audit: { operation: 'certificates.validate', resource: 'certificates' },
      responses: { 202: { description: 'How many are due now', schema: requestedValidations } },
      handle: async ({ body }) => ({ status: 202, body: { ...(await deps.request(body)) } }),
    }),
  ];
}
