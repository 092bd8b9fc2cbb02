import { isPlainObject, sortedJson } from '../values/json';

/** One member that differs; null also stands for what is not there. */
export interface Change {
  /** JSON Pointer (RFC 6901). */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Which members differ, in the order of their names. Lists are compared as a whole unless they are equally long. */
export function differences(before: unknown, after: unknown, path = ''): Change[] {
  if (isPlainObject(before) && isPlainObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) => differences(before[name], after[name], `${path}/${token(name)}`));
  }
  if (isSame(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length && after.some(isPlainObject)) {
    return before.flatMap((item: unknown, index) => differences(item, after[index], `${path}/${index}`));
  }
  return [{ path, before: before ?? null, after: after ?? null }];
}

function isSame(one: unknown, other: unknown): boolean {
  return sortedJson(one ?? null) === sortedJson(other ?? null);
}

function token(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
