import type { CertificateRecord } from '../certificates/certificate';
import { flattenLeaves } from './leaves';
import { certificateFields } from './property-fields';
import type { Condition } from './tree';

const pathsOf = new Map<string, readonly (keyof CertificateRecord)[]>(
  certificateFields.map(({ field, path, alsoFrom }) => [field, alsoFrom === undefined ? [path] : [path, alsoFrom]]),
);

/** The parts of a certificate that a property field is read from; none when it is not known. */
export function recordPathsOfField(field: string): readonly (keyof CertificateRecord)[] {
  return pathsOf.get(field) ?? [];
}

/**
 * The parts of a certificate that these conditions look at: who evaluates no others needs to read no more. Custom
 * attributes and metadata count as a whole; a field that is not known reads nothing.
 */
export function recordPathsOf(conditions: Iterable<Condition | null>): Set<keyof CertificateRecord> {
  const paths = new Set<keyof CertificateRecord>();
  for (const condition of conditions) {
    for (const { source, field } of flattenLeaves(condition)) {
      if (source === 'custom') paths.add('attributes');
      else if (source === 'meta') paths.add('metadata');
      else if (source === 'property') for (const path of recordPathsOfField(field)) paths.add(path);
    }
  }
  return paths;
}
