import type { Request } from 'express';
import type { CompatCall } from '../../domain/compat/calls';

/** What the log is to say of a request, gathered on its way; beside the request, as its state is. */
export interface CallNotes {
  /** Absent: it is not in the surface. */
  readonly call: CompatCall | undefined;
  readonly startedAt: number;
  /** Names of the query as they came. */
  readonly parameters: readonly string[];
  /** Names of query and body that were left out of account. */
  readonly ignored: Set<string>;
  /** Code of its refusal. */
  code: string | null;
}

const notes = new WeakMap<object, CallNotes>();

export function startNotes(req: Request, about: Omit<CallNotes, 'code'>): CallNotes {
  const started = { ...about, code: null };
  notes.set(req, started);
  return started;
}

export function notesOf(req: Request): CallNotes {
  const found = notes.get(req);
  if (found === undefined) throw new Error('the request has not passed the surface');
  return found;
}

/** Tells the log why a request was refused; one that did not get as far as a call is not logged. */
export function noteCode(req: Request, code: string): void {
  const found = notes.get(req);
  if (found !== undefined) found.code = code;
}

/** Tells the log what of a request has no effect here. */
export function noteIgnored(req: Request, names: readonly string[]): void {
  for (const name of names) notesOf(req).ignored.add(name);
}
