import type { PathFault } from './checks';
import { formFault, nameOf } from './issuer-rules';
import { constraintFault, type Budget } from './name-constraints';
import { isSelfIssued, type PathCertificate } from './path-certificate';
import { policyFault } from './policies';

/**
 * What is wrong with a complete path as a whole: lengths, name constraints, policies (RFC 5280, section 6.1), and the
 * form of the end certificate. Issuers are checked one by one before. Null when the path is good.
 * @param path the end certificate first, the trusted top last
 */
export function pathFault(path: readonly PathCertificate[], names: Budget): PathFault | null {
  const end = path[0]!;
  const form = formFault(end, false);
  if (form !== null) return { ...form, fingerprint: end.fingerprint };
  return lengthFault(path) ?? namesFault(path, names) ?? policiesFault(path);
}

/** Issuers that certify themselves anew, for a change of keys, do not count. */
export function lengthFault(path: readonly PathCertificate[]): PathFault | null {
  let between = 0;
  for (let at = 1; at < path.length; at += 1) {
    const issuer = path[at]!;
    const limit = issuer.basicConstraints?.pathLength ?? null;
    if (limit !== null && between > limit) {
      const message = `The issuer ${nameOf(issuer)} allows ${limit} CAs below it, and the path has ${between}.`;
      return { code: 'path_length_exceeded', fingerprint: issuer.fingerprint, message };
    }
    if (!isSelfIssued(issuer)) between += 1;
  }
  return null;
}

function namesFault(path: readonly PathCertificate[], budget: Budget): PathFault | null {
  for (let at = path.length - 1; at > 0; at -= 1) {
    const issuer = path[at]!;
    const fault = constraintFault(issuer, path.slice(0, at), budget);
    if (fault === null) continue;
    const messages = {
      name_constraint_violated: `does not allow the name (${fault.name})`,
      name_constraint_unsupported: `constrains names of a kind that cannot be compared (${fault.name})`,
      name_constraint_limit: 'has more name constraints than are compared',
    };
    const message = `The issuer ${nameOf(issuer)} ${messages[fault.code]}.`;
    return { code: fault.code, fingerprint: fault.certificate.fingerprint, message };
  }
  return null;
}

function policiesFault(path: readonly PathCertificate[]): PathFault | null {
  const fault = policyFault(path.slice(0, -1).reverse());
  if (fault === null) return null;
  const messages = {
    policy_required: 'A certificate policy is required on this path, and none is valid at this certificate.',
    policy_mapping_invalid: 'The certificate maps from or to anyPolicy, which is not allowed.',
    policy_limit: 'The certificate has more policies than are processed.',
  };
  return { code: fault.code, fingerprint: fault.certificate.fingerprint, message: messages[fault.code] };
}
