/**
 * A query as the API reads it: lists as the parameter again and again, absent and empty values left out. Nested values
 * are refused here, as the API takes none.
 */
export function queryText(query: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const one of list) {
      if (one === undefined || one === null || one === '') continue;
      if (typeof one === 'string') params.append(name, one);
      else if (typeof one === 'number' || typeof one === 'boolean') params.append(name, `${one}`);
      else throw new TypeError(`The query parameter ${name} cannot be an object.`);
    }
  }
  return params.toString();
}
