/** Absent inside a collection: a collection of nothing else is absent itself. */
export function isBlank(element: unknown): boolean {
  return element === '' || element === null || element === undefined;
}

/** A JSON object: no list, no Date, no instance of a class. Holds for objects of another realm too. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** JSON with sorted keys: the text that conditions see of an object. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isPlainObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
