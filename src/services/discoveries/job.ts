import type { Discovery, DiscoveryRun, RunCause } from '../../domain/discoveries/discovery';
import { kindsOfDiscovery } from '../../domain/discoveries/kinds';
import type { JobEnd, ScheduledJob } from '../../domain/jobs/job';
import { isCertloomError, type Fault } from '../../domain/problem';
import type { JobStep, JobType } from '../jobs/job-type';

export interface DiscoveryJobDeps {
  /** By uuid or name. */
  readonly find: (discovery: string) => Promise<Pick<Discovery, 'uuid' | 'kind'> | undefined>;
  readonly startRun: (uuid: string, cause: RunCause) => Promise<DiscoveryRun>;
  readonly nameOf: (userUuid: string) => Promise<string | null>;
}

const expected = 'the uuid or the name of a discovery is expected';
const absent = 'there is no discovery of this name or uuid';

/** How often a run that is under way is looked at. */
const lookMs = 5_000;

/** Runs of discoveries by the clock: the run is the discovery's own, and the job waits for its end. */
export function createDiscoveryJob({ find, startRun, nameOf }: DiscoveryJobDeps): JobType {
  return {
    code: 'discovery',
    description: 'Runs a discovery. Its parameter `discovery` is the uuid or the name of one.',
    system: null,
    permission: 'discoveries:write',

    async check(parameters, upcoming) {
      const given = discoveryIn(parameters);
      const superfluous = Object.keys(parameters).filter((name) => name !== 'discovery');
      const discovery = given === undefined ? undefined : (upcoming?.(given) ?? (await find(given)));
      return [
        ...(discovery === undefined
          ? [fault('discovery', 'unknown_discovery', given === undefined ? expected : absent)]
          : []),
        ...(discovery !== undefined && isPushed(discovery)
          ? [
              fault(
                'discovery',
                'pushed_discovery',
                'programs send the content of this discovery; there is nothing to run',
              ),
            ]
          : []),
        ...superfluous.map((name) => fault(name, 'unknown_field', 'jobs of this kind take no such parameter')),
      ];
    },

    async run({ job, executionId }): Promise<JobStep> {
      const discovery = await find(discoveryIn(job.parameters) ?? '');
      if (discovery === undefined) return failed('The discovery was deleted.');
      if (isPushed(discovery)) return failed('Programs send the content of this discovery; there is nothing to run.');
      const { userUuid } = job;
      const by = { uuid: userUuid, name: (userUuid === null ? null : await nameOf(userUuid)) ?? 'system' };
      try {
        const run = await startRun(discovery.uuid, { executionId, by });
        return run.endedAt === null ? { status: 'again', afterMs: lookMs } : endOf(run);
      } catch (error) {
        // Another run of it is under way, for example.
        if (!isCertloomError(error)) throw error;
        return failed(error.detail);
      }
    },
  };
}

function isPushed({ kind }: Pick<Discovery, 'kind'>): boolean {
  return kindsOfDiscovery[kind].isPushed;
}

function discoveryIn({ discovery }: ScheduledJob['parameters']): string | undefined {
  return typeof discovery === 'string' && discovery.length <= 200 ? discovery : undefined;
}

function endOf({ status, message, number, rows }: DiscoveryRun): JobEnd {
  return { status: status === 'failed' ? 'failed' : 'succeeded', message, result: { run: number, status, rows } };
}

function failed(message: string): JobEnd {
  return { status: 'failed', message, result: null };
}

function fault(name: string, code: string, detail: string): Fault {
  return { pointer: `/${name}`, code, detail };
}
