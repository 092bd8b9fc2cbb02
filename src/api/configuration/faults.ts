import { isCertloomError, type Fault } from '../../domain/problem';
import type { ReadDocument } from './yaml';

/** The faults of a document: `/<index>` and the member, with the line in words. */
export function faultsIn(document: ReadDocument | null, error: unknown): Fault[] {
  if (!isCertloomError(error)) throw error;
  const { code, detail, more } = error;
  const own = more.errors ?? [];
  if (own.length === 0) return [faultAt(document, { pointer: '', code, detail })];
  return own.map((fault) => faultAt(document, { ...fault, pointer: pointerInDocument(fault.pointer) }));
}

function pointerInDocument(pointer: string): string {
  return /^\/(name|username|path)(\/|$)/.test(pointer) ? '/metadata/name' : `/spec${pointer}`;
}

/** A fault with the place of the document in front, and the line in words. */
export function faultAt(document: ReadDocument | null, fault: Fault & { readonly line?: number | null }): Fault {
  const { pointer, code, detail } = fault;
  if (document === null) return { pointer, code, detail };
  const line = fault.line ?? document.lineOf(pointer);
  const where = `document ${document.number}${line === null ? '' : `, line ${line}`}`;
  return { pointer: `/${document.number - 1}${pointer}`, code, detail: `${where}: ${detail}` };
}
