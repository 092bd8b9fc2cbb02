import { defineUpdate } from '@temporalio/workflow';

/**
 * How one upload of a batch ended, in the order of `uploadIds`. Ids of what was stored are known to the asker, and
 * everything else stands in the upload resource: histories carry no more than this.
 */
export type UploadVerdict = 'stored' | 'ignored' | 'duplicate' | 'failed';

/** 1..100 uploads, one firing each. */
export interface UploadBatch {
  readonly batchId: string;
  readonly uploadIds: readonly string[];
}

export const uploadVerdicts = defineUpdate<UploadVerdict[]>('uploadVerdicts');

/** What a batch did, for the Temporal UI. */
export interface BatchSummary {
  readonly firings: number;
  readonly stored: number;
  readonly ignored: number;
  readonly duplicate: number;
  readonly failed: number;
}

/** `certificate uploaded, 3 of 5 stored, 1 ignored, 1 duplicate`. */
export function uploadedInWords({ firings: _, ...counts }: BatchSummary): string {
  const { stored, ...others } = counts;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const rest = Object.entries(others).flatMap(([name, count]) => (count === 0 ? [] : `${count} ${name}`));
  return ['certificate uploaded', `${stored} of ${all} stored`, ...rest].join(', ');
}
