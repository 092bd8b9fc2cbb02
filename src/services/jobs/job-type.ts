import type { Discovery } from '../../domain/discoveries/discovery';
import type { JobEnd, ScheduledJob } from '../../domain/jobs/job';
import type { Actor } from '../../domain/identity/actor';
import type { Permission } from '../../domain/identity/permissions';
import type { Fault } from '../../domain/problem';
import type { Work } from '../work/work';

/** A run of a job, as its type sees it. */
export interface JobWork extends Pick<Work, 'signal' | 'heartbeat'> {
  readonly job: ScheduledJob;
  /** The same in each attempt: a key for what must not happen twice. */
  readonly executionId: string;
}

/** What came of a stretch of work: the end, or that somebody should look again later, so that no slot is held. */
export type JobStep = JobEnd | { readonly status: 'again'; readonly afterMs: number };

/** A schedule that the type keeps itself, because its workflow is its own and does not wait for a job. */
export interface OwnSchedule {
  readonly cron: () => Promise<string>;
  /** Starts a run now, under an id of its own, which it returns. */
  readonly run: (request: string, actor: Actor) => Promise<string>;
  readonly setEnabled: (enabled: boolean, words?: string) => Promise<void>;
  /** Null: the engine has no such schedule. */
  readonly describe: () => Promise<{ readonly paused: boolean; readonly nextRuns: readonly Date[] } | null>;
  /** Where its cron text is changed, in words for people. */
  readonly cronDetail: string;
}

/** The discovery of this uuid or name that is about to be made or changed: a job may refer to it. */
export type UpcomingDiscovery = (discovery: string) => Pick<Discovery, 'kind'> | undefined;

/**
 * One kind of scheduled job: a file that makes one, and a line in the list of the part of jobs. Work may be done again
 * after a crash, so it is idempotent by `executionId` or by nature. What it throws is tried again, then the run fails.
 */
export interface JobType {
  /** Stands in rows, payloads and conditions: never changed. */
  readonly code: string;
  readonly description: string;
  /** The one job of a type of the product; null for a type that people make jobs of. */
  readonly system: {
    /** Never changed. */
    readonly uuid: string;
    readonly name: string;
    /** In UTC. */
    readonly cron: string;
  } | null;
  /** Faults of a job's parameters, with pointers inside them; absent: it takes none. */
  readonly check?: (parameters: ScheduledJob['parameters'], upcoming?: UpcomingDiscovery) => Promise<readonly Fault[]>;
  /** What the user of a job has to be allowed, beside being there and enabled. */
  readonly permission?: Permission;
  /** Work that is done by the workflow of jobs. */
  readonly run?: (work: JobWork) => Promise<JobStep>;
  /** Instead of `run`. */
  readonly own?: OwnSchedule;
}
