import { defaultRetry, scriptRetry, type Action } from '../../domain/actions/action';
import { scriptNameForm } from '../../domain/scripts/script';
import { attributeContent, besideMany, besideOne, line, uuid, z } from '../http/schemas';

const duration = z.string().min(2).max(40).openapi({ format: 'duration', example: 'PT30S' });
const attributeName = z.string().min(1).max(200);

const attempts = z.number().int().min(1).max(100);
const retryFields = {
  initialInterval: duration.default(defaultRetry.initialInterval),
  factor: z.number().min(1).max(10).default(defaultRetry.factor),
  maxInterval: duration.default(defaultRetry.maxInterval),
};
const common = {
  id: z
    .string()
    .max(64)
    .regex(/^[\w-]+$/, 'letters, digits, _ and - are expected')
    .optional()
    .openapi({ description: 'Identifies the action within its trigger. Generated when left out.' }),
  enabled: z.boolean().default(true),
  onError: z.enum(['continue', 'stop']).default('continue'),
  timeout: duration.optional(),
  retry: z
    .strictObject({ ...retryFields, maxAttempts: attempts.default(defaultRetry.maxAttempts) })
    .openapi('ActionRetry')
    .optional(),
};
const named = { ...common, name: line(1, 200).optional() };

/** One schema for each type; unknown fields are faults. */
export const actionInput = z
  .discriminatedUnion('type', [
    z
      .strictObject({
        ...named,
        type: z.literal('setGroups'),
        groups: z.array(uuid).max(200),
        groupNames: besideMany,
        mode: z.enum(['replace', 'add', 'remove']).default('replace'),
      })
      .openapi('SetGroupsAction'),
    z
      .strictObject({
        ...named,
        type: z.literal('setRaProfile'),
        raProfile: uuid.nullable(),
        raProfileName: besideOne,
      })
      .openapi('SetRaProfileAction'),
    z
      .strictObject({
        ...named,
        type: z.literal('setOwner'),
        owner: z
          .union([z.literal('$actor'), uuid])
          .nullable()
          .openapi({
            type: ['string', 'null'],
            description:
              'The uuid or the username of a user, `$actor` for the one who caused the event, or null for nobody.',
          }),
        ownerName: besideOne,
      })
      .openapi('SetOwnerAction'),
    z
      .strictObject({
        ...common,
        type: z.literal('setCustomAttribute'),
        name: attributeName.openapi({ description: 'Name of the custom attribute.' }),
        content: z.array(attributeContent).max(1000).nullable().optional(),
        copyFrom: z
          .strictObject({
            source: z.enum(['custom', 'meta', 'property']),
            field: attributeName.openapi({
              description: 'Name of the attribute or metadata, or the code of a property field such as `ISSUERDN`.',
            }),
          })
          .openapi('CopyFrom')
          .optional(),
      })
      .openapi('SetCustomAttributeAction'),
    z
      .strictObject({
        ...named,
        type: z.literal('sendNotification'),
        profiles: z.array(uuid).max(50),
        profileNames: besideMany,
      })
      .openapi('SendNotificationAction'),
    z
      .strictObject({
        ...named,
        retry: z
          .strictObject({ ...retryFields, maxAttempts: attempts.default(scriptRetry.maxAttempts) })
          .openapi('ScriptActionRetry')
          .optional(),
        type: z.literal('runScript'),
        script: z.string().regex(scriptNameForm, 'the name of a script is expected'),
        version: z
          .union([z.literal('latest'), z.number().int().min(1)])
          .default('latest')
          .openapi({ description: 'A version by its number, or `latest`.', type: ['string', 'integer'] }),
        parameters: z.record(z.string().max(100), z.unknown()).default({}).openapi({
          description: 'Values, or texts with tokens such as `$(certificate.cn)`.',
        }),
        wait: z.boolean().default(true).openapi({
          description:
            'False: what comes of the script is not part of the firing, and values that it gives back are not used.',
        }),
      })
      .openapi('RunScriptAction'),
    z
      .strictObject({
        ...named,
        type: z.literal('startWorkflow'),
        definition: line(1, 200).openapi({ description: 'Name of a definition of the workflow builder.' }),
        data: z.record(z.string().max(100), z.unknown()).default({}).openapi({
          description: 'Becomes variables of the instance: values, or texts with tokens such as `$(certificate.cn)`.',
        }),
      })
      .openapi('StartWorkflowAction'),
  ])
  .openapi('Action');

/** Actions in answers: written as they are read, so that a client can send back what it got. */
export const actionList = z
  .array(
    z.looseObject({
      ...{ id: z.string(), type: z.string() },
      ...{
        groups: z.unknown().optional(),
        groupNames: besideMany,
        raProfile: z.unknown().optional(),
        raProfileName: besideOne,
      },
      ...{
        owner: z.unknown().optional(),
        ownerName: besideOne,
        profiles: z.unknown().optional(),
        profileNames: besideMany,
      },
    }),
  )
  .openapi({ type: 'array', items: { $ref: '#/components/schemas/Action' } });

export type ActionInput = z.output<typeof actionInput>;

/**
 * In JSON the field `name` of `setCustomAttribute` is the attribute's; inside it is `attribute`, because every action
 * has a name of its own. Here is the one place that knows. A missing id is made.
 */
export function toAction(input: ActionInput, newId: () => string): Action {
  const id = input.id ?? newId();
  if (input.type !== 'setCustomAttribute') return { ...input, id };
  const { name, ...rest } = input;
  return { ...rest, id, attribute: name.normalize('NFC') };
}

/** The way back. */
export function actionJson(action: Action): Readonly<Record<string, unknown>> {
  if (action.type !== 'setCustomAttribute') return { ...action };
  const { attribute, name: _label, ...rest } = action;
  return { ...rest, name: attribute };
}
