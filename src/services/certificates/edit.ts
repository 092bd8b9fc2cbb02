import { isSecretType, type AttributeDefinition, type AttributeValues } from '../../domain/attributes/attribute';
import { sealValues, type Seal } from '../../domain/attributes/sealed';
import { readAttributeValues, secretMask } from '../../domain/attributes/values';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { CertloomError, validationFailed, type Fault } from '../../domain/problem';
import type { CertificateChange } from '../../store/certificates/inventory';
import type { CertificateDirectory } from './selection';

/** What somebody wants of a certificate; null clears, and what is left out stays. */
export interface CertificateEdit {
  readonly groups?: readonly string[] | null | undefined;
  readonly raProfile?: string | null | undefined;
  readonly owner?: string | null | undefined;
  /** Only these: what is not named keeps its values. Null clears all that requests may set. */
  readonly customAttributes?: readonly AttributeEdit[] | null | undefined;
  readonly archived?: boolean | undefined;
  /** Only of a CA. */
  readonly trustedCa?: boolean | undefined;
}

/** Values of one custom attribute as a request gives them. */
export interface AttributeEdit {
  readonly name: string;
  readonly contentType?: string | undefined;
  /** Null, like an empty list: the attribute has no value afterwards. */
  readonly content: readonly { readonly data?: unknown; readonly reference?: string | undefined }[] | null;
}

/**
 * What an edit changes of a certificate; members that would change nothing are left out. Throws `validation_failed`
 * for what does not exist and `invalid_custom_attributes`.
 */
export function changeOf(
  patch: CertificateEdit,
  before: CertificateRecord,
  directory: CertificateDirectory,
  seal: Seal,
): CertificateChange {
  const { groups: named, owner: person, raProfile: profile } = patch;
  // One that is kept may have been disabled since.
  const chosen = profile === before.raProfile ? undefined : profile;
  const base = { groups: '/groups', others: '' };
  const faults = referenceFaults({ groups: named, owner: person, raProfile: chosen }, directory, base);
  if (faults.length > 0) throw validationFailed(faults);
  const { raProfile, owner, archived, trustedCa } = patch;
  if (trustedCa === true && before.trustedCa === null) {
    throw validationFailed([
      { pointer: '/trustedCa', code: 'not_a_ca', detail: 'this certificate is not that of a CA' },
    ]);
  }
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
    ...(trustedCa === undefined || trustedCa === (before.trustedCa ?? false) ? {} : { trustedCa }),
  };
}

/** What an edit names and nobody knows, and an RA profile that is disabled. `base` stands before the pointers. */
export function referenceFaults(
  { groups, owner, raProfile }: Pick<CertificateEdit, 'groups' | 'owner' | 'raProfile'>,
  directory: Pick<CertificateDirectory, 'groups' | 'users' | 'raProfiles'>,
  base: { readonly groups: string; readonly others: string },
): Fault[] {
  const faults: Fault[] = [];
  const missing = (pointer: string, what: string) =>
    faults.push({ pointer, code: 'target_missing', detail: `this ${what} does not exist` });
  groups?.forEach((uuid, index) => {
    if (!directory.groups.has(uuid)) missing(`${base.groups}/${index}`, 'group');
  });
  if (typeof owner === 'string' && !directory.users.has(owner)) missing(`${base.others}/owner`, 'user');
  if (typeof raProfile === 'string') {
    const profile = directory.raProfiles.get(raProfile);
    if (profile === undefined) missing(`${base.others}/raProfile`, 'RA profile');
    else if (!profile.enabled) {
      const detail = 'this RA profile is disabled';
      faults.push({ pointer: `${base.others}/raProfile`, code: 'ra_profile_disabled', detail });
    }
  }
  return faults;
}

/**
 * The values after a patch. What the list names is set, or cleared by null or no content; all else stays. Null instead of
 * a list clears all that requests may set. Secrets that were sent back masked stay.
 */
function attributesOf(
  list: readonly AttributeEdit[] | null,
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
  const read = readAttributes(named, definitions, '/customAttributes');
  const readOnly = new Set(definitions.filter((definition) => definition.readOnly).map(({ uuid }) => uuid));
  const kept = Object.entries(before).filter(([uuid]) => list !== null || readOnly.has(uuid));
  const merged = Object.entries({ ...Object.fromEntries(kept), ...sealValues(read, seal) });
  return Object.fromEntries(merged.filter(([, { content }]) => content.length > 0));
}

/** Values of a request, checked against the definitions. Throws `invalid_custom_attributes` naming each fault. */
export function readAttributes(
  list: readonly AttributeEdit[],
  definitions: readonly AttributeDefinition[],
  pointer: string,
): AttributeValues {
  const given = list.map((entry) => ({ ...entry, content: entry.content ?? [] }));
  const read = readAttributeValues(given, definitions, { resource: 'certificates', by: 'request', pointer });
  if ('values' in read) return read.values;
  throw new CertloomError('invalid_custom_attributes', read.faults[0]?.detail ?? 'A value is not allowed.', {
    errors: read.faults.slice(0, 100),
  });
}
