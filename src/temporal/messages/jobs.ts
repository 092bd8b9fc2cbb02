/** Messages of scheduled jobs: ids and codes only. */

export interface JobStart {
  readonly jobUuid: string;
  readonly trigger: 'schedule' | 'manual';
}

/** Carried through continue-as-new. */
export interface JobState extends JobStart {
  readonly executionId?: string;
}

export type JobOutcome = 'succeeded' | 'failed' | 'skipped';
