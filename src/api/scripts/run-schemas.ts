import type { ScriptError } from '../../domain/scripts/run';
import type { ScriptRun, ScriptRunOutput } from '../../domain/scripts/run-record';
import { runtimes, securityContexts } from '../../domain/scripts/runtime';
import { instant, isoDate, line, orNull, page, pageQuery, uuid, z } from '../http/schemas';
import { scriptName, status } from './schemas';

const context = z.enum(securityContexts).openapi('SecurityContext');

export const runPath = z.strictObject({ uuid });
export const artefactPath = z.strictObject({ uuid, name: line(1, 1_000) });

export const runListQuery = z.strictObject({
  ...pageQuery,
  script: scriptName.optional(),
  status: status.optional(),
  context: context.optional(),
  worker: line(1, 200).optional().openapi({ description: 'The identity of a worker, such as `4711@build-3`.' }),
  itemId: line(1, 200)
    .optional()
    .openapi({ description: 'What the run was about, such as the uuid of a certificate.' }),
  from: instant.optional(),
  to: instant.optional(),
  text: line(1, 200).optional().openapi({
    description:
      'Part of a name, of the error, or of the beginning or the end of what was printed; upper and lower case are alike.',
  }),
});

const text = z.string().nullable();
const error = z
  .strictObject({ message: z.string(), type: text, errorId: text, line: z.number().int().nullable() })
  .openapi('ScriptRunError');
const artefact = z.strictObject({ name: z.string(), bytes: z.number().int() }).openapi('ScriptRunArtefact');

const fields = {
  runId: z.string(),
  script: z.string(),
  version: z.number().int().nullable(),
  sha256: z.string(),
  runtime: z.enum(runtimes),
  runtimeVersion: text,
  mode: z.enum(['handler', 'workflow']),
  trigger: z.looseObject({ kind: z.string() }).openapi('ScriptRunTrigger', {
    description: 'What started it: `kind` and the ids of its cause.',
  }),
  actionKey: z.string().openapi({ description: 'Runs of one cause share it.' }),
  attempt: z.number().int(),
  itemId: text,
  recipient: text,
  context,
  osUser: text,
  workerIdentity: text,
  host: text,
  taskQueue: z.string(),
  lock: text,
  repeatable: z.boolean(),
  timeoutSeconds: z.number().int(),
  status,
  requestedAt: isoDate,
  startedAt: isoDate.nullable(),
  finishedAt: isoDate.nullable(),
  durationMs: z.number().nullable(),
  exitCode: z.number().int().nullable(),
  signal: text,
  error: orNull(error, 'Null unless it failed.'),
  errorCount: z.number().int().openapi({ description: 'Failed statements that did not end the script.' }),
  notes: z.array(z.string()),
  sendEmail: z.boolean(),
  truncatedBytes: z.strictObject({ stdout: z.number().int(), stderr: z.number().int() }).openapi('TruncatedBytes'),
  artefacts: z.array(artefact),
  droppedArtefactBytes: z.number().int(),
  memoryLimit: z.enum(['enforced', 'not_enforced']).nullable(),
  account: z.enum(['own', 'shared']).nullable(),
  process: z.enum(['fresh', 'ready', 'warm']).nullable(),
  leftovers: z.array(z.string()).openapi({ description: 'Processes that had left the group and were ended.' }),
  cancelRequestedAt: isoDate.nullable(),
};
export const listedRunView = z.strictObject(fields).openapi('ScriptRun');
export const runPage = page(listedRunView);
export const runView = z
  .strictObject({
    ...fields,
    stdout: z.string(),
    stderr: z.string(),
    result: z.record(z.string(), z.unknown()).openapi({ description: 'Variables that the script gave back.' }),
  })
  .openapi('ScriptRunDetail');

export const testBody = z
  .strictObject({
    version: z
      .union([z.literal('latest'), z.number().int().min(1)])
      .default('latest')
      .openapi({ description: 'A version by its number, or `latest`.', type: ['string', 'integer'] }),
    mode: z.enum(['handler', 'workflow']).default('handler'),
    parameters: z.record(z.string().max(100), z.unknown()).default({}).openapi({
      description: 'Values, or texts with `$(…)` tokens, which are looked up in `context`.',
    }),
    context: z.record(z.string().max(100), z.unknown()).default({}),
    execute: z.boolean().default(false).openapi({ description: 'Runs it for real, in the context `api`.' }),
  })
  .openapi('ScriptTestRequest');

export const testView = z
  .strictObject({
    script: z.string(),
    version: z.number().int(),
    runtime: z.enum(runtimes),
    parameters: z.record(z.string(), z.unknown()).openapi({ description: 'As the script gets them.' }),
    missing: z.array(z.string()).openapi({ description: 'Required parameters that have no value.' }),
    unresolved: z
      .array(z.string())
      .openapi({ description: 'Tokens that have no value; their text is empty, and with `execute` they are refused.' }),
    secrets: z.array(z.string()).openapi({ description: 'Names of what it would be given.' }),
    runId: z.string().nullable().openapi({ description: 'The run; null where it was not executed.' }),
  })
  .openapi('ScriptTest');

function errorView({ id: errorId, ...rest }: ScriptError) {
  return { ...rest, errorId };
}

export function toListedRunView(run: ScriptRun): z.input<typeof listedRunView> {
  const date = (at: Date | null) => at?.toISOString() ?? null;
  return {
    ...run,
    trigger: { ...run.trigger },
    error: run.error === null ? null : errorView(run.error),
    notes: [...run.notes],
    leftovers: [...run.leftovers],
    artefacts: run.artefacts.map((one) => ({ ...one })),
    requestedAt: run.requestedAt.toISOString(),
    startedAt: date(run.startedAt),
    finishedAt: date(run.finishedAt),
    cancelRequestedAt: date(run.cancelRequestedAt),
  };
}

export function toRunView(run: ScriptRun, output: ScriptRunOutput): z.input<typeof runView> {
  return { ...toListedRunView(run), ...output };
}
