import { isSecretType, type AttributeDefinition, type AttributeValues } from '../../domain/attributes/attribute';
import { sealValues, type Seal } from '../../domain/attributes/sealed';
import { readAttributeValues, secretMask } from '../../domain/attributes/values';
import { CertloomError } from '../../domain/problem';

interface Given {
  readonly name: string;
  readonly content: readonly { readonly data?: unknown }[];
}

/**
 * Values of a request in place of those that were there, sealed where they are secret. What only triggers set stays, and
 * so do secrets that come back masked. Throws `invalid_custom_attributes` naming each fault.
 */
export function replacedValues(
  given: readonly Given[],
  before: AttributeValues,
  definitions: readonly AttributeDefinition[],
  seal: Seal,
): AttributeValues {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const kept: Record<string, AttributeValues[string]> = {};
  for (const [uuid, value] of Object.entries(before)) {
    if (definitions.find((definition) => definition.uuid === uuid)?.readOnly === true) kept[uuid] = value;
  }
  const fresh = given.filter(({ name, content }) => {
    const definition = byName.get(name.normalize('NFC'));
    const stored = definition === undefined ? undefined : before[definition.uuid];
    if (definition === undefined || stored === undefined) return true;
    const isMasked = isSecretType(stored.contentType) && content.some(({ data }) => data === secretMask);
    const isSame = definition.readOnly && JSON.stringify(content) === JSON.stringify(stored.content);
    if (isMasked) kept[definition.uuid] = stored;
    return !isMasked && !isSame;
  });
  const read = readAttributeValues(fresh, definitions, {
    ...{ resource: 'discoveries', by: 'request', pointer: '/customAttributes' },
  });
  if ('faults' in read) {
    throw new CertloomError('invalid_custom_attributes', 'The custom attributes of the request are not valid.', {
      errors: read.faults.slice(0, 100),
    });
  }
  const values = Object.entries({ ...kept, ...sealValues(read.values, seal) });
  return Object.fromEntries(values.filter(([, { content }]) => content.length > 0));
}
