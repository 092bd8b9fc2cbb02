import { logLevels } from '../../domain/event-log/entry';
import { webhookMethods } from '../../domain/alerts/webhook-handler';
import { runPers, type HandlerTypeCode } from '../../domain/alerts/handler';
import { pluginNameForm } from '../../domain/plugins/manifest';
import { scriptNameForm } from '../../domain/scripts/script';
import { conditionOrNull } from '../conditions/schemas';
import { line, name, orNull, text, uuid, z } from '../http/schemas';

const template = text(20_000);
const recipients = z.array(line(1, 400)).max(200);
const plainHeaders =
  /^(?:authorization|cookie|proxy-authorization|x-api-key|webhook-.*|idempotency-key|host|content-length)$/i;

/** What handlers of each type take: one entry each. */
const settings = {
  script: z.strictObject({
    scriptName: z.string().regex(scriptNameForm, 'the name of a script is expected'),
    version: z
      .union([z.number().int().min(1), z.literal('latest')])
      .default('latest')
      .openapi('AlertScriptVersion'),
    parameters: z.record(line(1, 100), z.unknown()).default({}).openapi({
      description:
        'Texts may hold tokens, as `{cn}` or `$(name)`; a text that is one token keeps the type of its value.',
    }),
    secrets: z.array(line(1, 200)).max(50).optional().openapi({
      description: 'Names of secrets that it is given here, beside those of the script.',
    }),
  }),
  event_log: z.strictObject({
    sinks: z.array(line(1, 64)).min(1).max(10).optional().openapi({
      description: 'Names of sinks, which are required then. Left out: all that the process has.',
    }),
    source: line(1, 64).optional(),
    eventId: z.number().int().min(0).max(65_535).optional(),
    level: z.enum(logLevels).optional(),
    category: z.number().int().min(0).max(65_535).optional(),
    message: template.optional().openapi({ description: 'Left out: subject and message of the alert.' }),
    data: z.record(line(1, 100), text(2_000)).optional(),
  }),
  renewal: z.strictObject({
    raProfile: uuid.optional().openapi({ description: 'Left out: that of the certificate.' }),
    authority: uuid.optional().openapi({
      description: 'The authority that renews. Left out: that of the RA profile.',
    }),
    deploy: z.boolean().optional().openapi({
      description:
        'True: the new certificate takes the place of the old one in the files where discoveries found it, below the folders that `CERTLOOM_DEPLOY_FOLDERS` names. Other places are listed in the variable `notDeployed`.',
    }),
    verifyEndpoint: line(1, 400).optional().openapi({
      description:
        'Host and port that are asked by TLS afterwards, until `timeoutSeconds` are over, whether they show the new certificate. May hold tokens, as `{cn}:443`.',
    }),
  }),
  email: z.strictObject({
    recipients: recipients.optional().openapi({ description: 'Left out: those of the alert.' }),
    subject: template.optional().openapi({ description: 'Left out: that of the alert.' }),
    message: template.optional().openapi({ description: 'HTML. Left out: that of the alert.' }),
    attachCertificate: z.enum(['pem', 'der', 'none']).optional(),
  }),
  webhook: z.strictObject({
    url: z.url().max(2_000).optional(),
    connection: uuid.optional().openapi({
      description: 'In the place of `url`: a connection, which knows address, authentication and signature.',
    }),
    path: line(0, 2_000).optional().openapi({
      description: 'Below the address of the connection. Tokens stand in it encoded for URLs.',
    }),
    method: z.enum(webhookMethods).optional().openapi({ description: 'With a connection. Left out: `POST`.' }),
    headers: z
      .record(
        line(1, 100).refine(
          (header) => !plainHeaders.test(header),
          'this header is not for handlers; what is secret is not kept here',
        ),
        line(0, 1_000),
      )
      .optional(),
    body: z.unknown().optional().openapi({
      description: 'A text with curly tokens, or JSON whose texts may hold `$(name)`. Left out: the whole context.',
    }),
  }),
  custom: z.strictObject({
    pluginName: z.string().regex(pluginNameForm, 'the name of a registered handler is expected'),
    parameters: z.record(line(1, 100), z.unknown()).default({}).openapi({
      description: 'As its manifest declares them (`GET /handlers/{name}`); of a secret its name.',
    }),
  }),
} as const satisfies Partial<Record<HandlerTypeCode, z.ZodObject>>;

