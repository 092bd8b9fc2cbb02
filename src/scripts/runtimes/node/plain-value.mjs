/* What leaves a script is plain data: JSON that says the same wherever it is read. */

const deepest = 20;
const mostValues = 20_000;

/**
 * Dates become ISO 8601 text, maps tables, sets lists, bytes base64; live objects, integers beyond 2^53 and numbers that
 * JSON does not have become text, with a note. Throws for what is too deep, or too much.
 */
export function toPlainValue(value, notes) {
  let values = 0;
  const convert = (some, place, depth) => {
    values += 1;
    if (values > mostValues) throw new Error(`invalid_result: the result has more than ${mostValues} values`);
    if (depth > deepest) throw new Error(`invalid_result: the result is nested deeper than ${deepest} at ${place}`);
    const asText = (note) => {
      notes.push(`${note} ${place}`);
      return String(some);
    };
    switch (typeof some) {
      case 'string':
      case 'boolean':
        return some;
      case 'number':
        return Number.isFinite(some) ? some : asText('number_as_text');
      case 'bigint':
        return some >= Number.MIN_SAFE_INTEGER && some <= Number.MAX_SAFE_INTEGER
          ? Number(some)
          : asText('number_as_text');
      case 'object':
        return some === null ? null : convertObject(some, place, depth);
      default:
        return undefined; // functions and symbols, as JSON does
    }
  };
  const convertObject = (some, place, depth) => {
    if (some instanceof Date) return Number.isNaN(some.getTime()) ? null : some.toISOString();
    if (some instanceof Uint8Array) return Buffer.from(some).toString('base64');
    if (some instanceof Map) return convertEntries([...some], place, depth);
    if (Array.isArray(some) || some instanceof Set) {
      return [...some].map((item, index) => convert(item, `${place}[${index}]`, depth + 1) ?? null);
    }
    if (typeof some.toJSON === 'function') return convert(some.toJSON(), place, depth + 1);
    const prototype = Object.getPrototypeOf(some);
    if (prototype === null || Object.getPrototypeOf(prototype) === null)
      return convertEntries(Object.entries(some), place, depth);
    notes.push(`object_as_text ${place} ${some.constructor?.name ?? 'object'}`);
    return some instanceof Error ? some.message : String(some);
  };
  const convertEntries = (entries, place, depth) => {
    const converted = entries.map(([key, inner]) => [
      String(key),
      convert(inner, `${place}.${String(key)}`, depth + 1),
    ]);
    return Object.fromEntries(converted.filter(([, inner]) => inner !== undefined));
  };
  return convert(value, '$', 0);
}
