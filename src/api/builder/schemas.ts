import { definitionStarts, defaultMaxVisits, stepNameForm, type DefinitionType } from '../../domain/builder/definition';
import { definitionTypes } from '../../domain/builder/definition-type';
import { stepNatures } from '../../domain/builder/step-kind';
import { conditionOrNull } from '../conditions/schemas';
import {
  actorName,
  description,
  flag,
  isoDate,
  line,
  name,
  orNull,
  pageQuery,
  uuid,
  wholeNumber,
  z,
} from '../http/schemas';

export const type = z.enum(definitionTypes.map(({ code }) => code) as [DefinitionType, ...DefinitionType[]]);
const stepName = z.string().regex(stepNameForm, 'letters, digits and _ are expected, at most 64');

const key = z
  .union([
    z.strictObject({ raProfile: uuid }).openapi('DefinitionRaProfileKey'),
    z.strictObject({ alert: uuid }).openapi('DefinitionAlertKey'),
    z.strictObject({ collection: uuid }).openapi('DefinitionCollectionKey'),
    z.strictObject({ group: uuid }).openapi('DefinitionGroupKey'),
    z.strictObject({ discovery: uuid }).openapi('DefinitionDiscoveryKey'),
  ])
  .openapi('DefinitionKey', { description: 'What it is for: one of these, as its type has them.' });

const outputs = z.record(z.string().max(64), stepName).openapi({
  description:
    'Where each way out leads: `continue`, `onError`, `onReject`, `onTimeout`, as the kind of the step has them. A branch has those of its settings.',
});
const retry = z
  .strictObject({ attempts: z.number().int().min(1).max(20), firstPauseSeconds: z.number().int().min(0).max(600) })
  .openapi('StepRetry');
const settings = z.record(z.string().max(100), z.unknown());
const condition = conditionOrNull(
  'A condition of the condition language, which may ask for `variable` too, or `{left, operator: "is_true"}`.',
);

const step = z
  .strictObject({
    uniqueName: stepName,
    displayName: line(0, 200).optional().openapi({ description: 'Left out: the unique name.' }),
    type: line(1, 64).openapi({ description: 'Code of its kind: `GET /builder/step-types`.' }),
    enabled: z.boolean().default(true),
    settings: settings.default({}).openapi({ description: 'As its kind takes them.' }),
    conditions: z.array(condition).max(20).default([]),
    conditionMode: z.enum(['all', 'any']).default('all'),
    outputs: outputs.default({}),
    timeoutSeconds: z.number().int().min(1).max(2_592_000).nullable().default(null).openapi({
      description: 'Of one visit. Null: that of its kind.',
    }),
    retry: orNull(retry).default(null).openapi({ description: 'Null: that of its kind.' }),
    maxVisits: z.number().int().min(1).max(1_000).default(defaultMaxVisits).openapi({
      description: 'Where a cycle leads back to it.',
    }),
  })
  .openapi('StepRequest');

const coordinate = z.number().min(-1_000_000).max(1_000_000);
const canvas = z
  .strictObject({
    places: z.array(z.strictObject({ step: stepName, x: coordinate, y: coordinate }).openapi('StepPlace')).max(1_000),
    notes: z
      .array(
        z
          .strictObject({
            ...{ noteId: z.string().min(1).max(64), text: z.string().max(4_000), x: coordinate, y: coordinate },
            ...{ width: z.number().min(20).max(4_000), height: z.number().min(20).max(4_000) },
          })
          .openapi('CanvasNote'),
      )
      .max(200),
  })
  .openapi('DefinitionCanvas');

