import {
  isSelfIssued,
  type NameConstraints,
  type NameSubtree,
  type NameValue,
  type PathCertificate,
} from './path-certificate';
import { isHostName, subtreeTest } from './name-matching';

export interface NameConstraintFault {
  readonly code: 'name_constraint_violated' | 'name_constraint_unsupported' | 'name_constraint_limit';
  /** Which name, for people. */
  readonly name: string;
}

/** How many names times constraints may still be compared; shared by all paths of one search. */
export interface Budget {
  left: number;
}

/**
 * The first of the certificates below `issuer` that its name constraints refuse (RFC 5280, section 4.2.1.10), with the
 * reason; null when they allow all. Those that an issuer made for its own name are not looked at, unless one is the
 * end of the path.
 * @param below the path under the issuer, the end certificate first
 */
export function constraintFault(
  issuer: PathCertificate,
  below: readonly PathCertificate[],
  budget: Budget,
): (NameConstraintFault & { readonly certificate: PathCertificate }) | null {
  const constraints = issuer.nameConstraints;
  if (constraints === null) return null;
  for (const [at, certificate] of below.entries()) {
    if (at > 0 && isSelfIssued(certificate)) continue;
    const fault = faultOf(constraints, constrainedNames(certificate, at === 0), budget);
    if (fault !== null) return { ...fault, certificate };
  }
  return null;
}

/**
 * All names that constraints are about: alternative names, the subject, addresses in the subject where no alternative
 * name is one, and of an end certificate common names that read like host names where no alternative name is one.
 */
export function constrainedNames(certificate: PathCertificate, isEnd: boolean): NameValue[] {
  const { names, subject, subjectEmails, commonNames } = certificate;
  const has = (kind: NameValue['kind']) => names.some((name) => name.kind === kind);
  return [
    ...(subject.rdns.length > 0 ? [{ kind: 'directory', name: subject } as const] : []),
    ...names,
    ...(has('email') ? [] : subjectEmails.map((value) => ({ kind: 'email', value }) as const)),
    ...(isEnd && !has('dns') ? commonNames.filter(isHostName).map((value) => ({ kind: 'dns', value }) as const) : []),
  ];
}

function faultOf(
  constraints: NameConstraints,
  names: readonly NameValue[],
  budget: Budget,
): NameConstraintFault | null {
  const [permitted, excluded] = [byKind(constraints.permitted), byKind(constraints.excluded)];
  budget.left -= names.length * (constraints.permitted.length + constraints.excluded.length);
  if (budget.left < 0) return { code: 'name_constraint_limit', name: `${names.length} names` };
  for (const name of names) {
    const kind = kindOf(name);
    const [allowed, refused] = [permitted.get(kind) ?? [], excluded.get(kind) ?? []];
    if (allowed.length + refused.length === 0) continue;
    if (name.kind === 'other' || [...allowed, ...refused].some(({ bounded }) => bounded)) {
      return { code: 'name_constraint_unsupported', name: textOf(name) };
    }
    // A name that cannot be understood is inside no permitted subtree and may be inside any excluded one.
    const [isInside, mayBeInside] = [subtreeTest(name, 'all'), subtreeTest(name, 'any')];
    const excludes = refused.some(({ base }) => mayBeInside?.(base) ?? true);
    const permits = allowed.length === 0 || allowed.some(({ base }) => isInside?.(base) ?? false);
    if (excludes || !permits) return { code: 'name_constraint_violated', name: textOf(name) };
  }
  return null;
}

function byKind(subtrees: readonly NameSubtree[]): Map<string, NameSubtree[]> {
  const found = new Map<string, NameSubtree[]>();
  for (const subtree of subtrees) {
    const kind = kindOf(subtree.base);
    const list = found.get(kind);
    if (list === undefined) found.set(kind, [subtree]);
    else list.push(subtree);
  }
  return found;
}

function kindOf(name: NameValue): string {
  return name.kind === 'other' ? name.type : name.kind;
}

function textOf(name: NameValue): string {
  switch (name.kind) {
    case 'ip':
      return `address ${name.octets}`;
    case 'directory':
      return 'subject or directory name';
    case 'other':
      return name.type;
    default:
      return `${name.kind} ${name.value.slice(0, 200)}`;
  }
}
