/** Extensions that only path validation reads (RFC 5280, section 4.2): policies, constraints, distribution points. */
import type { NameConstraints, NameSubtree, NameValue, PathCertificate } from '../domain/validation/path-certificate';
import type { DerElement, DerReader } from './der';
import { derTags } from './der';
import { readDistributionPoints } from './distribution-points';
import { nameValueOf, nameValuesOf } from './general-name-values';
import { smallInteger } from './integers';
import { decodeOid } from './oids';

export type PathExtensions = Pick<
  PathCertificate,
  | 'distributionPoints'
  | 'freshestLists'
  | 'inhibitAnyPolicy'
  | 'inhibitPolicyMapping'
  | 'nameConstraints'
  | 'names'
  | 'ocspNoCheck'
  | 'policies'
  | 'policyMappings'
  | 'requireExplicitPolicy'
>;

export const noPathExtensions: PathExtensions = {
  distributionPoints: [],
  freshestLists: [],
  inhibitAnyPolicy: null,
  inhibitPolicyMapping: null,
  nameConstraints: null,
  names: [],
  ocspNoCheck: false,
  policies: null,
  policyMappings: [],
  requireExplicitPolicy: null,
};

/** Reads the value of one extension; null when it has not the expected form. */
type ValueReader = (reader: DerReader, bytes: Buffer, value: DerElement) => Partial<PathExtensions> | null;

export const pathExtensionReaders: ReadonlyMap<string, ValueReader> = new Map<string, ValueReader>([
  [
    '2.5.29.17',
    (reader, bytes, value) => {
      const names = value.tag === derTags.sequence ? nameValuesOf(reader, bytes, value) : null;
      return names === null ? null : { names };
    },
  ],
  ['2.5.29.30', nameConstraints],
  ['2.5.29.31', (...from) => named('distributionPoints', readDistributionPoints(...from))],
  ['2.5.29.32', certificatePolicies],
  ['2.5.29.33', policyMappings],
  ['2.5.29.36', policyConstraints],
  ['2.5.29.46', (...from) => named('freshestLists', readDistributionPoints(...from))],
  [
    '2.5.29.54',
    (_, bytes, value) => {
      const skip = value.tag === derTags.integer ? smallInteger(bytes, value) : null;
      return skip === null ? null : { inhibitAnyPolicy: skip };
    },
  ],
  ['1.3.6.1.5.5.7.48.1.5', () => ({ ocspNoCheck: true })],
]);

function named<K extends keyof PathExtensions>(
  key: K,
  value: PathExtensions[K] | null,
): Partial<PathExtensions> | null {
  return value === null ? null : { [key]: value };
}

/** Section 4.2.1.10. Empty, or without subtrees in either list, it is no constraint, and malformed. */
function nameConstraints(reader: DerReader, bytes: Buffer, value: DerElement): Partial<PathExtensions> | null {
  const lists: Record<keyof NameConstraints, readonly NameSubtree[]> = { permitted: [], excluded: [] };
  const parts = value.tag === derTags.sequence ? reader.children(value) : [];
  for (const part of parts) {
    if (part.tag !== 0xa0 && part.tag !== 0xa1) return null;
    const subtrees = reader.children(part).map((subtree) => readSubtree(reader, bytes, subtree));
    if (subtrees.includes(null) || subtrees.length === 0) return null;
    lists[part.tag === 0xa0 ? 'permitted' : 'excluded'] = subtrees.filter((subtree) => subtree !== null);
  }
  return parts.length === 0 || reader.fault !== null ? null : { nameConstraints: lists };
}

function readSubtree(reader: DerReader, bytes: Buffer, subtree: DerElement): NameSubtree | null {
  const [base, ...bounds] = reader.children(subtree);
  const value = base === undefined ? null : nameValueOf(reader, bytes, base);
  if (value === null || !isConstraint(value)) return null;
  const isZero = ({ tag, contentStart, contentEnd }: DerElement) =>
    tag === 0x80 && contentEnd - contentStart === 1 && bytes[contentStart] === 0;
  return { base: value, bounded: !bounds.every(isZero) };
}

/** Whether a constraint of that kind can say so: an address with a mask without gaps, a host without wildcards. */
function isConstraint(value: NameValue): boolean {
  if (value.kind === 'ip') {
    const mask = value.octets.slice(value.octets.length / 2);
    const bits = [...mask].map((digit) => parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
    return [16, 64].includes(value.octets.length) && /^1*0*$/.test(bits);
  }
  if (value.kind === 'dns') return isHostConstraint(value.value);
  if (value.kind === 'email') {
    const at = value.value.lastIndexOf('@');
    return at < 0 ? isHostConstraint(value.value) : at > 0 && isHostConstraint(value.value.slice(at + 1), true);
  }
  return value.kind !== 'uri' || isHostConstraint(value.value);
}

function isHostConstraint(host: string, whole = false): boolean {
  return host === ''
    ? !whole
    : (whole ? /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i : /^\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i).test(host);
}

/** Section 4.2.1.4. */
function certificatePolicies(reader: DerReader, bytes: Buffer, value: DerElement): Partial<PathExtensions> | null {
  const read = reader.children(value).map((policy) => {
    const [type, qualifiers] = reader.children(policy);
    const oid = oidIn(bytes, type);
    if (oid === null) return null;
    const found = qualifiers === undefined ? [] : reader.children(qualifiers);
    const oids = found.map((qualifier) => oidIn(bytes, reader.children(qualifier)[0]));
    return oids.includes(null) ? null : { oid, qualifiers: oids.filter((id) => id !== null) };
  });
  if (value.tag !== derTags.sequence || read.includes(null) || read.length === 0 || reader.fault !== null) return null;
  const policies = read.filter((policy) => policy !== null);
  // A policy must not stand there twice.
  return new Set(policies.map(({ oid }) => oid)).size === policies.length ? { policies } : null;
}

/** Section 4.2.1.5. */
function policyMappings(reader: DerReader, bytes: Buffer, value: DerElement): Partial<PathExtensions> | null {
  const mappings = reader.children(value).map((mapping) => {
    const [first, second] = reader.children(mapping);
    const [issuerDomain, subjectDomain] = [oidIn(bytes, first), oidIn(bytes, second)];
    return issuerDomain === null || subjectDomain === null ? null : { issuerDomain, subjectDomain };
  });
  if (value.tag !== derTags.sequence || mappings.includes(null) || mappings.length === 0 || reader.fault !== null) {
    return null;
  }
  return { policyMappings: mappings.filter((mapping) => mapping !== null) };
}

/** Section 4.2.1.11. */
function policyConstraints(reader: DerReader, bytes: Buffer, value: DerElement): Partial<PathExtensions> | null {
  const parts = value.tag === derTags.sequence ? reader.children(value) : [];
  const read: { requireExplicitPolicy?: number; inhibitPolicyMapping?: number } = {};
  for (const part of parts) {
    const skip = smallInteger(bytes, part);
    if (skip === null) return null;
    if (part.tag === 0x80) read.requireExplicitPolicy = skip;
    else if (part.tag === 0x81) read.inhibitPolicyMapping = skip;
    else return null;
  }
  return parts.length === 0 || reader.fault !== null ? null : read;
}

function oidIn(bytes: Buffer, element: DerElement | undefined): string | null {
  return element?.tag === derTags.oid ? decodeOid(bytes, element.contentStart, element.contentEnd) : null;
}
