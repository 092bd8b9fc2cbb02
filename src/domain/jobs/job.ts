export const executionStatuses = ['started', 'succeeded', 'failed'] as const;
export type ExecutionStatus = (typeof executionStatuses)[number];

/** Work that is done by the clock: by the product's own (`system`) or for a person. */
export interface ScheduledJob {
  readonly uuid: string;
  readonly name: string;
  /** Code of a type in the registry. */
  readonly jobType: string;
  /** Five fields, in `timeZone`. */
  readonly cron: string;
  /** IANA name. */
  readonly timeZone: string;
  /** For whom it runs; null for a job of the product. */
  readonly userUuid: string | null;
  readonly enabled: boolean;
  /** Runs at its next time only. */
  readonly oneTime: boolean;
  readonly system: boolean;
  /** As its type takes them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly revision: number;
}

/** How a run of a job ends. */
export interface JobEnd {
  readonly status: Exclude<ExecutionStatus, 'started'>;
  /** For people. */
  readonly message: string | null;
  /** Plain JSON: what came of it. */
  readonly result: Readonly<Record<string, unknown>> | null;
}

/** One run of a job, with what the job was then. */
export interface JobExecution {
  readonly id: string;
  readonly job: Pick<ScheduledJob, 'uuid' | 'name' | 'jobType' | 'userUuid' | 'oneTime' | 'system'>;
  readonly trigger: 'schedule' | 'manual';
  readonly status: ExecutionStatus;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly message: string | null;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly workflowId: string;
  readonly runId: string;
}
