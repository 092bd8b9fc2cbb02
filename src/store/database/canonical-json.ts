/**
 * JSON with sorted member names and without spaces, the form that hashes are taken over (in the manner of RFC 8785).
 * Dates become RFC 3339 text, `undefined` members go, and lone surrogates become U+FFFD, as the database stores them.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? 'null';
}

/** Text as it comes back from the database, which stores UTF-8. */
export function storableText(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

function sorted(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .map(([name, inner]) => [storableText(name), sorted(inner)] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries);
}
