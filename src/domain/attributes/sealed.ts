import { isBlank } from '../values/json';
import { isSecretType, type AttributeContent, type AttributeValue, type AttributeValues } from './attribute';

/** Encrypts a text for storage; equal texts become equal ones, so that a value that did not change is seen as such. */
export type Seal = (text: string) => string;

/** Content that is stored sealed; whoever cannot open it learns no more than that there is a value. */
export interface SealedContent {
  readonly data: string;
  readonly sealed: true;
}

/** What a sealed text holds, as JSON. */
export type SealedValue = Pick<AttributeContent, 'data' | 'reference'>;

/**
 * Content as it may be stored: of a secret type sealed, value and reference together. What is blank stays as it is,
 * because conditions ask whether there is a value.
 */
export function sealContent<C extends { readonly data: unknown; readonly reference?: string; readonly sealed?: true }>(
  contentType: string,
  content: readonly C[],
  seal: Seal,
): readonly (C | SealedContent)[] {
  if (!isSecretType(contentType)) return content;
  return content.map((value) => {
    if (value.sealed === true || isBlank(value.data)) return value;
    const { data, reference } = value;
    return { data: seal(JSON.stringify({ data, reference })), sealed: true };
  });
}

/** Values of an object as they may be stored. */
export function sealValues(values: AttributeValues, seal: Seal): AttributeValues {
  return Object.fromEntries(
    Object.entries(values).map(([uuid, value]) => [
      uuid,
      isSecretType(value.contentType)
        ? { ...value, content: sealContent(value.contentType, value.content, seal) }
        : value,
    ]),
  );
}

/** Whether this was a secret when it was stored, whatever type its attribute has now. */
export function isSealed(content: readonly { readonly sealed?: true }[]): boolean {
  return content.some(({ sealed }) => sealed === true);
}

/** Whether something of it is a secret that lies open: of a secret type, neither blank nor sealed. */
export function liesOpen({ contentType, content }: Pick<AttributeValue, 'contentType' | 'content'>): boolean {
  return isSecretType(contentType) && content.some(({ data, sealed }) => sealed !== true && !isBlank(data));
}
