/** JSON Pointers (RFC 6901), as the API names places in a body. */

/** `['members', 0, 'name']` as `/members/0/name`. */
export function pointerOf(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function partsOf(pointer: string): readonly string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What stands at a pointer; undefined where there is nothing. */
export function valueAt(value: unknown, pointer: string): unknown {
  return partsOf(pointer).reduce<unknown>(
    (node, part) =>
      typeof node === 'object' && node !== null ? (node as Readonly<Record<string, unknown>>)[part] : undefined,
    value,
  );
}

/** The value with another one at a pointer; undefined takes the member away. Nothing that was there is changed. */
export function withValueAt(value: unknown, pointer: string, next: unknown): unknown {
  const [first, ...rest] = partsOf(pointer);
  if (first === undefined) return next;
  const inner = pointerOf(rest);
  if (Array.isArray(value)) {
    const list = [...(value as readonly unknown[])];
    const changed = withValueAt(list[Number(first)], inner, next);
    if (changed === undefined) list.splice(Number(first), 1);
    else list[Number(first)] = changed;
    return list;
  }
  const members = typeof value === 'object' && value !== null ? { ...(value as Record<string, unknown>) } : {};
  const changed = withValueAt(members[first], inner, next);
  if (changed === undefined) delete members[first];
  else members[first] = changed;
  return members;
}
