/** Values of custom attributes as requests and triggers give them: checked against their definitions. */
import { isBlank, isPlainObject, sortedJson } from '../values/json';
import type { Fault } from '../problem';
import {
  isSecretType,
  type AttributeContent,
  type AttributeDatum,
  type AttributeDefinition,
  type AttributeResource,
  type AttributeValue,
  type AttributeValues,
  type ContentType,
} from './attribute';
import { expectedDatum, toDatum } from './datum';

export { toDatum } from './datum';

export const valueLimits = { attributes: 500, values: 1_000, reference: 1_000 } as const;

export interface ReadOptions {
  readonly resource: AttributeResource;
  /** Only triggers may set readOnly attributes. */
  readonly by: 'request' | 'trigger';
  /** JSON Pointer of the list. */
  readonly pointer: string;
}

const entryKeys: ReadonlySet<string> = new Set(['name', 'contentType', 'content']);
const contentKeys: ReadonlySet<string> = new Set(['data', 'reference']);

/**
 * Reads `[{name, contentType?, content: [{data, reference?}]}]`. Undefined, null and [] are no values. An empty
 * `content` is kept: it says that the attribute is to have no value. All faults are reported together:
 * `unknown_attribute`, `duplicate_attribute`, `not_for_resource`, `read_only`, `content_type_mismatch`,
 * `not_a_list`, `unknown_key`, `too_many` and those of `readAttributeContent`.
 */
export function readAttributeValues(
  input: unknown,
  definitions: readonly AttributeDefinition[],
  options: ReadOptions,
): { readonly values: AttributeValues } | { readonly faults: readonly Fault[] } {
  const { pointer } = options;
  if (input === undefined || input === null) return { values: {} };
  if (!Array.isArray(input)) return { faults: [fault(pointer, 'not_a_list', 'Expected a list of attributes.')] };
  if (input.length > valueLimits.attributes)
    return { faults: [fault(pointer, 'too_many', `At most ${valueLimits.attributes} attributes.`)] };
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const faults: Fault[] = [];
  const values: Record<string, AttributeValue> = {};
  input.forEach((entry: unknown, index) => {
    const read = readEntry(entry, byName, { ...options, pointer: `${pointer}/${index}` });
    if ('faults' in read) faults.push(...read.faults);
    else if (Object.hasOwn(values, read.uuid))
      faults.push(fault(`${pointer}/${index}/name`, 'duplicate_attribute', 'The attribute is given twice.'));
    else values[read.uuid] = read.value;
  });
  return faults.length > 0 ? { faults } : { values };
}

function readEntry(
  entry: unknown,
  byName: ReadonlyMap<string, AttributeDefinition>,
  { resource, by, pointer }: ReadOptions,
): { readonly uuid: string; readonly value: AttributeValue } | { readonly faults: readonly Fault[] } {
  const refuse = (at: string, code: string, detail: string) => ({ faults: [fault(pointer + at, code, detail)] });
  if (!isPlainObject(entry)) return refuse('', 'not_an_object', 'Expected an object with name and content.');
  const odd = Object.keys(entry).find((key) => !entryKeys.has(key));
  if (odd !== undefined) return refuse('', 'unknown_key', 'An attribute has name, contentType and content only.');
  const definition = typeof entry.name === 'string' ? byName.get(entry.name.normalize('NFC')) : undefined;
  if (definition === undefined)
    return refuse('/name', 'unknown_attribute', 'There is no custom attribute of this name.');
  if (!definition.resources.includes(resource))
    return refuse('/name', 'not_for_resource', `${definition.name} is not for ${resource}.`);
  if (definition.readOnly && by === 'request')
    return refuse('/name', 'read_only', `${definition.name} is set by the system only.`);
  if (entry.contentType !== undefined && entry.contentType !== definition.contentType)
    return refuse('/contentType', 'content_type_mismatch', `${definition.name} is of type ${definition.contentType}.`);
  const read = readAttributeContent(entry.content, definition, `${pointer}/content`);
  if ('faults' in read) return read;
  const { uuid, name, contentType } = definition;
  return { uuid, value: { name, contentType, content: read.content } };
}

/**
 * Reads the content of one attribute, `[{data, reference?}]`, normalised and each value once. Faults: `not_a_list`,
 * `not_an_object`, `unknown_key`, `wrong_value_type`, `too_many_values` (without multiSelect),
 * `value_not_allowed` (outside the options of a list that is not extensible), `bad_reference`.
 */
