/** Absent inside a collection: a collection of nothing else is absent itself. */
export function isBlank(element: unknown): boolean {
  return element === '' || element === null || element === undefined;
}

/** JSON with sorted keys: the text that conditions see of an object. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
