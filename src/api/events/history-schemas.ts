import { firingOutcomes, firingStatuses } from '../../domain/firings/firing';
import { resources } from '../../domain/events/catalogue';
import { sortBy } from '../http/sorting';
import {
  besideOne,
  pagePosition,
  flag,
  instant,
  isoDate,
  manyOf,
  matchedTrigger,
  orNull,
  uuid,
  wholeNumber,
  z,
} from '../http/schemas';

const text = z.string();
const number = z.number();
/** Not a closed list: history may hold events of a later version. The handler refuses those that it does not hold. */
const code = z.string().min(1).max(60).regex(/^\w+$/, 'a code is expected');

/** The place of a trigger set as one word. */
const placeForm = /^(settings|(groups|raProfiles|discoveries)\/[0-9a-f-]{36})$/;
export const placeText = z
  .string()
  .max(250)
  .refine((place) => placeForm.test(place), 'settings or <resource>/<uuid> is expected');

/** The filters of the list and of exports, and their order. */
export const firingFilters = {
  sort: sortBy('occurredAt').default('-occurredAt'),
  event: manyOf(code),
  status: manyOf(z.enum(firingStatuses)),
  outcome: manyOf(z.enum(firingOutcomes)),
  trigger: uuid.optional().openapi({ description: 'A trigger that matched.' }),
  resource: z.enum(resources).optional().openapi({ description: 'Only together with `objectUuid`.' }),
  objectUuid: uuid.optional(),
  place: placeText.optional().openapi({
    description:
      'Where a trigger set that was used is: `settings` or `<resource>/<uuid>`. Of groups and RA profiles the name may stand for the uuid.',
  }),
  actor: z
    .union([z.literal('system'), uuid])
    .optional()
    .openapi({ type: 'string', description: 'The uuid or the username of the user who acted, or `system`.' }),
  from: instant.optional(),
  to: instant.optional().openapi({ description: 'Exclusive.' }),
  text: z.string().min(1).max(200).optional().openapi({
    description:
      'Text to find in the name of the subject, the names of matched triggers or the message, in upper or lower case.',
  }),
  errorsOnly: flag.optional(),
  particular: manyOf(
    z
      .string()
      .max(500)
      .regex(/^\w+:./s, 'a particular and its value are expected, such as action:revoke'),
  ).openapi({
    description:
      'What the event tells, `action:revoke` for example: a particular of the event and its exact value. Several of one particular mean any of them, different ones all of them.',
  }),
};
export type FiringFilterQuery = z.output<z.ZodObject<typeof firingFilters>>;

/** A resource alone names no object, nor does a uuid. */
export function refuseHalfObject(
  { resource, objectUuid }: Pick<FiringFilterQuery, 'resource' | 'objectUuid'>,
  context: Pick<z.RefinementCtx, 'addIssue'>,
): void {
  if ((resource === undefined) === (objectUuid === undefined)) return;
  context.addIssue({
    code: 'custom',
    path: [resource === undefined ? 'resource' : 'objectUuid'],
    message: 'resource and objectUuid belong together',
    params: { code: 'required' },
  });
}

const mayBeParticular = (issue: z.core.$ZodRawIssue) =>
  issue.code === 'unrecognized_keys' ? 'What an event tells is asked for as particular=action:revoke.' : undefined;

export const firingListQuery = z
  .strictObject(
    {
      limit: wholeNumber(1, 1000).default(50).openapi({ default: 50 }),
      ...pagePosition,
      ...firingFilters,
    },
    { error: mayBeParticular },
  )
  .superRefine(refuseHalfObject);

export const summaryQuery = z.strictObject({
  event: code.optional(),
  from: instant.optional().openapi({ description: 'Left out: 30 days before `to`.' }),
  to: instant.optional().openapi({ description: 'Exclusive. Left out: now.' }),
});

const actor = z.strictObject({ type: text, uuid: text.nullable(), name: text }).openapi('Actor');
export const firingPlace = z
  .strictObject({ resource: text, objectUuid: text.nullable(), objectName: besideOne })
  .openapi('FiringPlace');

const firingAlert = z
  .strictObject({
    uuid: text,
    name: text,
    version: number,
    runId: text,
    threshold: number.nullable().openapi({ description: 'Days; null where the kind of the alert has none.' }),
    occurrence: number,
    isTest: z.boolean(),
  })
  .openapi('FiringAlert');

