/** A member that two people have changed, each to something else. */
export interface Conflict {
  readonly member: string;
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}

export type Members = Readonly<Record<string, unknown>>;

export interface Merge {
  /** What only one of the two has changed, and of conflicts what is mine. */
  readonly merged: Members;
  readonly conflicts: readonly Conflict[];
  /** Members that only the other person has changed. */
  readonly taken: readonly string[];
}

/** Three-way merge of an object's members: `base` is what both began with. */
export function mergeOf(base: Members, mine: Members, theirs: Members): Merge {
  const names = [...new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])];
  const merged: Record<string, unknown> = {};
  const conflicts: Conflict[] = [];
  const taken: string[] = [];
  for (const member of names) {
    const values = { base: base[member], mine: mine[member], theirs: theirs[member] };
    const isMine = !isSame(values.base, values.mine);
    const isTheirs = !isSame(values.base, values.theirs);
    if (isTheirs && !isMine) taken.push(member);
    if (isMine && isTheirs && !isSame(values.mine, values.theirs)) conflicts.push({ member, ...values });
    const value = isTheirs && !isMine ? values.theirs : values.mine;
    if (value !== undefined) merged[member] = value;
  }
  return { merged, conflicts, taken };
}

/** Whether two JSON values say the same; the order of members does not count. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [of, other] = [a as Members, b as Members];
  const names = Object.keys(of).filter((name) => of[name] !== undefined);
  const others = Object.keys(other).filter((name) => other[name] !== undefined);
  return names.length === others.length && names.every((name) => isSame(of[name], other[name]));
}
