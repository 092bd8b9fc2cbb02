import type { Schema } from '../api/types';

export type AttributeDefinition = Schema<'CustomAttribute'>;
export type AttributeContent = Schema<'AttributeContent'>;

/** Values of one attribute as requests give them; null: it has no value afterwards. */
export interface AttributeChange {
  readonly name: string;
  readonly content: AttributeContent[] | null;
}

type Kind = Pick<AttributeDefinition, 'contentType' | 'multiSelect'>;

/** Types whose values are no text that a person types. */
const notTyped: ReadonlySet<string> = new Set(['file', 'credential', 'resource']);

/** Whether people set it here: by itself a system sets others, and some take more than a text. */
export function isEditable({ readOnly, contentType }: Pick<AttributeDefinition, 'readOnly' | 'contentType'>): boolean {
  return !readOnly && !notTyped.has(contentType);
}

/** Whether a value may have line breaks, so that several do not fit into lines of one field. */
export function isLong({ contentType }: Pick<Kind, 'contentType'>): boolean {
  return contentType === 'text' || contentType === 'codeblock' || contentType === 'object';
}

/**
 * What was typed as content; several values of one that takes them stand in lines. What does not fit the type goes to the
 * API as text, which says at the field what it expects.
 */
export function contentOf(definition: Kind, text: string): AttributeContent[] {
  const texts = definition.multiSelect && !isLong(definition) ? text.split('\n').map((line) => line.trim()) : [text];
  return texts.filter((one) => one !== '').map((one) => ({ data: datumOf(definition.contentType, one) }));
}

function datumOf(contentType: string, text: string): unknown {
  if (contentType === 'integer' || contentType === 'float') return Number.isNaN(Number(text)) ? text : Number(text);
  if (contentType === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (contentType === 'datetime') return Number.isNaN(Date.parse(text)) ? text : new Date(text).toISOString();
  if (contentType === 'object') {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  return text;
}

/** One value as text. */
export function datumText(data: unknown): string {
  return typeof data === 'string' ? data : data === undefined ? '' : JSON.stringify(data);
}

/** Content as it is typed. */
export function textOf(content: readonly AttributeContent[] | null | undefined): string {
  return (content ?? []).map(({ data }) => datumText(data)).join('\n');
}

/** The list with another content of one attribute; undefined takes the attribute out of the list. */
export function withContent(
  list: readonly AttributeChange[],
  name: string,
  content: AttributeContent[] | null | undefined,
): readonly AttributeChange[] {
  const has = list.some((one) => one.name === name);
  if (content === undefined) return list.filter((one) => one.name !== name);
  return has ? list.map((one) => (one.name === name ? { name, content } : one)) : [...list, { name, content }];
}
