import type { Json } from './api-client';

/** `what is … and must be …`, or nothing when both are the same JSON. */
export function difference(what: string, actual: unknown, wanted: unknown): string[] {
  const [is, must] = [JSON.stringify(actual), JSON.stringify(wanted)];
  return is === must ? [] : [`${what} is ${is} and must be ${must}`];
}

export function sameList(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return sameList([...one].sort(), [...other].sort());
}

/** Names for a sentence: `"a", "b"`, or `nothing`. */
export function quoted(list: readonly string[]): string {
  return list.length === 0 ? 'nothing' : list.map((name) => `"${name}"`).join(', ');
}

/** The names in a list of objects such as `matchedTriggers`. */
export function namesIn(list: unknown): string[] {
  return ((list ?? []) as readonly Json[]).map(({ name }) => String(name));
}
