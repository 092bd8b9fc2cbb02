import { discoveryKinds, kindsOfDiscovery, type DiscoveryKind } from '../../domain/discoveries/kinds';
import { validationFailed } from '../../domain/problem';
import { faultsOf } from '../http/faults';
import { z } from '../http/schemas';

const pushed = z
  .strictObject({})
  .openapi('PushedContentAttributes', { description: 'Pushed content has nothing to configure.' });

/** What each kind of discovery is configured with. A kind without a schema cannot be made. */
const schemas: Readonly<Partial<Record<DiscoveryKind, z.ZodType>>> = {
  pushed_content: pushed,
};

/** Kinds that can be made. */
export const offeredKinds = discoveryKinds.filter((kind) => schemas[kind] !== undefined);

/** Attributes as they are stored, with defaults. Throws `validation_failed` with pointers below `/attributes`. */
export function readKindAttributes(kind: DiscoveryKind, attributes: unknown): Readonly<Record<string, unknown>> {
  const schema = schemas[kind] ?? pushed;
  const read = schema.safeParse(attributes, { reportInput: true });
  if (!read.success) throw validationFailed(faultsOf(read.error, '/attributes', schema));
  return read.data as Record<string, unknown>;
}

export const kindView = z
  .strictObject({
    kind: z.enum(discoveryKinds),
    connectorUuid: z.string(),
    connectorName: z.string(),
    description: z.string(),
    attributes: z
      .record(z.string(), z.unknown())
      .openapi({ description: 'JSON Schema of the attributes that a discovery of this kind has.' }),
  })
  .openapi('DiscoveryKind');

export function kindViews(): z.input<typeof kindView>[] {
  return offeredKinds.map((kind) => {
    const { connectorUuid, connectorName, description } = kindsOfDiscovery[kind];
    const attributes = z.toJSONSchema(schemas[kind]!, { io: 'input', unrepresentable: 'any' });
    return { kind, connectorUuid, connectorName, description, attributes };
  });
}
