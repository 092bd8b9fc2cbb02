import type { CertificateRecord, Categories, MetadataEntry } from '../certificates/certificate';
import { certificateName } from '../certificates/pending';
import { certificateSubject, recordSubject, type CategoryNames, type Subject } from '../conditions/subject';
import type { Resource } from '../events/catalogue';

/** What an event happens to, as rules, actions, notices and the event history see it, whatever its kind. */
export interface FiringSubject {
  readonly resource: Resource;
  readonly uuid: string;
  /** For people. */
  readonly name: string | null;
  /** What triggers may set; `noCategories` where the kind has none. */
  readonly categories: Categories;
  readonly metadata: readonly MetadataEntry[];
  /** The discovery that found it, whose trigger sets may override the platform's. */
  readonly discovery?: string | null;
  /** There is no such object, and there will be none: the firing names it, and leads nowhere. */
  readonly isUnstored?: true;
  /** What conditions look through, as the subject would be with these categories. */
  look(categories: Categories, names: CategoryNames): Subject;
}

export interface CertificateSubject extends FiringSubject {
  readonly record: CertificateRecord;
}

export const noCategories: Categories = { groups: [], raProfile: null, owner: null, attributes: {} };

/** A certificate, stored or not yet. Nothing of the record is copied. */
export function certificateFiringSubject(record: CertificateRecord): CertificateSubject {
  const { groups, raProfile, owner, attributes } = record;
  return {
    record,
    resource: 'certificates',
    uuid: record.uuid,
    // Asked for once a firing is written; a scan reads no names.
    get name() {
      return certificateName(record);
    },
    categories: { groups, raProfile, owner, attributes },
    metadata: record.metadata,
    look: (categories, names) => certificateSubject(record, names, categories.attributes),
  };
}

/** A discovery, approval or scheduled job, with the values of its property fields by code. */
export interface RecordedObject {
  readonly resource: Exclude<Resource, 'certificates' | 'settings'>;
  readonly uuid: string;
  readonly name: string | null;
  readonly values: Readonly<Record<string, unknown>>;
  readonly owner?: string | null;
  readonly attributes?: Categories['attributes'];
  readonly metadata?: readonly MetadataEntry[];
}

export function recordedFiringSubject(object: RecordedObject): FiringSubject {
  const { resource, uuid, name, values, owner = null, attributes = {}, metadata = [] } = object;
  return {
    resource,
    uuid,
    name,
    categories: { ...noCategories, owner, attributes },
    metadata,
    look: (categories) => recordSubject(values, categories.attributes, metadata),
  };
}

/** The categories that are to be changed; empty when all stay as they are. */
export function changesAmong(before: Categories, after: Categories): Partial<Categories> {
  const isSame = (one: unknown, other: unknown) => one === other || JSON.stringify(one) === JSON.stringify(other);
  const { groups, raProfile, owner, attributes } = after;
  return {
    ...(isSame(groups, before.groups) ? {} : { groups }),
    ...(raProfile === before.raProfile ? {} : { raProfile }),
    ...(owner === before.owner ? {} : { owner }),
    ...(isSame(attributes, before.attributes) ? {} : { attributes }),
  };
}

/** The same values themselves: a record of some sixty fields need not be copied then. */
export function haveSameCategories(one: Categories, other: Categories): boolean {
  const { groups, raProfile, owner, attributes } = one;
  return (
    groups === other.groups && raProfile === other.raProfile && owner === other.owner && attributes === other.attributes
  );
}
