import { isSecretType, type AttributeDefinition, type AttributeValues } from '../../domain/attributes/attribute';
import { sealValues, type Seal } from '../../domain/attributes/sealed';
import { readAttributeValues, secretMask } from '../../domain/attributes/values';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { CertloomError, type Fault } from '../../domain/problem';
import type { CertificateChange } from '../../store/certificates/inventory';
import type { CertificateDirectory } from './query';
import type { CertificatePatch } from './schemas';
import { validationFailed } from '../http/faults';

/**
 * What a patch changes of a certificate; members that would change nothing are left out. Throws `validation_failed`
 * for what does not exist and `invalid_custom_attributes`.
 */
export function changeOf(
  patch: CertificatePatch,
  before: CertificateRecord,
  directory: CertificateDirectory,
  seal: Seal,
): CertificateChange {
  const faults = referenceFaults(patch, before, directory);
  if (faults.length > 0) throw validationFailed(faults);
  const { raProfile, owner, archived } = patch;
  const groups = patch.groups === undefined ? undefined : [...new Set(patch.groups ?? [])].sort();
  const attributes =
    patch.customAttributes === undefined
      ? undefined
      : attributesOf(patch.customAttributes, before.attributes, [...directory.attributes.values()], seal);
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  return {
    ...(groups === undefined || isSame(groups, before.groups) ? {} : { groups }),
    ...(raProfile === undefined || raProfile === before.raProfile ? {} : { raProfile }),
    ...(owner === undefined || owner === before.owner ? {} : { owner }),
    ...(attributes === undefined || isSame(attributes, before.attributes) ? {} : { attributes }),
    ...(archived === undefined || archived === before.archived ? {} : { archived }),
  };
}

function referenceFaults(patch: CertificatePatch, before: CertificateRecord, directory: CertificateDirectory): Fault[] {
  const faults: Fault[] = [];
  const missing = (pointer: string, what: string) =>
    faults.push({ pointer, code: 'target_missing', detail: `this ${what} does not exist` });
  patch.groups?.forEach((uuid, index) => {
    if (!directory.groups.has(uuid)) missing(`/groups/${index}`, 'group');
  });
  if (typeof patch.owner === 'string' && !directory.users.has(patch.owner)) missing('/owner', 'user');
  if (typeof patch.raProfile === 'string' && patch.raProfile !== before.raProfile) {
    const profile = directory.raProfiles.get(patch.raProfile);
    if (profile === undefined) missing('/raProfile', 'RA profile');
    else if (!profile.enabled) {
      faults.push({ pointer: '/raProfile', code: 'ra_profile_disabled', detail: 'this RA profile is disabled' });
    }
  }
  return faults;
}

/**
 * The values after a patch. What the list names is set, or cleared by null or no content; all else stays. Null instead of
 * a list clears all that requests may set. Secrets that were sent back masked stay.
 */
function attributesOf(
  list: NonNullable<CertificatePatch['customAttributes']> | null,
  before: AttributeValues,
  definitions: readonly AttributeDefinition[],
  seal: Seal,
): AttributeValues {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const given = (list ?? []).map((entry) => ({ ...entry, content: entry.content ?? [] }));
  const named = given.filter(({ name, content }) => {
    const definition = byName.get(name.normalize('NFC'));
    const stored = definition === undefined ? undefined : before[definition.uuid];
    const isUnchanged =
      stored !== undefined &&
      (definition?.readOnly === true
        ? JSON.stringify(stored.content) === JSON.stringify(content)
        : isSecretType(stored.contentType) && content.some(({ data }) => data === secretMask));
    return !isUnchanged;
  });
  const read = readAttributeValues(named, definitions, {
    resource: 'certificates',
    by: 'request',
    pointer: '/customAttributes',
  });
  if ('faults' in read) {
    throw new CertloomError('invalid_custom_attributes', read.faults[0]?.detail ?? 'A value is not allowed.', {
      errors: read.faults.slice(0, 100),
    });
  }
  const readOnly = new Set(definitions.filter((definition) => definition.readOnly).map(({ uuid }) => uuid));
  const kept = Object.entries(before).filter(([uuid]) => list !== null || readOnly.has(uuid));
  const merged = Object.entries({ ...Object.fromEntries(kept), ...sealValues(read.values, seal) });
  return Object.fromEntries(merged.filter(([, { content }]) => content.length > 0));
}
