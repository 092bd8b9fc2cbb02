import { isSecretType } from '../attributes/attribute';
import type { CertificateRecord } from '../certificates/certificate';
import type { User } from '../identity/user';
import type { Group } from '../identity/group';
import type { RaProfile } from '../authorities/ra-profile';
import type { NoticeContext, NoticeNames, NoticeSubject } from './notice';
import type { IncludedData } from './profile';
import { cutText } from './visible-text';
import type { IncludedFacts, IncludedValues } from '../events/envelope';

export const includeNothing: IncludedData = { customAttributes: false, metadata: false, associations: false };

/** Most names, most values of a name, most characters of a value. */
export const includedLimits = { names: 100, values: 50, text: 2_000 } as const;

/**
 * The notice with what a profile includes, also in its envelope, which a webhook sends; unchanged when the profile
 * includes nothing. A rejected upload, and an event whose object holds none of it, get the members, but empty.
 */
export function withIncluded(notice: NoticeContext, include: IncludedData): NoticeContext {
  if (!include.customAttributes && !include.metadata && !include.associations) return notice;
  const subject = notice.rejected ? null : (notice.subject ?? notice.certificate);
  const names = notice.rejected ? undefined : notice.names;
  const included: IncludedFacts = {
    ...(include.customAttributes ? { customAttributes: attributesOf(subject) } : {}),
    ...(include.metadata ? { metadata: metadataOf(subject) } : {}),
    ...(include.associations
      ? {
          groups: names?.groups.map(({ name }) => name) ?? [],
          raProfile: names?.raProfile ?? null,
          owner: names?.owner ?? null,
        }
      : {}),
  };
  return { ...notice, included, envelope: { ...notice.envelope, included } };
}

/** What is kept of an object so that a notice can include it later: nothing of secret type. */
export function includable({ attributes, metadata }: NoticeSubject): NoticeSubject {
  const told = Object.entries(attributes).filter(([, { contentType }]) => !isSecretType(contentType));
  return {
    attributes: Object.fromEntries(told),
    metadata: metadata.filter(({ contentType }) => !isSecretType(contentType)),
  };
}

/** Facts with every text cut to `longest` characters and every list to `most` members, to fit a limit of bytes. */
export function cutIncluded(included: IncludedFacts, longest: number, most: number): IncludedFacts {
  const cut = (value: unknown): unknown => {
    if (typeof value === 'string') return cutText(value, longest);
    if (Array.isArray(value)) return value.slice(0, most).map(cut);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cut(inner)]));
  };
  return cut(included) as IncludedFacts;
}

interface Named {
  readonly users: ReadonlyMap<string, Pick<User, 'displayName' | 'username'>>;
  readonly groups: ReadonlyMap<string, Pick<Group, 'name' | 'renewalNote'>>;
  readonly raProfiles: ReadonlyMap<string, Pick<RaProfile, 'name'>>;
}

/** The names of a certificate's associations, looked up by uuid. */
export function namesOf(
  directory: Named,
  { groups, raProfile, owner }: Pick<CertificateRecord, 'groups' | 'raProfile' | 'owner'>,
): NoticeNames {
  const user = owner === null ? undefined : directory.users.get(owner);
  return {
    groups: groups.flatMap((uuid) => {
      const group = directory.groups.get(uuid);
      return group === undefined ? [] : [{ name: group.name, renewalNote: group.renewalNote ?? null }];
    }),
    raProfile: raProfile === null ? null : (directory.raProfiles.get(raProfile)?.name ?? null),
    owner: user === undefined ? null : user.displayName || user.username,
  };
}

function attributesOf(subject: NoticeSubject | null): IncludedValues[] {
  const told = Object.values(subject?.attributes ?? {}).filter(({ contentType }) => !isSecretType(contentType));
  const listed = told.map(({ name, contentType, content }) => ({
    name,
    // A file is told by its name, not by its bytes.
    values: content.map(({ data, reference }) => (contentType === 'file' ? reference : data)),
  }));
  return bounded(listed);
}

function metadataOf(subject: NoticeSubject | null): IncludedValues[] {
  const told = (subject?.metadata ?? []).filter(({ contentType }) => !isSecretType(contentType));
  return bounded(told.map(({ name, data }) => ({ name, values: data })));
}

/** By name, entries of one name together, within the limits. */
function bounded(entries: readonly { readonly name: string; readonly values: readonly unknown[] }[]): IncludedValues[] {
  const byName = new Map<string, IncludedValues['values']>();
  for (const { name, values } of entries) {
    byName.set(name, [...(byName.get(name) ?? []), ...values.flatMap(toScalar)].slice(0, includedLimits.values));
  }
  return [...byName]
    .map(([name, values]) => ({ name, values }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, includedLimits.names);
}

function toScalar(value: unknown): (string | number | boolean)[] {
  if (typeof value === 'number' || typeof value === 'boolean') return [value];
  if (typeof value === 'string') return [cutText(value, includedLimits.text)];
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? [] : [value.toISOString()];
  if (typeof value !== 'object' || value === null) return [];
  return [cutText(JSON.stringify(value), includedLimits.text)];
}
