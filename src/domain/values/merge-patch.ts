import { isPlainObject } from './json';

/** What is known of the document beyond its JSON; a path leads from its root. */
export interface MergeRules {
  /** An object here is merged; one that is not is a value of its own, replaced as a whole. */
  isMerged(path: readonly string[]): boolean;
  /** Null is a value here, and not only the wish to remove. */
  takesNull(path: readonly string[]): boolean;
}

const plainRules: MergeRules = { isMerged: () => true, takesNull: () => false };

/**
 * JSON merge patch (RFC 7396, section 2): members of `patch` replace those of `target`, null removes one, objects are
 * merged member by member. Neither argument is changed.
 */
export function mergePatch(
  target: unknown,
  patch: unknown,
  rules: MergeRules = plainRules,
  path: readonly string[] = [],
): unknown {
  if (!isPlainObject(patch) || !rules.isMerged(path)) return patch;
  // A map and its entries: assigning to `__proto__` would not make a member.
  const merged = new Map(isPlainObject(target) ? Object.entries(target) : []);
  for (const [member, value] of Object.entries(patch)) {
    const inner = [...path, member];
    if (value === null && !rules.takesNull(inner)) merged.delete(member);
    else merged.set(member, mergePatch(merged.get(member), value, rules, inner));
  }
  return Object.fromEntries(merged);
}
