import {
  isAttributeOf,
  isSecretType,
  type AttributeDefinition,
  type AttributeValues,
  type ContentType,
} from '../attributes/attribute';
import type { Fault } from '../problem';

/** Values of one custom attribute, as a change of a certificate takes them; no content: it has no value afterwards. */
export interface AttributeChange {
  readonly name: string;
  readonly content: readonly { readonly data: unknown }[];
}

/** Custom attributes as the origin's metadata: one text a name, several values with commas between; nothing secret. */
export function metadataOf(attributes: AttributeValues): Record<string, string> {
  const shown = Object.values(attributes).flatMap(({ name, contentType, content }) =>
    isSecretType(contentType) ? [] : [[name, content.map(({ data }) => textOf(data)).join(', ')] as const],
  );
  return Object.fromEntries(shown.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function textOf(data: unknown): string {
  if (typeof data === 'boolean') return data ? 'True' : 'False';
  if (data instanceof Date) return data.toISOString();
  return typeof data === 'string' ? data : JSON.stringify(data);
}

/**
 * The origin's metadata, `{name: value}`, as changes of custom attributes. Names are found without regard to case, values
 * are read as the type of the attribute wants them, and an empty text or null clears. Faults point into `Metadata`:
 * `unknown_attribute`, `duplicate_attribute`. What else is wrong with a value is left to whoever makes the change.
 */
export function readMetadata(
  metadata: Readonly<Record<string, unknown>>,
  definitions: readonly AttributeDefinition[],
): { readonly changes: readonly AttributeChange[]; readonly faults: readonly Fault[] } {
  const known = definitions.filter((definition) => isAttributeOf(definition, 'certificates'));
  const faults: Fault[] = [];
  const changes = new Map<string, AttributeChange>();
  for (const [name, value] of Object.entries(metadata)) {
    const refuse = (code: string, detail: string) => faults.push({ pointer: metadataPointer(name), code, detail });
    const definition = definitionOf(name, known);
    if (definition === undefined) refuse('unknown_attribute', 'certificates have no custom attribute of this name');
    else if (changes.has(definition.uuid)) refuse('duplicate_attribute', 'the attribute is given twice');
    else {
      const values = Array.isArray(value) ? (value as unknown[]) : [value];
      const content = values.filter((one) => !isEmpty(one)).map((one) => ({ data: datumOf(one, definition) }));
      changes.set(definition.uuid, { name: definition.name, content });
    }
  }
  return { changes: [...changes.values()], faults };
}

/** RFC 6901. */
export function metadataPointer(name: string): string {
  return `/Metadata/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** A custom attribute by its name; without regard to case where no name is exactly this one. */
export function definitionOf(
  name: string,
  definitions: readonly AttributeDefinition[],
): AttributeDefinition | undefined {
  const lower = name.toLowerCase();
  return (
    definitions.find((definition) => definition.name === name) ??
    definitions.find((definition) => definition.name.toLowerCase() === lower)
  );
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

const booleans: Readonly<Record<string, boolean>> = { true: true, false: false, '1': true, '0': false };
const dayOf = /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/;
const americanDay = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

/** A value of the origin, which knows texts only, as the type of the attribute wants it; what does not fit stays. */
function datumOf(value: unknown, { contentType }: AttributeDefinition): unknown {
  if (takesText(contentType) && (typeof value === 'number' || typeof value === 'boolean')) return textOf(value);
  if (typeof value !== 'string') return value;
  const text = value.trim();
  switch (contentType) {
    case 'boolean':
      return booleans[text.toLowerCase()] ?? value;
    case 'integer':
    case 'float':
      return text;
    case 'date':
      return dayOf.exec(isoDay(text))?.[1] ?? value;
    case 'datetime': {
      const iso = isoDay(text);
      if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return `${iso}T00:00:00Z`;
      // The origin writes moments in UTC without saying so.
      return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?$/.test(iso) ? `${iso}Z` : iso;
    }
    default:
      return value;
  }
}

function takesText(contentType: ContentType): boolean {
  return contentType === 'string' || contentType === 'text' || contentType === 'codeblock';
}

/** `1/31/2027` as `2027-01-31`; any other text as it is. */
function isoDay(text: string): string {
  const [, month, day, year] = americanDay.exec(text) ?? [];
  return year === undefined ? text : `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
}