export const definitionInput = z
  .strictObject({
    name,
    description,
    type,
    keys: z.array(key).max(100).default([]),
    startedBy: z.enum(definitionStarts).default('type').openapi({
      description: '`trigger`: only the trigger action `startWorkflow` starts it, not the event by itself.',
    }),
    enabled: z.boolean().default(true).openapi({ description: 'False: no new instances.' }),
    unresolvedTokens: z.enum(['fail', 'empty', 'literal']).default('fail').openapi({
      description: 'What becomes of a token without a value and default: an error, nothing, or the text as it stands.',
    }),
    restResultAs: z.enum(['object', 'text']).default('object').openapi({
      description: 'Answers of REST steps: parsed, or as text.',
    }),
    steps: z.array(step).min(1).max(200),
    canvas: canvas.optional().openapi({
      description:
        'Where steps and notes stand when the definition is drawn; decides nothing, and begins no draft. Left out: as it is.',
    }),
    catchUp: z.boolean().optional().openapi({
      description:
        'Of a definition that watches a collection and is enabled: whether changes that wait for it are handled, or passed over. Needed where some wait.',
    }),
    publish: z.boolean().default(false).openapi({
      description: 'Publishes it at once, as POST …/publish does; that needs `builder:publish`. False changes nothing.',
    }),
  })
  .openapi('DefinitionRequest');
export type DefinitionInput = z.output<typeof definitionInput>;

export const problem = z
  .strictObject({ pointer: z.string(), code: z.string(), detail: z.string() })
  .openapi('DefinitionProblem');

const stepView = z
  .strictObject({
    ...{ uniqueName: z.string(), displayName: z.string(), type: z.string(), enabled: z.boolean(), settings },
    ...{ conditions: z.array(condition), conditionMode: z.enum(['all', 'any']), outputs },
    ...{ timeoutSeconds: z.number().int().nullable(), retry: orNull(retry), maxVisits: z.number().int() },
  })
  .openapi('Step');

const summary = {
  uuid: z.string(),
  ...{ name: z.string(), description: z.string(), type, keys: z.array(key) },
  ...{ startedBy: z.enum(definitionStarts), enabled: z.boolean() },
  status: z.enum(['published', 'draft']).openapi({ description: '`published`: new instances can begin.' }),
  draftVersion: z.number().int().nullable().openapi({ description: 'Null where the newest version is published.' }),
  publishedVersion: z.number().int().nullable().openapi({ description: 'New instances run this one.' }),
  isGlobal: z.boolean().openapi({ description: 'The global one of its type: always there.' }),
  ...{ createdAt: isoDate, changedAt: isoDate, revision: z.number().int() },
};
const content = {
  version: z.number().int(),
  unresolvedTokens: z.enum(['fail', 'empty', 'literal']),
  restResultAs: z.enum(['object', 'text']),
  steps: z.array(stepView),
};
const problems = {
  errors: z.array(problem).openapi({ description: 'What keeps this version from being published.' }),
  warnings: z.array(problem),
};

const drawn = { canvas: canvas.openapi({ description: 'Of every version alike.' }) };
export const definitionSummary = z.strictObject(summary).openapi('DefinitionSummary');
const origin = {
  originId: z.string().nullable().openapi({ description: 'What it was known by there.' }),
  raw: z.record(z.string(), z.unknown()).openapi({
    description: 'What nothing here corresponds to, by JSON Pointers into the object there. Secrets are never kept.',
  }),
};
const originView = z
  .strictObject({
    ...origin,
    steps: z.array(z.strictObject({ uniqueName: z.string(), ...origin }).openapi('StepOrigin')),
  })
  .openapi('DefinitionOrigin');
export const definitionView = z
  .strictObject({
    ...{ ...summary, ...content, ...drawn, ...problems },
    origin: orNull(originView, 'Of an imported definition: where it comes from.'),
  })
  .openapi('Definition');
export const versionView = z
  .strictObject({
    ...content,
    ...{ savedAt: isoDate, savedBy: actorName, publishedAt: isoDate.nullable(), publishedBy: orNull(actorName) },
  })
  .openapi('DefinitionVersion');
export const validationView = z
  .strictObject({
    version: z.number().int().nullable().openapi({ description: 'Null: what was sent.' }),
    ...problems,
    canBeSaved: z.boolean().openapi({ description: 'False: `errors` are what keeps it from being saved.' }),
  })
  .openapi('DefinitionValidation');

export const comparison = z
  .strictObject({
    ...{ from: z.number().int(), to: z.number().int() },
    changes: z.array(
      z
        .strictObject({
          path: z.string().openapi({ description: 'JSON Pointer, with steps by their unique names.' }),
          before: z.unknown(),
          after: z.unknown(),
        })
        .openapi('DefinitionVersionChange'),
    ),
  })
  .openapi('DefinitionComparison');

