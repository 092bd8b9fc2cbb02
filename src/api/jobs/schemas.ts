import { executionStatuses } from '../../domain/jobs/job';
import { besideOne, isoDate, line, name, orNull, pageQuery, wholeNumber, z } from '../http/schemas';
import { nameQuery } from '../http/named-lists';
import { sortBy } from '../http/sorting';

const parameters = z.record(z.string().max(100), z.unknown());

export const jobBody = z
  .strictObject({
    name,
    jobType: line(1, 100),
    cron: line(1, 100).optional().openapi({
      description:
        'Five fields: minute, hour, day of month, month, day of week. Left out only for the expiration scan: `expirationScan.cron` of the settings says when it runs.',
      example: '30 2 * * MON-FRI',
    }),
    timeZone: line(1, 100).default('UTC').openapi({
      description:
        'A local time that a clock change leaves out is made up for at the next moment that exists; one that comes twice counts once.',
      example: 'Europe/Prague',
    }),
    enabled: z.boolean().default(true),
    oneTime: z.boolean().default(false).openapi({ description: 'Runs at its next time only.' }),
    parameters: parameters.default({}).openapi({ description: 'As the type of the job takes them.' }),
  })
  .openapi('ScheduledJobRequest');

export const jobView = z
  .strictObject({
    uuid: z.string(),
    name: z.string(),
    jobType: z.string(),
    cron: z.string(),
    timeZone: z.string(),
    userUuid: z.string().nullable(),
    userName: besideOne,
    enabled: z.boolean(),
    oneTime: z.boolean(),
    system: z.boolean(),
    parameters,
    nextRuns: z.array(isoDate).openapi({ description: 'The next three; none while it is disabled.' }),
    revision: z.number().int(),
  })
  .openapi('ScheduledJob');

/** How many times are told at most. */
const mostTimes = 20;

export const jobTimesQuery = z.strictObject({
  cron: line(1, 100).openapi({ description: 'As in a job.', example: '30 2 * * MON-FRI' }),
  timeZone: line(1, 100).default('UTC'),
  count: wholeNumber(1, mostTimes).default(5).openapi({ default: 5 }),
});
export const jobTimesView = z
  .strictObject({
    timeZone: z.string().openapi({ description: 'As the data of the clock spell it.' }),
    nextRuns: z.array(isoDate),
  })
  .openapi('JobTimes');

const executionFields = {
  executionId: z.string(),
  jobUuid: z.string(),
  trigger: z.enum(['schedule', 'manual']),
  status: z.enum(executionStatuses),
  startedAt: isoDate,
  endedAt: isoDate.nullable(),
  durationMs: z.number().int().nullable(),
  message: z.string().nullable(),
  result: parameters.nullable(),
  workflowId: z.string(),
  runUrl: z.string().nullable(),
};
export const executionView = z.strictObject(executionFields).openapi('JobExecution');
/** A row of the list. */
export const jobRow = z
  .strictObject({ ...jobView.shape, lastExecution: orNull(executionView, 'Null: none in the last year.') })
  .openapi('ScheduledJobRow');
export const runView = z.strictObject({ workflowId: z.string(), executionId: z.string() }).openapi('JobRun');
export const jobDetail = z
  .strictObject({ ...jobView.shape, lastExecution: orNull(executionView) })
  .openapi('ScheduledJobDetail');

export const jobTypeView = z
  .strictObject({ jobType: z.string(), description: z.string(), system: z.boolean() })
  .openapi('JobType');

export const jobListQuery = z.strictObject({
  ...pageQuery,
  ...nameQuery,
  lastStatus: z.enum(executionStatuses).optional().openapi({
    description: 'Status of the last run of a job: `failed` has those that went wrong and have not run since.',
  }),
  sort: sortBy('name').default('name'),
});
export const executionQuery = z.strictObject({ ...pageQuery, status: z.enum(executionStatuses).optional() });
