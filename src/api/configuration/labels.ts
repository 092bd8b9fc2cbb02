import type { LabelStore } from '../../store/configuration/labels';
import { z } from '../http/schemas';
import type { Kind } from './kind';

type Json = Readonly<Record<string, unknown>>;
const part = '[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?';
const words = 'letters and digits are expected, with . _ / - between them, at most 63';
const text = z.string().regex(new RegExp(`^${part}$`), words);

/** `metadata.labels` of a document. */
export const documentLabels = z
  .record(text, text)
  .refine((labels) => Object.keys(labels).length <= 20, 'at most 20 labels are expected');

/** A label as requests name it. */
export const labelText = z.string().regex(new RegExp(`^${part}=${part}$`), '<key>=<value> is expected');

/** Where a document has them. */
export const labelsPath = '/metadata/labels';

/** As they are stored and compared. */
export function asTexts(labels: Readonly<Record<string, string>> = {}): readonly string[] {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort();
}

export function asLabels(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]));
}

/** By what an object is known for good: a name may pass to another one. */
export function objectIdOf(kind: Kind, view: Json): string {
  const { uuid } = view;
  return typeof uuid === 'string' ? uuid : (kind.idOf?.(view) ?? kind.kind);
}

/** Labels of objects, read once for each kind. */
export function createLabelReader(store: Pick<LabelStore, 'of'>) {
  const read = new Map<string, Promise<ReadonlyMap<string, readonly string[]>>>();
  return async (kind: Kind, view: Json): Promise<readonly string[]> => {
    const found = read.get(kind.kind) ?? store.of(kind.kind);
    read.set(kind.kind, found);
    return (await found).get(objectIdOf(kind, view)) ?? [];
  };
}

export type LabelReader = ReturnType<typeof createLabelReader>;
