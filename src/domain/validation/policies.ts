import { isSelfIssued, type PathCertificate } from './path-certificate';

export interface PolicyFault {
  readonly code: 'policy_required' | 'policy_mapping_invalid' | 'policy_limit';
  readonly certificate: PathCertificate;
}

const ANY = '2.5.29.32.0';
/** Policies or mappings of one certificate that are processed. */
const maxPolicies = 1_000;

/**
 * Certificate policies along a path with the initial set any-policy, nothing inhibited at first (RFC 5280, section 6.1).
 * Null when they allow the path.
 *
 * Of the RFC's tree only the lowest level is kept. Nodes of one level with the same policy have the same expected
 * policies, so they are one node here; and whether the tree is empty is whether its lowest level is. A tree that
 * doubles at each certificate therefore costs nothing.
 * @param path from the certificate below the trusted top down to the end certificate
 */
export function policyFault(path: readonly PathCertificate[]): PolicyFault | null {
  let level: Level = new Map([[ANY, new Set([ANY])]]);
  let [explicitPolicy, policyMapping, inhibitAny] = [path.length + 1, path.length + 1, path.length + 1];
  for (const [at, certificate] of path.entries()) {
    const { policies, policyMappings } = certificate;
    const isLast = at === path.length - 1;
    if ((policies?.length ?? 0) > maxPolicies || policyMappings.length > maxPolicies) {
      return { code: 'policy_limit', certificate };
    }
    const selfIssued = isSelfIssued(certificate);
    level = nextLevel(level, policies?.map(({ oid }) => oid) ?? [], inhibitAny > 0 || (!isLast && selfIssued));
    if (explicitPolicy === 0 && level.size === 0) return { code: 'policy_required', certificate };
    if (isLast) break;
    if (policyMappings.some(({ issuerDomain, subjectDomain }) => issuerDomain === ANY || subjectDomain === ANY)) {
      return { code: 'policy_mapping_invalid', certificate };
    }
    applyMappings(level, policyMappings, policyMapping > 0);
    if (!selfIssued) {
      explicitPolicy = Math.max(0, explicitPolicy - 1);
      policyMapping = Math.max(0, policyMapping - 1);
      inhibitAny = Math.max(0, inhibitAny - 1);
    }
    explicitPolicy = Math.min(explicitPolicy, certificate.requireExplicitPolicy ?? explicitPolicy);
    policyMapping = Math.min(policyMapping, certificate.inhibitPolicyMapping ?? policyMapping);
    inhibitAny = Math.min(inhibitAny, certificate.inhibitAnyPolicy ?? inhibitAny);
  }
  const end = path.at(-1);
  if (end === undefined || level.size > 0) return null;
  explicitPolicy = Math.max(0, explicitPolicy - 1);
  const demanded = explicitPolicy === 0 || end.requireExplicitPolicy === 0;
  return demanded ? { code: 'policy_required', certificate: end } : null;
}

/** Valid policies of one depth, each with its expected policies. */
type Level = Map<string, Set<string>>;

/** Section 6.1.3 (d) and (e); `policies` is empty when the extension is absent. */
function nextLevel(level: Level, policies: readonly string[], anyCounts: boolean): Level {
  const next: Level = new Map();
  const expected = new Set([...level.values()].flatMap((set) => [...set]));
  for (const oid of policies) {
    if (oid !== ANY && (expected.has(oid) || level.has(ANY))) next.set(oid, new Set([oid]));
  }
  if (!anyCounts || !policies.includes(ANY)) return next;
  for (const oid of expected) if (!next.has(oid)) next.set(oid, new Set([oid]));
  return next;
}

/** Section 6.1.4 (b). */
function applyMappings(level: Level, mappings: PathCertificate['policyMappings'], allowed: boolean): void {
  const bySource = new Map<string, Set<string>>();
  for (const { issuerDomain, subjectDomain } of mappings) {
    const mapped = bySource.get(issuerDomain);
    if (mapped === undefined) bySource.set(issuerDomain, new Set([subjectDomain]));
    else mapped.add(subjectDomain);
  }
  for (const [oid, mapped] of bySource) {
    if (!allowed) level.delete(oid);
    else if (level.has(oid) || level.has(ANY)) level.set(oid, mapped);
  }
}
