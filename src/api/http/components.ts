/** JSON Schema as it stands in the API's description. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const prefix = '#/components/schemas/';
const described = new Map<string, JsonSchema>();

/**
 * Names a schema for the API's description that zod does not check, such as a condition tree with a check of its own,
 * and gives the reference to it. The description holds it when something in it refers to it.
 */
export function describeComponent(name: string, schema: JsonSchema): { readonly $ref: string } {
  if (described.has(name)) throw new Error(`two schemas are called ${name}`);
  described.set(name, schema);
  return { $ref: prefix + name };
}

/** The described schemas that a document refers to, directly or through another one, by name. */
export function componentsOf(document: unknown): Map<string, JsonSchema> {
  const found = new Map<string, JsonSchema>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (typeof value !== 'object' || value === null) return;
    for (const [member, inner] of Object.entries(value)) {
      if (member === '$ref' && typeof inner === 'string') add(inner.slice(prefix.length));
      else visit(inner);
    }
  };
  const add = (name: string): void => {
    const schema = described.get(name);
    if (schema === undefined || found.has(name)) return;
    found.set(name, schema);
    visit(schema);
  };
  visit(document);
  return found;
}
