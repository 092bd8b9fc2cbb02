import type { JobType } from '../services/jobs/job-type';
import type { Logger } from '../telemetry/logging';
import type { TaskQueue } from '../temporal/ids';

/** The addresses a process works with, embedded or configured. */
export interface EngineAddresses {
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly temporalUiUrl: string | null;
  readonly mongoUri: string;
}

/** What tests change; a product has none of it. */
export interface Adjustments {
  readonly now?: () => Date;
  readonly queueName?: (queue: TaskQueue) => string;
  /** Task queues that a product polls; all by default. */
  readonly serves?: readonly TaskQueue[];
  readonly staleAfterMs?: number;
  /** How often what has to go is deleted; without task queues of its own once a minute. */
  readonly tidyEveryMs?: number;
  readonly logger?: Logger;
  /** Kinds of scheduled jobs beside those of the product. */
  readonly jobTypes?: readonly JobType[];
  readonly deliveryPace?: {
    readonly initialMs: number;
    readonly factor: number;
    readonly maxMs: number;
    readonly giveUpMs: number;
  };
}
