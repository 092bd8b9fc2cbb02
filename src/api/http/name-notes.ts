import { kindsByMember, objectInPath, refers, type ObjectKind } from './object-kinds';

/**
 * Says in the description where a name is taken in the place of a uuid. The schemas that check requests see uuids only,
 * because names are replaced before; what they say of the form of a uuid would keep clients from sending names.
 */

type Json = Readonly<Record<string, unknown>>;

const longestName = 200;
const called: Partial<Record<ObjectKind, string>> = {
  user: 'username',
  certificate: 'common name (another name where it has none)',
};

/** @param prefix what stands before the paths: `/api/v1` */
export function withNameNotes<T extends object>(document: T, prefix: string): T {
  const { paths, components } = document as { readonly paths?: Json; readonly components?: Json };
  const noted = Object.entries(paths ?? {}).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(methods as Json).map(([method, operation]) => [
        method,
        notedOperation(operation as Json, path.slice(prefix.length)),
      ]),
    ),
  ]);
  return {
    ...document,
    paths: Object.fromEntries(noted) as Json,
    components: { ...components, schemas: notedSchema(components?.['schemas'] ?? {}) },
  };
}

function notedOperation(operation: Json, path: string): Json {
  const parameters = (operation['parameters'] ?? []) as readonly Json[];
  const hasResource = parameters.some(({ name }) => name === 'resource');
  const noted = parameters.map((parameter) => {
    const name = String(parameter['name']);
    if (parameter['in'] === 'path') {
      const object = objectInPath(path, { [name]: '', ...(hasResource ? { resource: 'groups' } : {}) });
      if (object?.parameter !== name) return parameter;
      return { ...parameter, schema: withName(parameter['schema'], hasResource ? undefined : object.kind) };
    }
    // Without its resource nobody knows what kind of object it is.
    if (!refers(name) || (name === 'objectUuid' && !hasResource && !path.includes('{event}'))) return parameter;
    return { ...parameter, schema: withName(parameter['schema'], kindsByMember[name]) };
  });
  const { requestBody } = operation;
  return {
    ...operation,
    ...(parameters.length === 0 ? {} : { parameters: noted }),
    ...(requestBody === undefined ? {} : { requestBody: notedSchema(requestBody) }),
  };
}

/** A copy in which the members of objects that take names say so, at whatever depth. */
function notedSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(notedSchema);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Json).map(([key, inner]) => [
      key,
      key === 'properties' && typeof inner === 'object' && inner !== null
        ? Object.fromEntries(
            Object.entries(inner).map(([member, schema]) => [
              member,
              notedSchema(refers(member) ? withName(schema, kindsByMember[member]) : schema),
            ]),
          )
        : notedSchema(inner),
    ]),
  );
}

/** The schema of a uuid, of a list of them, or of a choice with one, as that of a uuid or a name. */
function withName(schema: unknown, kind: ObjectKind | undefined): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  const { format, pattern: _pattern, description, ...rest } = schema as Json;
  if (format === 'uuid') {
    const note = `The uuid, or the ${(kind && called[kind]) ?? 'name'}.`;
    const text = typeof description === 'string' ? `${description} ${note}` : note;
    return { ...rest, minLength: 1, maxLength: longestName, description: text };
  }
  const inner = schema as Json;
  return {
    ...inner,
    ...('items' in inner ? { items: withName(inner['items'], kind) } : {}),
    ...(Array.isArray(inner['anyOf']) ? { anyOf: inner['anyOf'].map((one: unknown) => withName(one, kind)) } : {}),
  };
}
