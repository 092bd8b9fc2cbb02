import type { Change } from '../../domain/configuration/difference';
import type { InnerRequest, Operation } from '../http/inner-calls';
import type { Found, Kind } from './kind';
import type { ReadDocument } from './yaml';

type Json = Readonly<Record<string, unknown>>;

/** What becomes of an object. */
export interface Planned {
  /** Null for an object that is deleted because no document has it. */
  readonly document: ReadDocument | null;
  readonly kind: Kind;
  readonly name: string;
  readonly before: Found | null;
  readonly params: Readonly<Record<string, string>>;
  /** With names in the place of uuids, and with the secrets that were given. */
  readonly request: Json;
  readonly result: 'created' | 'changed' | 'unchanged' | 'deleted';
  /** Secrets are masked. */
  readonly changes: readonly Change[];
  /** As the document has them, where they are other ones than before. */
  readonly labels?: readonly string[] | undefined;
  /** Only the labels are other ones: the object stays as it is. */
  readonly isOnlyLabelled?: boolean;
}

/** What it takes to carry one out; undefined where nothing is to be done. */
export function operationOf({ kind, result }: Pick<Planned, 'kind' | 'result'>): Operation | undefined {
  if (result === 'unchanged') return undefined;
  if (result === 'deleted') return kind.remove;
  return result === 'created' ? (kind.create ?? kind.update) : kind.update;
}

/** The request of that operation. */
export function requestFor(planned: Omit<Planned, 'changes'>): InnerRequest {
  const { kind, before, params, request, result } = planned;
  return {
    ...(operationOf(planned) === kind.create ? {} : { params, ifMatch: before?.revision ?? 0 }),
    ...(result === 'deleted' ? {} : { body: request }),
  };
}
