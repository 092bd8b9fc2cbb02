import { askableParticulars } from '../../domain/events/particulars';
import { firingOutcomes } from '../../domain/firings/firing';
import { expectedOneOf } from '../http/permissible';
import { firingPlace, placeText, triggerResultView } from '../events/history-schemas';
import { instant, isoDate, text, uuid, z } from '../http/schemas';
import { eventCode, triggerInput } from './schemas';

/** Text of one certificate with much around it. */
const longestPem = 262_144;

/** Its list says of which kind it is, and the request of which event. */
const { event: _event, kind: _kind, ...content } = triggerInput.shape;
const unsavedTrigger = z
  .strictObject({ ...content, name: content.name.default('not saved') })
  .openapi('UnsavedTrigger', { description: 'A trigger that nobody has saved yet.' });
const triggerOrUuid = z.union([uuid, unsavedTrigger]).openapi('TriggerToTry');

/** Which triggers are tried. */
export const chosenTriggers = {
  event: eventCode,
  triggers: z
    .strictObject({
      ignore: z.array(triggerOrUuid).max(200).default([]),
      actions: z.array(triggerOrUuid).max(200).default([]),
    })
    .optional()
    .openapi({ description: 'Saved triggers by uuid or name, and triggers that are not saved. They get your rights.' }),
  place: placeText.optional().openapi({
    description: 'The set of this place alone: `settings` or `<resource>/<uuid>`. Left out, too: those in effect.',
  }),
};

export const dryRunInput = z
  .strictObject({
    ...chosenTriggers,
    certificate: uuid.optional().openapi({ description: 'A stored certificate.' }),
    objectUuid: uuid.optional().openapi({ description: "A stored object of the event's resource." }),
    pem: text(longestPem).min(1).optional().openapi({
      description: 'One certificate, PEM or base64 of DER. It is not stored.',
    }),
    firing: uuid.optional().openapi({ description: 'What a past firing was about, as it is now.' }),
    particulars: z.record(z.string().max(60), z.unknown()).optional().openapi({
      description:
        'What the event would tell, such as `{"action": "revoke", "state": "failed"}`. Left out: nothing, or what that of the firing told.',
    }),
    at: instant.optional().openapi({
      description: 'The clock of all comparisons. Left out: now, or that of the firing.',
    }),
  })
  .superRefine(({ event, certificate, objectUuid, pem, firing, triggers, place, particulars }, context) => {
    const refuse = (path: string, message: string, code: string) =>
      context.addIssue({ code: 'custom', path: [path], message, params: { code } });
    const given = [certificate, objectUuid, pem, firing].filter((one) => one !== undefined);
    if (given.length !== 1)
      refuse('certificate', 'one of certificate, objectUuid, pem and firing is expected', 'required');
    const told = askableParticulars(event).map(({ field }) => field);
    for (const name of Object.keys(particulars ?? {}))
      if (!told.includes(name))
        context.addIssue({
          ...{ code: 'custom', path: ['particulars', name], params: { code: 'unknown_field' } },
          message: told.length === 0 ? `${event} tells nothing` : expectedOneOf(name, told),
        });
    if (triggers !== undefined && place !== undefined)
      refuse('place', 'either triggers or place is expected', 'wrong_value');
  })
  .openapi('DryRunRequest');
export type DryRunInput = z.output<typeof dryRunInput>;
export type ChosenInput = Pick<DryRunInput, 'event' | 'triggers' | 'place'>;

export const dryRunView = z
  .strictObject({
    event: z.string(),
    at: isoDate,
    subject: z
      .strictObject({
        resource: z.string(),
        uuid: z.string().nullable(),
        name: z.string().nullable(),
        note: z.string().nullable(),
      })
      .openapi('DryRunSubject'),
    outcome: z.enum(firingOutcomes),
    withErrors: z.boolean(),
    explain: z.string().openapi({ description: 'What would come of it and why, in one sentence.' }),
    policy: z.enum(['replace', 'combine']),
    onConditionError: z.enum(['admit', 'reject']),
    sets: z.array(firingPlace),
    triggers: z.array(triggerResultView).openapi({
      description:
        'As in the event history. Actions say what they would do: `ok` would be done with `before` and `after`, `pending` would be started then. `version` 0 is that of a trigger that is not saved.',
    }),
  })
  .openapi('DryRun');
