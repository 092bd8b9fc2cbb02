import type { AttributeDefinition } from '../../domain/attributes/attribute';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { compileCondition } from '../../domain/conditions/evaluate';
import type { PatternEngine } from '../../domain/conditions/patterns';
import { recordPathsOf } from '../../domain/conditions/record-paths';
import { certificateSubject } from '../../domain/conditions/subject';
import { validateCondition } from '../../domain/conditions/validate';
import { CertloomError } from '../../domain/problem';
import type { CertificateSelection, CertificateSort } from '../../store/certificates/inventory';
import { toFilter, type NamedField } from '../../store/certificates/condition-filter';
import type { PatternThread } from '../firings/pattern-thread';
import { createSearchedPatterns } from '../firings/searched-patterns';

type Named = { readonly uuid: string; readonly name: string };

/** Names behind uuids and the way back, at one moment. */
export interface CertificateDirectory {
  readonly users: ReadonlyMap<string, { readonly uuid: string; readonly username: string }>;
  readonly usersByName: ReadonlyMap<string, { readonly uuid: string }>;
  readonly groups: ReadonlyMap<string, Named>;
  readonly groupsByName: ReadonlyMap<string, Named>;
  readonly raProfiles: ReadonlyMap<string, Named & { readonly enabled: boolean }>;
  readonly raProfilesByName: ReadonlyMap<string, Named>;
  readonly attributes: ReadonlyMap<string, AttributeDefinition>;
}

/** What searches texts for the patterns of a condition. */
export interface SearchEngines {
  readonly patterns: PatternEngine;
  /** For many or long patterns; without it they are searched on the event loop. */
  readonly thread?: PatternThread | undefined;
  /** The member that holds the condition: faults are told below it. */
  readonly member?: 'filter' | 'query';
}

/** Certificates that a search left out because a leaf could not be answered for them, by the code of its error. */
export type Undecided = ReadonlyMap<string, ReadonlySet<string>>;

/** A selection, and what its predicate has not decided so far. */
export interface ConditionSelection extends CertificateSelection {
  readonly undecided: Undecided;
}

/**
 * A search by condition: the database filter finds candidates; where it is wider than the condition, the
 * predicate decides. Throws `invalid_condition` with pointers below its `member`, `filter`
 * when left out.
 */
export function selectionOfCondition(
  input: unknown,
  sort: CertificateSort,
  direction: 1 | -1,
  directory: CertificateDirectory,
  { patterns, thread, member = 'filter' }: SearchEngines,
  now: Date,
): ConditionSelection {
  const undecided = new Map<string, Set<string>>();
  if (input === undefined || input === null) return { filter: {}, undecided, sort, direction };
  const attributes = [...directory.attributes.values()];
  const checked = validateCondition(input, { scope: 'certificates', stage: null, attributes, patterns }, `/${member}`);
  if ('faults' in checked) {
    const [first] = checked.faults;
    throw new CertloomError('invalid_condition', `The ${member} is not valid: ${first?.detail ?? 'not valid'}`, {
      errors: checked.faults.slice(0, 100),
    });
  }
  const { condition } = checked;
  const { filter, exact } = toFilter(condition, { attributes, now, resolveName: resolver(directory) });
  if (exact) return { filter, undecided, sort, direction };
  const searched = thread === undefined ? undefined : createSearchedPatterns(patterns, thread);
  const engine = searched?.patterns ?? patterns;
  const predicate = compileCondition(condition, { scope: 'certificates', attributes, patterns: engine });
  const matches = (certificate: CertificateRecord) => {
    const { result, leaves } = predicate(certificateSubject(certificate, namesOf(certificate, directory)), now);
    if (result === 'error') {
      const code = leaves.find(({ errorCode }) => errorCode !== undefined)?.errorCode ?? 'error';
      undecided.set(code, (undecided.get(code) ?? new Set()).add(certificate.uuid));
    }
    return result === 'true';
  };
  return {
    filter,
    matches,
    undecided,
    ...(searched?.isHeavy() === true
      ? { prepare: (certificates: readonly CertificateRecord[]) => searched.prepare(certificates, matches) }
      : {}),
    looksAt: recordPathsOf([condition]),
    sort,
    direction,
  };
}

function resolver(directory: CertificateDirectory) {
  return (field: NamedField, name: string): string | undefined => {
    switch (field) {
      case 'RA_PROFILE_NAME':
        return directory.raProfilesByName.get(name)?.uuid;
      case 'GROUP_NAME':
        return directory.groupsByName.get(name)?.uuid;
      case 'OWNER':
        return directory.usersByName.get(name)?.uuid;
    }
  };
}

function namesOf({ groups, raProfile, owner }: CertificateRecord, directory: CertificateDirectory) {
  return {
    groupNames: groups.flatMap((uuid) => directory.groups.get(uuid)?.name ?? []),
    raProfileName: raProfile === null ? null : (directory.raProfiles.get(raProfile)?.name ?? null),
    ownerName: owner === null ? null : (directory.users.get(owner)?.username ?? null),
  };
}
