import type { NamedCertificate, SharingCertificate } from '../../store/certificates/replacement-candidates';

/** Certificates that may succeed or precede one, by uuid, the most promising first. */
export interface LookUp {
  readonly subject: NamedCertificate;
  readonly successors: readonly string[];
  readonly predecessors: readonly string[];
}

/** Candidates that are looked at for one relation that is wanted: many share a key and fit in nothing else. */
const perRelation = 4;
const leastLooked = 25;
/** Certificates whose names are held in memory at the same time. */
const mostTogether = 2_000;
/** A certificate with as many keys may have thousands of names: few of these are looked at, and on their own. */
const manyKeys = 200;
const mostWide = 10;

/**
 * Whom to look at for each subject, in portions that fit in memory together. Those that share the most keys come first,
 * because a successor shares every name; of equals the latest.
 */
export function lookUpPlan(
  subjects: readonly NamedCertificate[],
  sought: ReadonlyMap<string, readonly string[]>,
  found: readonly SharingCertificate[],
  most: number,
): LookUp[][] {
  const byKey = groupByKey(found);
  const mostLooked = Math.max(leastLooked, perRelation * most);
  const plans: LookUp[][] = [];
  let size = Infinity;
  for (const subject of subjects) {
    const sharing = sharingWith(subject.uuid, sought.get(subject.uuid) ?? [], byKey);
    if (sharing.length === 0) continue;
    const later = sharing.filter((other) => isAfter(other, subject));
    const earlier = sharing.filter((other) => isAfter(subject, other));
    const [successors, predecessors] = [later, earlier].map((side) => side.filter(isNarrow).slice(0, mostLooked));
    const wide = [later, earlier].map((side) => side.filter((other) => !isNarrow(other)).slice(0, mostWide));
    const count = successors!.length + predecessors!.length;
    if (count > 0) {
      if (size + count > mostTogether) [plans[plans.length], size] = [[], 0];
      plans.at(-1)!.push(lookUp(subject, successors!, predecessors!));
      size += count;
    }
    if (wide.some((side) => side.length > 0)) {
      plans.push([lookUp(subject, wide[0]!, wide[1]!)]);
      size = Infinity;
    }
  }
  return plans;
}

function lookUp(
  subject: NamedCertificate,
  successors: readonly SharingCertificate[],
  predecessors: readonly SharingCertificate[],
): LookUp {
  return {
    subject,
    successors: successors.map(({ uuid }) => uuid),
    predecessors: predecessors.map(({ uuid }) => uuid),
  };
}

function isNarrow({ replacementKeys }: SharingCertificate): boolean {
  return replacementKeys.length < manyKeys;
}

type Begin = Pick<SharingCertificate, 'notBefore' | 'notAfter'>;

/** The order in which one may succeed the other; unreadable times are in none. */
function isAfter(one: Begin, other: Begin): boolean {
  if (one.notBefore === null || other.notBefore === null) return false;
  const ahead = one.notBefore.getTime() - other.notBefore.getTime();
  return ahead > 0 || (ahead === 0 && (one.notAfter?.getTime() ?? 0) > (other.notAfter?.getTime() ?? 0));
}

function groupByKey(certificates: readonly SharingCertificate[]): Map<string, SharingCertificate[]> {
  const byKey = new Map<string, SharingCertificate[]>();
  for (const certificate of certificates) {
    for (const key of certificate.replacementKeys) {
      const group = byKey.get(key);
      if (group === undefined) byKey.set(key, [certificate]);
      else group.push(certificate);
    }
  }
  return byKey;
}

function sharingWith(
  uuid: string,
  keys: readonly string[],
  byKey: ReadonlyMap<string, readonly SharingCertificate[]>,
): SharingCertificate[] {
  const shared = new Map<SharingCertificate, number>();
  for (const key of keys) for (const other of byKey.get(key) ?? []) shared.set(other, (shared.get(other) ?? 0) + 1);
  return [...shared]
    .filter(([other]) => other.uuid !== uuid)
    .sort(([one, ofOne], [other, ofOther]) => ofOther - ofOne || latestFirst(one, other))
    .map(([other]) => other);
}

function latestFirst(one: SharingCertificate, other: SharingCertificate): number {
  const [begin, otherBegin] = [one.notBefore?.getTime() ?? 0, other.notBefore?.getTime() ?? 0];
  return otherBegin - begin || (one.uuid < other.uuid ? -1 : 1);
}
