import { validationStatuses } from '../../domain/certificates/certificate';
import { checkNames } from '../../domain/validation/checks';
import type { StoredValidation } from '../../domain/validation/verdict';
import { mostRequested } from '../../services/validation/requests';
import { conditionOrNull } from '../conditions/schemas';
import { isoDate, orNull, uuid, z } from '../http/schemas';

const text = z.string();

const check = z
  .strictObject({ check: z.enum(checkNames), status: z.enum(validationStatuses), message: text })
  .openapi('ValidationCheck');

const fault = z
  .strictObject({ code: text, fingerprint: text, message: text })
  .openapi('ValidationFault', { description: 'Why a path is refused, and at which certificate of it.' });

const note = z
  .strictObject({ code: text, fingerprint: text.nullable(), message: text })
  .openapi('ValidationNote', { description: 'Worth knowing; decides nothing.' });

const evidence = z
  .strictObject({
    kind: z.enum(['list', 'answer']),
    subject: text.openapi({ description: 'Fingerprint of the certificate that was looked for.' }),
    source: text.openapi({ description: 'SHA-256 of the list or answer.' }),
    signer: text.nullable(),
    scope: text,
    number: text.nullable(),
    thisUpdate: isoDate.nullable(),
    nextUpdate: isoDate.nullable(),
    verdict: z.enum(['good', 'revoked', 'unusable']),
    message: text,
  })
  .openapi('RevocationEvidence');

export const validationView = z
  .strictObject({
    status: z.enum(validationStatuses),
    checkedAt: isoDate.nullable(),
    checks: z.array(check),
    path: z
      .array(z.strictObject({ fingerprint: text, subjectDn: text, notAfter: isoDate.nullable() }))
      .openapi({ description: 'The best chain that was found, the certificate first.' }),
    fault: orNull(fault, 'Null when the chain is valid.'),
    refusedPaths: z
      .array(z.strictObject({ fingerprints: z.array(text), fault }))
      .openapi({ description: 'At most ten, those that came furthest first.' }),
    notes: z.array(note),
    evidence: z.array(evidence),
  })
  .openapi('CertificateValidation', { description: '`checkedAt` is null while the certificate was never checked.' });

export const validationSelection = z
  .strictObject({
    filter: conditionOrNull('A condition over the fields of certificates. Null: all certificates.').optional(),
    certificates: z.array(uuid).min(1).max(1000).optional(),
  })
  .refine(({ filter, certificates }) => (filter === undefined) !== (certificates === undefined), {
    error: 'either filter or certificates is expected',
  })
  .openapi('ValidationRequest', { description: 'Either `filter` or `certificates`.' });

export const requestedValidations = z
  .strictObject({
    requested: z.number().int(),
    more: z.boolean().openapi({ description: `The filter finds more than ${mostRequested}: the rest is left out.` }),
  })
  .openapi('RequestedValidations');

/** A validation as the API shows it. */
export function toValidationView(validation: StoredValidation | null): z.output<typeof validationView> {
  if (validation === null) {
    const none = { checks: [], path: [], fault: null, refusedPaths: [], notes: [], evidence: [] };
    return { status: 'not_checked', checkedAt: null, ...none };
  }
  const { status, at, checks, path, fault: reason, refusedPaths, notes } = validation;
  return {
    status,
    checkedAt: at.toISOString(),
    checks: [...checks],
    path: path.map((step) => ({ ...step, notAfter: step.notAfter?.toISOString() ?? null })),
    fault: reason,
    refusedPaths: refusedPaths.map((refused) => ({ ...refused, fingerprints: [...refused.fingerprints] })),
    notes: [...notes],
    evidence: validation.evidence.map((one) => ({
      ...one,
      thisUpdate: one.thisUpdate?.toISOString() ?? null,
      nextUpdate: one.nextUpdate?.toISOString() ?? null,
    })),
  };
}
