import type { AttributeDefinition, AttributeValues } from '../../domain/attributes/attribute';
import { missingRequired, requiredMissing } from '../../domain/attributes/values';
import type { UploadWarning } from '../../x509/split';

export interface Warning {
  readonly code: string;
  readonly detail: string;
}

const ofContent: Readonly<Record<UploadWarning, string>> = {
  trust_data_dropped: 'the trust settings behind the certificate were left out',
};

/**
 * The warnings of one stored certificate. Its row is closed beside the answer, so they are found again: what it lacks
 * is read only where something is required.
 */
export async function warningsOf(
  content: readonly UploadWarning[],
  certificateUuid: string,
  definitions: readonly AttributeDefinition[],
  valuesOf: (certificateUuid: string) => Promise<AttributeValues | null>,
): Promise<Warning[]> {
  const found = content.map((code) => ({ code, detail: ofContent[code] }));
  if (missingRequired(definitions, 'certificates', {}).length === 0) return found;
  const values = await valuesOf(certificateUuid);
  if (values === null) return found;
  return [...found, ...missingRequired(definitions, 'certificates', values).map(requiredMissing)];
}
