import type { Fault } from '../problem';

/** With an error a definition is not published, and can be saved; with a warning it can be published. */
export interface DefinitionProblem extends Fault {
  readonly severity: 'error' | 'warning';
}

export function errorAt(pointer: string, code: string, detail: string): DefinitionProblem {
  return { severity: 'error', pointer, code, detail };
}

export function warningAt(pointer: string, code: string, detail: string): DefinitionProblem {
  return { severity: 'warning', pointer, code, detail };
}