const names: Readonly<Record<keyof typeof settings, string>> = {
  script: 'Script',
  event_log: 'EventLog',
  renewal: 'Renewal',
  email: 'Email',
  webhook: 'Webhook',
  custom: 'Custom',
};

const retry = z
  .strictObject({ attempts: z.number().int().min(1).max(20), firstPauseSeconds: z.number().int().min(0).max(600) })
  .openapi('AlertHandlerRetry');

const common = {
  id: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'letters, digits, - and _ are expected')
    .optional()
    .openapi({ description: 'Stays as it is for as long as the handler does; made where it is left out.' }),
  name,
  timeoutSeconds: z.number().int().min(1).max(3_600).nullable().default(null),
  retry: orNull(retry).default(null).openapi({ description: 'Null: as handlers of this type have it.' }),
};

type Codes = keyof typeof settings;
const codes = Object.keys(settings) as [Codes, ...Codes[]];

function unionOf(suffix: string, types: readonly Codes[], more: Record<string, z.ZodType>) {
  const members = types.map((type) =>
    z
      .strictObject({
        type: z.literal(type),
        ...common,
        settings: settings[type].openapi(`${names[type]}${suffix}Settings`),
        ...more,
      })
      .openapi(`${names[type]}${suffix}Request`),
  );
  return z.discriminatedUnion('type', members as never).openapi(`${suffix}Request`);
}

/** A handler inside an error branch. */
const branchInput = unionOf('AlertBranchHandler', codes, {});
const onErrorInput = z
  .strictObject({
    handlers: z.array(branchInput).max(10).default([]),
    then: z.enum(['continue', 'stop']).default('continue').openapi({
      description: '`stop`: later handlers do not run for the item. Other items go on in any case.',
    }),
  })
  .openapi('AlertHandlerErrorRequest');

export const handlerInput = unionOf('AlertHandler', codes, {
  enabled: z.boolean().default(true),
  runPer: z.enum(runPers).optional().openapi({
    description: 'Left out: `certificate`, and in compatibility semantics what its type has there.',
  }),
  conditions: z.array(conditionOrNull('One of the conditions, all of which must hold.')).max(20).default([]),
  onError: onErrorInput.prefault({}),
});

/** What a request says of a handler, whatever its type. */
export interface HandlerInput {
  readonly type: Codes;
  readonly id?: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly timeoutSeconds: number | null;
  readonly retry: { readonly attempts: number; readonly firstPauseSeconds: number } | null;
  readonly enabled: boolean;
  readonly runPer?: (typeof runPers)[number];
  readonly conditions: readonly unknown[];
  readonly onError: {
    readonly handlers: readonly Omit<HandlerInput, 'enabled' | 'runPer' | 'conditions' | 'onError'>[];
    readonly then: 'continue' | 'stop';
  };
}

const viewOfCommon = {
  id: z.string(),
  name: z.string(),
  type: z.enum(codes),
  settings: z.record(z.string(), z.unknown()),
  timeoutSeconds: z.number().int().nullable(),
  retry: orNull(retry),
};
const branchView = z.strictObject(viewOfCommon).openapi('AlertBranchHandler');
export const handlerView = z
  .strictObject({
    ...viewOfCommon,
    enabled: z.boolean(),
    runPer: z.enum(runPers),
    conditions: z.array(conditionOrNull('A condition.')),
    onError: z
      .strictObject({ handlers: z.array(branchView), then: z.enum(['continue', 'stop']) })
      .openapi('AlertHandlerError'),
  })
  .openapi('AlertHandler');