const row = {
  firingId: text,
  event: text,
  subject: z
    .strictObject({
      resource: text,
      uuid: text.nullable(),
      name: text.nullable(),
      note: text.nullable().openapi({ description: 'Why there is no name.' }),
    })
    .openapi('FiringSubject'),
  happened: text.nullable().openapi({
    description: 'What happened, in few words, such as `revoke, failed`; null where the event says it all.',
  }),
  particulars: z.record(z.string(), z.unknown()).openapi('FiringParticulars', {
    description:
      'What the event told beside what its subject says of itself: `action`, `state` and `errorMessage` of an operation, for example. `GET /events/{code}/fields` lists them, and conditions ask for them with the source `event`.',
  }),
  occurredAt: isoDate,
  durationMs: number.nullable(),
  status: text,
  outcome: text.nullable(),
  matchedTriggers: z.array(matchedTrigger),
  counts: z
    .strictObject({
      evaluated: number,
      matched: number,
      errors: number,
      actionsOk: number,
      actionsFailed: number,
      actionsSkipped: number,
      deliveriesOpen: number,
    })
    .openapi('FiringCounts'),
  actor,
  message: text.nullable(),
  repeatCount: number,
  lastFiredAt: isoDate,
  replayOf: text.nullable(),
};
export const firingRowView = z.strictObject(row).openapi('FiringRow');

const actionView = z
  .looseObject({
    id: text,
    type: text,
    outcome: text.openapi({
      description:
        'ok, failed, skipped or pending. A notification is failed as soon as a delivery has failed, also while it is retried.',
    }),
    errorCode: text.nullable().openapi({ description: 'Why it failed: `delivery_failed`, for example.' }),
    message: text.nullable(),
    deliveries: z.array(z.looseObject({ deliveryId: text }).openapi('FiringDelivery')),
  })
  .openapi('FiringAction');
const configuredBy = z.strictObject({ uuid: text, name: text.nullable() }).openapi('ConfiguredBy');
export const triggerResultView = z
  .strictObject({
    uuid: text,
    name: text.nullable(),
    version: number.nullable(),
    kind: text,
    origin: orNull(firingPlace),
    configuredBy: orNull(configuredBy),
    result: text,
    truth: text.nullable(),
    rejectedByError: z.boolean(),
    explain: text.openapi({ description: 'Why it did or did not match, in one sentence.' }),
    condition: z.unknown().openapi({
      description:
        'The condition as it was; each leaf with its `result`, the `actual` value and the `reason` in words.',
    }),
    actions: z.array(actionView),
    notificationsSent: z.boolean().nullable(),
    durationMs: number,
  })
  .openapi('FiringTrigger');

export const firingView = z
  .strictObject({
    ...row,
    explain: text.openapi({ description: 'What happened, and what came of it and why, in words.' }),
    startedAt: isoDate,
    finishedAt: isoDate.nullable(),
    occurrenceKey: text,
    referenceObjectUuid: text.nullable(),
    uploadId: text.nullable(),
    alert: orNull(firingAlert, 'The alert that made it; null on all other firings.'),
    policy: text,
    sets: z.array(firingPlace),
    triggers: z.array(triggerResultView),
    deliveriesFailed: number,
    causes: z.array(z.strictObject({ firingId: text, event: text }).openapi('FiringCause')),
    replay: orNull(
      z.strictObject({ triggers: text, notifications: text }).openapi('ReplayOptions'),
      'How the replay was asked for; null where it is none.',
    ),
    replays: z.array(text),
    workflowId: text,
    runId: text,
    links: z
      .strictObject({
        subject: text.nullable(),
        upload: text.nullable(),
        original: text.nullable(),
        run: text.nullable(),
      })
      .openapi('FiringLinks'),
  })
  .openapi('Firing');

export const summaryView = z
  .strictObject({
    from: isoDate,
    to: isoDate,
    items: z.array(
      z
        .strictObject({
          event: text,
          evaluated: number,
          matched: number,
          ignored: number,
          unmatched: number,
          failed: number,
        })
        .openapi('EventCounts'),
    ),
  })
  .openapi('EventSummary');

const { sort: _sort, text: _text, from: _from, to: _to, ...timelineFilters } = firingFilters;

export const timelineQuery = z
  .strictObject(
    {
      ...timelineFilters,
      from: instant.optional().openapi({ description: 'Left out: 30 days before `to`.' }),
      to: instant.optional().openapi({ description: 'Exclusive. Left out: now.' }),
      points: wholeNumber(2, 200)
        .default(60)
        .openapi({ default: 60, description: 'Stretches that the time is cut into.' }),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys' && issue.keys?.includes('text') === true
          ? 'Text is looked for in the list only: the timeline counts by all other filters.'
          : mayBeParticular(issue),
    },
  )
  .superRefine(refuseHalfObject);

export const timelineView = z
  .strictObject({
    from: isoDate,
    to: isoDate,
    seconds: number.openapi({ description: 'Length of a stretch.' }),
    isEstimate: z.boolean().openapi({
      description:
        'The numbers are estimated from a sample, as there are too many firings to count while somebody waits.',
    }),
    items: z
      .array(
        z
          .strictObject({
            at: isoDate.openapi({ description: 'Where the stretch begins.' }),
            firings: number,
            failed: number.openapi({ description: 'Failed, or finished with errors.' }),
            ignored: number,
          })
          .openapi('TimelinePoint'),
      )
      .openapi({ description: 'All stretches in their order, also those without a firing.' }),
  })
  .openapi('FiringTimeline');