export function readAttributeContent(
  input: unknown,
  definition: AttributeDefinition,
  pointer: string,
): { readonly content: readonly AttributeContent[] } | { readonly faults: readonly Fault[] } {
  const read = readContent(input, definition.contentType, pointer);
  if ('faults' in read) return read;
  const faults: Fault[] = [];
  const content = distinct(read.content);
  if (content.length > 1 && !definition.multiSelect)
    faults.push(fault(pointer, 'too_many_values', `${definition.name} takes one value.`));
  if (definition.list && !definition.extensibleList) {
    const options = new Set(definition.content.map(({ data }) => datumKey(data)));
    read.content.forEach(({ data }, index) => {
      if (!options.has(datumKey(data)))
        faults.push(
          fault(`${pointer}/${index}/data`, 'value_not_allowed', `Not one of the options of ${definition.name}.`),
        );
    });
  }
  return faults.length > 0 ? { faults } : { content };
}

/** Reads `[{data, reference?}]` by content type alone: what a definition's defaults and options are read with. */
export function readContent(
  input: unknown,
  contentType: ContentType,
  pointer: string,
): { readonly content: readonly AttributeContent[] } | { readonly faults: readonly Fault[] } {
  if (!Array.isArray(input)) return { faults: [fault(pointer, 'not_a_list', 'Expected a list of {data}.')] };
  if (input.length > valueLimits.values)
    return { faults: [fault(pointer, 'too_many', `At most ${valueLimits.values} values.`)] };
  const faults: Fault[] = [];
  const content: AttributeContent[] = [];
  input.forEach((element: unknown, index) => {
    const at = `${pointer}/${index}`;
    if (!isPlainObject(element)) return faults.push(fault(at, 'not_an_object', 'Expected an object with data.'));
    if (Object.keys(element).some((key) => !contentKeys.has(key)))
      return faults.push(fault(at, 'unknown_key', 'A value has data and reference only.'));
    const { reference } = element;
    if (reference !== undefined && (typeof reference !== 'string' || reference.length > valueLimits.reference))
      return faults.push(fault(`${at}/reference`, 'bad_reference', 'Expected text of at most 1,000 characters.'));
    const data = toDatum(contentType, Object.hasOwn(element, 'data') ? element.data : undefined);
    if (data === undefined)
      return faults.push(fault(`${at}/data`, 'wrong_value_type', `Expected ${expectedDatum[contentType]}.`));
    return content.push({ data, ...(reference !== undefined && { reference: reference.normalize('NFC') }) });
  });
  return faults.length > 0 ? { faults } : { content };
}

/** Names of the required attributes of a resource that have no value, in order of the definitions. */
export function missingRequired(
  definitions: readonly AttributeDefinition[],
  resource: AttributeResource,
  values: AttributeValues,
): string[] {
  return definitions
    .filter(({ required, resources, uuid }) => {
      const content = Object.hasOwn(values, uuid) ? values[uuid]!.content : [];
      return required && resources.includes(resource) && content.every(({ data }) => isBlank(data));
    })
    .map(({ name }) => name);
}

/** The warning about one of them, by its name. */
export function requiredMissing(name: string): { readonly code: string; readonly detail: string } {
  return {
    code: 'required_attribute_missing',
    detail: `custom attribute ${name} is required and has no value`,
  };
}

/** Shown in place of a secret. */
export const secretMask = '***';

/** A copy in which secrets show as `***`, without reference: for answers, logs and records. */
export function maskAttributeSecrets(values: AttributeValues): AttributeValues {
  return Object.fromEntries(
    Object.entries(values).map(([uuid, value]) => [
      uuid,
      isSecretType(value.contentType) ? { ...value, content: value.content.map(() => ({ data: secretMask })) } : value,
    ]),
  );
}

/** Text under which equal values meet. */
export function datumKey(data: AttributeDatum): string {
  return data instanceof Date ? `d${data.getTime()}` : `${typeof data}${sortedJson(data)}`;
}

function distinct(content: readonly AttributeContent[]): AttributeContent[] {
  const seen = new Set<string>();
  return content.filter(({ data }) => {
    const key = datumKey(data);
    return !seen.has(key) && seen.add(key);
  });
}

function fault(pointer: string, code: string, detail: string): Fault {
  return { pointer, code, detail };
}
