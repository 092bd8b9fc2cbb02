import type { AttributeDefinition } from '../../domain/attributes/attribute';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { compileCondition } from '../../domain/conditions/evaluate';
import { normaliseHexText } from '../../domain/conditions/hex-fields';
import type { PatternEngine } from '../../domain/conditions/patterns';
import { certificateSubject } from '../../domain/conditions/subject';
import { validateCondition } from '../../domain/conditions/validate';
import { CertloomError } from '../../domain/problem';
import { certificateSorts, type CertificateSelection, type CertificateSort } from '../../store/certificates/inventory';
import { toFilter, type NamedField } from '../../store/certificates/condition-filter';
import { sortOrder } from '../http/sorting';
import type { CertificateListQuery } from './schemas';

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

/** Above every text that begins with what stands before it. */
const lastCodePoint = '\u{10FFFF}';

/** The simple filters of the list, all of them together. Every value was parsed; none can be an operator. */
export function selectionOfList(query: CertificateListQuery): CertificateSelection {
  const { commonName, notAfterFrom, notAfterTo, fingerprint, serialNumber, text } = query;
  const usual = commonName !== undefined ? 'commonName' : notAfterFrom || notAfterTo ? 'notAfter' : '-createdAt';
  const { field: sort, direction } = sortOrder(query.sort ?? usual, certificateSorts);
  const bounds = new Map<CertificateSort, { from?: string | Date | undefined; to?: string | Date | undefined }>();
  if (commonName !== undefined) {
    const prefix = commonName.normalize('NFC');
    bounds.set('commonName', { from: prefix, to: `${prefix}${lastCodePoint}` });
  }
  if (notAfterFrom !== undefined || notAfterTo !== undefined) {
    bounds.set('notAfter', { from: notAfterFrom, to: notAfterTo });
  }
  // Bounds of the sort field say where to read; those of other fields are part of the filter.
  const own = bounds.get(sort);
  bounds.delete(sort);
  const point = {
    ...(fingerprint === undefined ? {} : { fingerprint: normaliseHexText('FINGERPRINT', 'EQUALS', fingerprint) }),
    ...(serialNumber === undefined ? {} : { serialNumber: normaliseHexText('SERIAL_NUMBER', 'EQUALS', serialNumber) }),
  };
  return {
    filter: { ...equalities(query), ...Object.fromEntries([...bounds].map(([name, range]) => [name, toRange(range)])) },
    ...(text === undefined ? {} : { matches: containing(text) }),
    ...(Object.keys(point).length === 0 ? {} : { point }),
    sort,
    direction,
    ...own,
  };
}

function equalities({ state, group, owner, raProfile, archived }: CertificateListQuery) {
  return {
    ...(state === undefined ? {} : { state }),
    ...(group === undefined ? {} : { groups: group }),
    ...(owner === undefined ? {} : { owner }),
    ...(raProfile === undefined ? {} : { raProfile }),
    ...(archived === undefined ? {} : { archived }),
  };
}

function toRange({ from, to }: { from?: string | Date | undefined; to?: string | Date | undefined }) {
  return { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) };
}

/** Literal text, whatever it looks like: it never becomes a pattern. */
function containing(text: string): (certificate: CertificateRecord) => boolean {
  const wanted = text.normalize('NFC').toLowerCase();
  const compact = wanted.replaceAll(/[:\s]/g, '');
  return ({ commonName, subjectDn, issuerDn, subjectAlternativeNames, serialNumber, fingerprint }) =>
    [commonName ?? '', subjectDn, issuerDn, ...subjectAlternativeNames].some((value) =>
      value.toLowerCase().includes(wanted),
    ) ||
    (compact !== '' && (serialNumber.includes(compact) || fingerprint.includes(compact)));
}

/**
 * A search by condition: the database filter finds candidates; where it is wider than the condition, the
 * predicate decides. Throws `invalid_condition` with pointers below `/filter`.
 */
export function selectionOfCondition(
  input: unknown,
  sort: CertificateSort,
  direction: 1 | -1,
  directory: CertificateDirectory,
  patterns: PatternEngine,
  now: Date,
): CertificateSelection {
  if (input === undefined || input === null) return { filter: {}, sort, direction };
  const attributes = [...directory.attributes.values()];
  const checked = validateCondition(input, { scope: 'certificates', stage: null, attributes, patterns }, '/filter');
  if ('faults' in checked) {
    const [first] = checked.faults;
    throw new CertloomError('invalid_condition', `The filter is not valid: ${first?.detail ?? 'not valid'}`, {
      errors: checked.faults.slice(0, 100),
    });
  }
  const { condition } = checked;
  const { filter, exact } = toFilter(condition, { attributes, now, resolveName: resolver(directory) });
  if (exact) return { filter, sort, direction };
  const predicate = compileCondition(condition, { scope: 'certificates', attributes, patterns });
  const matches = (certificate: CertificateRecord) =>
    predicate(certificateSubject(certificate, namesOf(certificate, directory)), now).result === 'true';
  return { filter, matches, sort, direction };
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