export const validationBody = z
  .strictObject({
    draft: definitionInput.optional().openapi({
      description: 'The definition as somebody would save it, which is looked at in place of a stored version.',
    }),
  })
  .openapi('DefinitionValidationRequest');

export const previewBody = z
  .strictObject({
    itemId: line(1, 100).openapi({ description: 'uuid of what an instance would be about.' }),
    version: z.number().int().min(1).optional().openapi({ description: 'Left out: the newest.' }),
    data: settings
      .default({})
      .openapi({ description: 'What the start would tell, such as `{"alert": {"threshold": 30}}`.' }),
  })
  .openapi('DefinitionPreviewRequest');
export const previewView = z
  .strictObject({
    item: z.strictObject({ kind: z.string(), uuid: z.string(), name: z.string().nullable() }).openapi('PreviewedItem'),
    steps: z.array(
      z
        .strictObject({
          ...{ uniqueName: z.string(), displayName: z.string(), type: z.string(), enabled: z.boolean() },
          settings: settings.openapi({ description: 'Filled; tokens that are known at run time only stay.' }),
          atRunTime: z.array(z.string()).openapi({ description: 'Names that steps before it give a value.' }),
          missing: z.array(z.string()).openapi({ description: 'Names that have no value for this item.' }),
        })
        .openapi('StepPreview'),
    ),
  })
  .openapi('DefinitionPreview');

export const definitionListQuery = z.strictObject({
  ...pageQuery,
  name: line(1, 200).optional().openapi({ description: 'Exactly this name, without regard to case.' }),
  type: type.optional(),
  enabled: flag.optional(),
  status: z.enum(['published', 'draft']).optional(),
  key: uuid.optional().openapi({ description: 'uuid of a key.' }),
  search: line(1, 200).optional().openapi({ description: 'Part of name or description, without regard to case.' }),
});
export const versionQuery = z.strictObject({
  version: wholeNumber(1, 1_000_000_000).optional().openapi({ description: 'Left out: the newest.' }),
});
export const compareQuery = z.strictObject({
  from: wholeNumber(1, 1_000_000_000),
  to: wholeNumber(1, 1_000_000_000),
});

export const stepTypeView = z
  .strictObject({
    ...{ type: z.string(), title: z.string(), help: z.string(), outputs: z.array(z.string()) },
    nature: z.enum(stepNatures).openapi({
      description: '`route` does nothing itself, `operation` is what the request asks for, `wait` waits.',
    }),
    produces: z.array(z.string()).nullable().openapi({
      description:
        'Variables that it always leaves, beside those that its settings name; null: whatever its script returns.',
    }),
    definitionTypes: z.array(type).nullable().openapi({ description: 'Null: all.' }),
    templates: z.array(z.string()).openapi({ description: 'Members of the settings whose tokens are filled.' }),
    originNames: z.array(z.string()).openapi({ description: 'Its names in exports of Keyfactor Command.' }),
    ...{ timeoutSeconds: z.number().int(), retry, repeatable: z.boolean() },
    settingsSchema: z.record(z.string(), z.unknown()).openapi({ description: 'JSON Schema (2020-12).' }),
  })
  .openapi('StepType');
export const definitionTypeView = z
  .strictObject({
    ...{ type, title: z.string(), item: z.string() },
    keys: z.array(z.string()).openapi({ description: 'Members that its keys may have.' }),
    needsKey: z.boolean().openapi({ description: 'Without a key nothing starts it.' }),
    onePerKey: z.boolean(),
    conditionFields: z.string().nullable().openapi({
      description:
        'Whose fields conditions of steps may ask for beside variables: `certificates` (`/certificates/fields`), or the code of an event (`/events/{code}/fields`). Null: variables only.',
    }),
    variables: z.array(
      z
        .strictObject({
          name: z.string().openapi({ description: 'Inside `$( )`. Ends in `:` where a name follows.' }),
          aliases: z.array(z.string()).openapi({ description: 'Other names of the same value.' }),
          ...{ meaning: z.string(), value: z.enum(['text', 'number', 'boolean', 'object', 'list']) },
          mayBeMissing: z.boolean(),
        })
        .openapi('DefinitionVariable'),
    ),
  })
  .openapi('DefinitionTypeDescription');
