import { randomUUID } from 'node:crypto';
import { permissionsGranted } from '../../domain/identity/roles';
import { createJobCare } from '../../services/jobs/care';
import { createJobControls } from '../../services/jobs/controls';
import { createJobRun } from '../../services/jobs/run';
import { createJobExecutionsOf } from './job-executions';
import type { PartContext } from './part';
import { jobTypesOf } from './job-types';

/** Everything of jobs that the part wires. */
export function createJobServices(context: PartContext) {
  const { foundation } = context;
  const { stores, logger, now } = foundation;
  const types = jobTypesOf(context);
  const { executions, occurrence, firings, schedules } = createJobExecutionsOf(foundation);
  const controls = createJobControls({
    ...{ jobs: stores.jobs, executions: stores.jobExecutions, types, schedules, logger, now },
    newId: randomUUID,
  });
  // Jobs of the product have one id everywhere: where task queues are shared out by hand, engines are shared, too.
  const isShared = foundation.adjustments.queueName !== undefined;
  return {
    ...{ types, executions, occurrence, firings, controls },
    run: createJobRun({
      ...{ jobs: stores.jobs, executions: stores.jobExecutions, types },
      async rightsOf(userUuid) {
        const { users, roles } = await stores.directory.snapshot();
        const user = users.get(userUuid);
        return user?.enabled === true ? permissionsGranted(user, roles.values()) : undefined;
      },
    }),
    care: createJobCare({
      ...{ jobs: stores.jobs, store: stores.jobExecutions, executions, logger },
      fateOf: schedules.fateOf,
      schedule: async (job) => (isShared && job.system ? undefined : controls.schedule(job)),
    }),
  };
}
