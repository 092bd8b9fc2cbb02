import type { CertificateRecord } from '../certificates/certificate';
import { flattenLeaves } from './leaves';
import { certificateFields } from './property-fields';
import type { Condition } from './tree';

const pathOf = new Map<string, keyof CertificateRecord>(certificateFields.map(({ field, path }) => [field, path]));

/**
 * The parts of a certificate that these conditions look at: who evaluates no others needs to read no more. Custom
 * attributes and metadata count as a whole; a field that is not known reads nothing.
 */
export function recordPathsOf(conditions: Iterable<Condition | null>): Set<keyof CertificateRecord> {
  const paths = new Set<keyof CertificateRecord>();
  for (const condition of conditions) {
    for (const { source, field } of flattenLeaves(condition)) {
      const path = source === 'custom' ? 'attributes' : source === 'meta' ? 'metadata' : pathOf.get(field);
      if (path !== undefined) paths.add(path);
    }
  }
  return paths;
}
