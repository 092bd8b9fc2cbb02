import {
  listReasons,
  type DistributionPoint,
  type ListReason,
  type NameValue,
  type PathCertificate,
  type PathName,
  type PointName,
} from './path-certificate';
import type { RevocationList } from './revocation-list';

/**
 * For which reasons a list counts for a certificate by one of its distribution points, or why it does not; null when it
 * is simply another issuer's.
 */
export type Coverage = { readonly reasons: readonly ListReason[] } | { readonly refusal: string | null };

/**
 * The distribution points to go by: those of the certificate, and in the end any list of its own issuer (RFC 5280,
 * section 6.3.3).
 */
export function pointsOf({ distributionPoints, issuer }: PathCertificate): DistributionPoint[] {
  const byIssuer: NameValue = { kind: 'directory', name: issuer };
  return [...distributionPoints, { name: { full: [byIssuer] }, reasons: null, issuers: [] }];
}

/** Section 6.3.3 (b) and (d): issuer, name, kind of certificate and reasons. */
export function coverageOf(list: RevocationList, point: DistributionPoint, certificate: PathCertificate): Coverage {
  const { scope, issuer } = list;
  const isOwn = issuer.comparable === certificate.issuer.comparable;
  if (point.issuers.length > 0) {
    const isNamed = point.issuers.some(
      (name) => name.kind === 'directory' && name.name.comparable === issuer.comparable,
    );
    if (!isNamed) return { refusal: isOwn ? 'the distribution point names another issuer' : null };
    if (scope?.indirect !== true && !isOwn) return { refusal: 'it is by another issuer and not an indirect list' };
  } else if (!isOwn) return { refusal: null };
  if (scope === null) return { reasons: point.reasons ?? listReasons };

  if (scope.name !== null && !sharesName(scope.name, issuer, point)) {
    return { refusal: 'its issuingDistributionPoint names another point than the certificate' };
  }
  const isCa = certificate.basicConstraints?.ca === true;
  if (scope.onlyAttributeCertificates) return { refusal: 'it is about attribute certificates only' };
  if (scope.onlyUserCertificates && isCa) return { refusal: 'it is about end certificates only' };
  if (scope.onlyCaCertificates && !isCa) return { refusal: 'it is about CA certificates only' };
  const wanted = point.reasons ?? listReasons;
  return { reasons: wanted.filter((reason) => scope.onlyReasons?.includes(reason) ?? true) };
}

/** Whether two lists are about the same certificates and reasons, as a delta list and its base must be. */
export function isSameScope(one: RevocationList, other: RevocationList): boolean {
  const key = ({ scope, issuer }: RevocationList) => JSON.stringify(scope ?? { issuer: issuer.comparable });
  return one.issuer.comparable === other.issuer.comparable && key(one) === key(other);
}

/** What a list covers, for people. */
export function scopeText({ scope, baseNumber }: RevocationList): string {
  const kind = baseNumber === null ? 'complete list' : `delta list over number ${baseNumber}`;
  if (scope === null) return `${kind} of its issuer`;
  const parts = [
    ...(scope.indirect ? ['indirect'] : []),
    ...(scope.onlyUserCertificates ? ['end certificates only'] : []),
    ...(scope.onlyCaCertificates ? ['CA certificates only'] : []),
    ...(scope.onlyAttributeCertificates ? ['attribute certificates only'] : []),
    ...(scope.onlyReasons === null ? [] : [`only for ${scope.onlyReasons.join(', ')}`]),
    ...(scope.name === null ? [] : ['of one distribution point']),
  ];
  return parts.length === 0 ? `${kind} of its issuer` : `${kind}: ${parts.join('; ')}`;
}

/** A point without a name has those of its issuers. */
function sharesName(name: PointName, listIssuer: PathName, point: DistributionPoint): boolean {
  const own = keysOf(name, listIssuer);
  const wanted = point.name === null ? point.issuers.map(keyOf) : keysOf(point.name, nameOfPoint(point) ?? listIssuer);
  return wanted.some((key) => own.includes(key));
}

/** A relative name follows the name of the issuer of the list (RFC 5280, section 4.2.1.13). */
function keysOf(name: PointName, issuer: PathName): string[] {
  if ('full' in name) return name.full.map(keyOf);
  return [`directory ${[...issuer.rdns, name.relative].join('\n')}`];
}

function nameOfPoint({ issuers }: DistributionPoint): PathName | undefined {
  const found = issuers.find(({ kind }) => kind === 'directory');
  return found?.kind === 'directory' ? found.name : undefined;
}

function keyOf(name: NameValue): string {
  switch (name.kind) {
    case 'directory':
      return `directory ${name.name.comparable}`;
    case 'ip':
      return `ip ${name.octets}`;
    case 'other':
      return `other ${name.type}`;
    default:
      return `${name.kind} ${name.value}`;
  }
}
