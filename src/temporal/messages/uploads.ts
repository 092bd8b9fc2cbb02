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
