/** Messages of validation: ids and numbers only. */

/** One change of the status of a certificate; `sequence` counts those of the certificate. */
export interface StatusChangeId {
  readonly certificate: string;
  readonly sequence: number;
}

/** 1..100 changes, one firing each. */
export interface StatusBatch {
  readonly batchId: string;
  readonly changes: readonly StatusChangeId[];
}

export interface StatusSummary {
  readonly firings: number;
}

export function statusChangesInWords({ firings }: StatusSummary): string {
  return `certificate status changed, ${firings} ${firings === 1 ? 'firing' : 'firings'}`;
}

/** What a walk through the certificates that are due for a check has done so far; carried through continue-as-new. */
export interface ValidationWalk {
  readonly checked: number;
  readonly changed: number;
}

export interface ValidationWalkStep {
  readonly walk: ValidationWalk;
  readonly isDone: boolean;
}

export const validationSummary = 'validation of certificates';

export function validationInWords({ checked, changed }: ValidationWalk): string {
  return `${validationSummary}, ${checked} checked, ${changed} changed`;
}

/** Certificates that somebody wants to be checked now, 1..100. */
export interface ValidationRequest {
  readonly requestId: string;
  readonly certificates: readonly string[];
}
