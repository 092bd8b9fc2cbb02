import type { Schema } from '../../shared/api/types';
import type { AttributeContent, AttributeDefinition } from '../../shared/attributes/values';
import type { Picked } from '../../shared/pick/sources';
import type { Certificate } from './queries';

/** What people set of a certificate. */
export interface CertificateDraft {
  readonly owner: string | null;
  readonly groups: readonly Picked[];
  readonly raProfile: string | null;
  /** By name; an empty list says that there is no value. */
  readonly attributes: Readonly<Record<string, readonly AttributeContent[]>>;
  readonly archived: boolean;
  /** Null: it is of no CA. */
  readonly trustedCa: boolean | null;
  readonly [member: string]: unknown;
}

export function draftOf(certificate: Certificate): CertificateDraft {
  const { owner, groups, groupNames, raProfile, customAttributes, archived, trustedCa } = certificate;
  return {
    owner,
    groups: groups.map((uuid, index) => ({ uuid, name: groupNames?.[index] ?? uuid })),
    raProfile,
    attributes: Object.fromEntries(customAttributes.map(({ name, content }) => [name, content])),
    archived,
    trustedCa,
  };
}

/**
 * The patch that brings a certificate to the draft. Attributes go in the order of their definitions, which faults count
 * by; what nobody may set here is left out.
 */
export function patchOf(
  draft: CertificateDraft,
  definitions: readonly Pick<AttributeDefinition, 'name'>[],
): Schema<'CertificatePatch'> {
  const { owner, groups, raProfile, attributes, archived, trustedCa } = draft;
  return {
    ...{ owner, raProfile, archived },
    groups: groups.map(({ uuid }) => uuid),
    ...(definitions.length === 0
      ? {}
      : {
          customAttributes: definitions.map(({ name }) => {
            const content = attributes[name] ?? [];
            return { name, content: content.length === 0 ? null : [...content] };
          }),
        }),
    ...(trustedCa === null ? {} : { trustedCa }),
  };
}
