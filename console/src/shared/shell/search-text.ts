/** Filters in the address: each a plain text, or a list where a name stands more than once. */
export type SearchText = Readonly<Record<string, string | readonly string[]>>;

export function parseSearch(text: string): SearchText {
  const found: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = found[name];
    found[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return found;
}

export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const one of list) {
      if (typeof one === 'string' && one !== '') params.append(name, one);
      else if (typeof one === 'number' || typeof one === 'boolean') params.append(name, String(one));
    }
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** For `validateSearch`: everything in the address as it is; what a filter means is for the API to say. */
export function anySearch(search: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(search).flatMap(([name, value]) => {
    const one: unknown = Array.isArray(value) ? (value as readonly unknown[])[0] : value;
    return typeof one === 'string' ? [[name, one] as const] : [];
  });
  return Object.fromEntries(texts);
}
