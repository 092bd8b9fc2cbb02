import { instanceStatuses, stepVisitStatuses } from '../../domain/builder/instance';
import { securityContexts } from '../../domain/scripts/runtime';
import { besideOne, instant, isoDate, line, orNull, page, pageQuery, uuid, z } from '../http/schemas';
import { sortBy } from '../http/sorting';
import { type } from './schemas';

const status = z.enum(instanceStatuses).openapi('InstanceStatus');
const text = z.string().nullable();
const values = z.record(z.string(), z.unknown());

const filters = {
  ...pageQuery,
  definitionUuid: uuid.optional(),
  type: type.optional().openapi({ description: 'Type of the definition.' }),
  status: status.optional(),
  itemUuid: uuid.optional().openapi({ description: 'What it is about, such as a certificate.' }),
  from: instant.optional().openapi({ description: 'Started at this time or later.' }),
  to: instant.optional().openapi({ description: 'Started before.' }),
  sort: sortBy('startedAt').default('-startedAt'),
};
export const ownQuery = z.strictObject(filters);
export const instanceQuery = z.strictObject({ ...filters, starterUuid: uuid.optional() });

const openSignal = z
  .strictObject({
    signalKey: z.string(),
    kind: z.enum(['approval', 'signal']),
    roles: z.array(z.string()),
    users: z.array(z.string()),
    maySignal: z.boolean().openapi({ description: 'Whether you may.' }),
  })
  .openapi('OpenSignal');

const fields = {
  uuid: z.string(),
  number: z.number().int(),
  title: z.string(),
  status,
  statusMessage: text,
  errorCode: text,
  definition: z
    .strictObject({ uuid: z.string(), name: z.string(), version: z.number().int(), type: z.string() })
    .openapi('InstanceDefinition'),
  item: orNull(z.strictObject({ kind: z.string(), uuid: z.string() }).openapi('InstanceItem')),
  itemLabel: text.openapi({ description: 'What the item was called at the start.' }),
  context: z.enum(securityContexts),
  startedByUuid: text,
  startedByName: z.string(),
  startedAt: isoDate,
  lastModified: isoDate,
  endedAt: isoDate.nullable(),
  currentStep: text,
  signals: z.array(openSignal),
  attempt: z.number().int().openapi({ description: 'From 1; a restart at the failed step adds one.' }),
  restartedAs: text.openapi({ description: 'The instance that began in its place.' }),
  workflowId: z.string(),
};
export const listedInstance = z.strictObject(fields).openapi('BuilderInstance');
export const instancePage = page(listedInstance);

const visit = z
  .strictObject({
    uniqueName: z.string(),
    type: z.string(),
    attempt: z.number().int(),
    visit: z.number().int(),
    status: z.enum(stepVisitStatuses),
    startedAt: isoDate,
    endedAt: isoDate.nullable(),
    inputs: values.nullable(),
    outputs: values.nullable(),
    variables: values.nullable().openapi({
      description: 'What it set, for the steps after it. Secret values are masked, and large ones cut. Null: nothing.',
    }),
    left: text.openapi({
      description: 'The way that it was left by; null while it is open, or where the instance ended.',
    }),
    error: orNull(z.strictObject({ code: z.string(), message: z.string() }).openapi('StepError')),
    runId: text.openapi({ description: 'The run of its script.' }),
    message: text,
  })
  .openapi('StepVisit');

export const instanceView = z
  .strictObject({
    ...fields,
    initialData: values,
    variables: values.openapi({ description: 'Secret values are masked, and large ones cut.' }),
    received: z
      .array(
        z
          .strictObject({ signal: z.string(), byUuid: text, byName: besideOne, at: isoDate, data: values })
          .openapi('ReceivedSignal'),
      )
      .openapi({ description: 'What was said to the step that waits.' }),
    steps: z.array(visit).openapi({ description: 'Visits in their order, the one that is under way last.' }),
  })
  .openapi('BuilderInstanceDetail');

export const signalBody = z
  .strictObject({
    signalKey: line(3, 200).openapi({ description: '`<uniqueName>.<signal>`, as `signals` of the instance has it.' }),
    data: values.default({}).openapi({
      description: 'Of an approval `approved` and `comment`; else whatever the step makes a variable of.',
    }),
  })
  .openapi('InstanceSignalRequest');

export const restartBody = z
  .strictObject({
    from: z.enum(['failed_step', 'beginning']).default('failed_step'),
    version: z.number().int().min(1).optional().openapi({
      description: 'From the beginning: the version to run. Left out: the published one.',
    }),
  })
  .openapi('InstanceRestartRequest');

export const startBody = z
  .strictObject({
    itemUuid: uuid.nullable().default(null).openapi({
      description: 'What it is about, as the type of the definition says: a certificate, for most.',
    }),
    data: values.default({}).openapi({
      description: 'Becomes variables. Names of built-in values, such as `cn` and `owner.mail`, are refused.',
    }),
  })
  .openapi('InstanceStartRequest');
