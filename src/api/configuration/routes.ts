import { isUtf8 } from 'node:buffer';
import { CertloomError, validationFailed, type Fault } from '../../domain/problem';
import { createInnerCalls, type InnerCallDeps, type InnerCalls } from '../http/inner-calls';
import type { ObjectNames } from '../http/object-names';
import { defineRoute, mayCall, type RequestContext, type Route } from '../http/route';
import type { Upcoming } from '../http/upcoming';
import { flag, line, manyOf, z } from '../http/schemas';
import type { ConflictRule } from '../../domain/imports/options';
import type { ImportOrigin, OriginStore } from '../../store/imports/origins';
import type { FormFile } from '../http/multipart';
import { foreignKinds } from '../imports/foreign-kinds';
import { createOriginRoutes } from '../imports/origins';
import { textsOfForm, type GivenFile } from '../imports/read-files';
import { optionsOf, replyToFiles } from '../imports/reply';
import { conflictRule } from '../imports/schemas';
import { applyPlan } from './apply';
import { exportConfiguration } from './export';
import type { Kind } from './kind';
import type { LabelStore } from '../../store/configuration/labels';
import { importBody, importView, results } from './import-schemas';
import { createLabelReader, labelText } from './labels';
import { createPlannedNames } from './names';
import { lockOutFaults } from './own-rights';
import { faultsOfDeletion, planImport, planPruning } from './plan';
import { operationOf, type Planned } from './planned';
import { configurationSchema } from './schema';
import { readJson, readYaml, type ReadDocument } from './yaml';

export interface ConfigurationRouteDeps extends InnerCallDeps {
  readonly kinds: readonly Kind[];
  readonly names: ObjectNames;
  /** Names of custom attributes whose values are secret. */
  readonly secretAttributes: () => Promise<ReadonlySet<string>>;
  readonly labels: LabelStore;
  readonly origins: OriginStore;
  /** Tells an imported object itself where it comes from, if it is of a kind that knows. */
  readonly tellOrigin: (kind: string, object: string, origin: ImportOrigin) => Promise<void>;
  readonly now: () => Date;
}

type Context = RequestContext<unknown, unknown, unknown>;
type ImportContext = Pick<Context, 'req' | 'caller' | 'requestId' | 'cursors' | 'signal'> &
  Context & {
    readonly query: { readonly onConflict?: ConflictRule | undefined };
    readonly body: z.output<typeof importBody> | undefined;
  };

const tag = 'Configuration';
const yamlType = 'application/yaml';
const yamlBody = {
  kind: 'text',
  description: 'YAML 1.2, one document for each object, between lines `---`; at most 10 MiB.',
} as const;

/** `/exports` and `/imports`: the configuration as one file. Everything is read and written through the other routes. */
export function createConfigurationRoutes(deps: ConfigurationRouteDeps): Route[] {
  const { kinds } = deps;
  const all = [...new Set(kinds.map(({ kind }) => kind))];
  const kindName = z.enum(all);
  const removable = z.enum([...new Set(kinds.flatMap(({ kind, remove }) => (remove === undefined ? [] : [kind])))]);
  let schema: object | undefined;

  return [
    defineRoute({
      method: 'get',
      path: '/exports',
      operationId: 'exportConfiguration',
      tag,
      summary: 'Export the configuration as a file',
      description:
        'YAML, one document for each object, with names in the place of uuids and without times and secrets. Needs the permission to read each kind that you name; without `kinds` you get those that you may read.',
      permission: 'authenticated',
      mayBeMissing: true,
      query: z.strictObject({
        kinds: manyOf(kindName).openapi({ type: 'array', items: { type: 'string', enum: [...all] } }),
        names: manyOf(line(1, 500), 200),
      }),
      responses: {
        200: { description: 'The documents', raw: { [yamlType]: { kind: 'yaml', description: 'YAML 1.2.' } } },
      },
      async handle(context) {
        const { kinds: wanted = null, names = null } = context.query;
        const reading = readingOf(context);
        const text = await exportConfiguration(
          kinds,
          reading,
          { kinds: wanted, names },
          createLabelReader(deps.labels),
        );
        return { status: 200, raw: text, headers: { 'Content-Type': `${yamlType}; charset=utf-8` } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/exports/schema',
      operationId: 'getConfigurationSchema',
      tag,
      summary: 'Get the JSON Schema of configuration documents',
      permission: 'authenticated',
      responses: {
        200: {
          description: 'JSON Schema, draft 2020-12',
          schema: z.looseObject({ $schema: z.string() }).openapi('ConfigurationSchema'),
        },
      },
      handle: async () => ({ status: 200, body: (schema ??= configurationSchema(kinds, deps.routes)) }),
    }),
    defineRoute({
      method: 'post',
      path: '/imports',
      operationId: 'importConfiguration',
      tag,
      summary: 'Import configuration from a file',
      description:
        'Creates and updates what the documents describe; objects that are as described stay as they are. Nothing is written while a document has a fault, which the answer names with document and line. Needs the permissions of every object that is changed. `dryRun` writes nothing; `prune` deletes objects of the kinds that it lists, where no document has them, and is refused for a file without any; with `label`, `key=value`, only those that were applied with it in `metadata.labels`. A stored secret stays; one that is missing comes from `secrets`.',
      permission: 'authenticated',
      audit: 'own',
      query: z.strictObject({
        dryRun: flag.optional().openapi({
          type: 'boolean',
          description: 'Writes nothing. Left out: false, and true for `files`.',
        }),
        onConflict: conflictRule.optional().openapi({ description: 'Of files in a form; see the body.' }),
        prune: manyOf(removable),
        label: manyOf(labelText, 20),
        replaceSecrets: flag.default(false).openapi({
          type: 'boolean',
          description: 'Writes secrets that are given, also where one is stored.',
        }),
      }),
      body: importBody,
      rawBodies: { [yamlType]: yamlBody },
      files: true,
      otherRawTypes: ['application/x-yaml', 'text/yaml', 'text/x-yaml'],
      responses: {
        200: { description: 'What became of each object', schema: importView },
        207: { description: 'Some objects could not be written', schema: importView },
      },
      async handle(context) {
        const { prune = [], label: labels = [], replaceSecrets } = context.query;
        const files = filesOf(context);
        const dryRun = context.query.dryRun ?? context.body?.dryRun ?? files !== undefined;
        if (files !== undefined) return importOf(files, context, dryRun);
        if (labels.length > 0 && prune.length === 0) {
          const detail = 'a label says what is pruned: name the kinds, too';
          throw validationFailed([{ pointer: '/query/label', code: 'needs_prune', detail }]);
        }
        const { documents, secrets } = await readBody(context);
        if (documents.length === 0 && prune.length > 0) {
          // Also what an export that failed hands on through a pipe.
          const detail = 'the file has no document, and prune would delete everything of these kinds';
          throw validationFailed([{ pointer: '/query/prune', code: 'nothing_to_apply', detail }]);
        }
        const { calls, names } = readingOf(context);
        const plan = {
          ...{ kinds, calls, names, secrets, replaceSecrets },
          secretAttributes: await deps.secretAttributes(),
          labelsOf: createLabelReader(deps.labels),
        };
        const { planned, faults, upcoming } = await planImport(documents, plan);
        const all = [...faults, ...(await lockOutFaults(planned, calls, names))];
        if (all.length > 0) throw validationFailed(all);
        const deletions = await planPruning(prune, planned, plan, { upcoming, labels });
        const whole = [...planned, ...deletions];
        refuseMissing(whole, context);
        const outcome = dryRun
          ? await foreseen(deletions, calls, upcoming)
          : await applyPlan(kinds, whole, readingOf(context).calls, deps.labels);
        return answer(dryRun, whole, outcome);
      },
    }),
    ...createOriginRoutes({
      origins: deps.origins,
      kinds: all,
      permissionOf(name) {
        const operation = kinds.find(({ kind }) => kind === name)?.read;
        const permission = operation === undefined ? 'authenticated' : permissionOf(operation);
        return permission === 'authenticated' || permission === 'anyone' ? null : permission;
      },
    }),
  ];

  /** Files of other products. Items that cannot be taken are told as such; only what cannot be written then is 207. */
  async function importOf(files: readonly GivenFile[], context: ImportContext, dryRun: boolean) {
    const { body = { secrets: {} }, query } = context;
    const given = optionsOf(body);
    const options = { ...given, dryRun, onConflict: query.onConflict ?? given.onConflict };
    const { items, totals, planned, outcome } = await replyToFiles(
      files,
      options,
      new Map(Object.entries(body.secrets)),
      {
        ...{ kinds, labels: deps.labels, origins: deps.origins, tell: deps.tellOrigin, foreignKinds, now: deps.now },
        reading: () => readingOf(context),
        labelsOf: () => createLabelReader(deps.labels),
        secretAttributes: await deps.secretAttributes(),
        refuseMissing: (wanted) => refuseMissing(wanted, context),
      },
    );
    const { status, body: view } = answer(dryRun, planned, outcome);
    return { status, body: { ...view, items, totals } };
  }

  function readingOf(context: Context) {
    const names = createPlannedNames(deps.names, context.caller.permissions);
    return { names, calls: createInnerCalls(deps, names, context) };
  }

  function refuseMissing(planned: readonly Planned[], { caller }: Context): void {
    const needed = planned.flatMap((one) => operationOf(one) ?? []).map((operation) => permissionOf(operation));
    const missing = [...new Set(needed)].filter((permission) => !mayCall({ permission }, caller));
    if (missing.length > 0) throw forbidden(missing);
  }

  function permissionOf(operation: string) {
    const route = deps.routes.find(({ method, path }) => `${method} ${path}` === operation);
    return route?.permission ?? 'authenticated';
  }
}

function answer(dryRun: boolean, planned: readonly Planned[], outcome: ReadonlyMap<Planned, readonly Fault[]>) {
  const objects = planned.map((one) => viewOf(one, outcome.get(one) ?? []));
  const counts = results.map((result) => [result, objects.filter((one) => one.result === result).length]);
  return {
    status: objects.some(({ result }) => result === 'failed') ? 207 : 200,
    body: { dryRun, objects, counts: Object.fromEntries(counts) as object },
  };
}

/** Files of other products: of a form, or of the body. */
function filesOf({ body, req }: Pick<ImportContext, 'body' | 'req'>): readonly GivenFile[] | undefined {
  // JSON is in `body`, so a list is what the reader of forms has left there.
  if (body === undefined) return Array.isArray(req.body) ? textsOfForm(req.body as FormFile[]) : undefined;
  return body.files;
}

/** What would be told of the deletions. */
async function foreseen(deletions: readonly Planned[], calls: InnerCalls, upcoming: Upcoming) {
  const outcome = new Map<Planned, readonly Fault[]>();
  for (const one of deletions) outcome.set(one, await faultsOfDeletion(one, calls, upcoming));
  return outcome;
}

async function readBody({
  body,
  req,
}: {
  readonly body: z.output<typeof importBody> | undefined;
  readonly req: Context['req'];
}) {
  if (body === undefined)
    return { documents: await readYaml(textOf(req.body as Buffer)), secrets: new Map<string, string>() };
  const documents: ReadDocument[] =
    body.text === undefined ? readJson(body.documents ?? []) : await readYaml(body.text);
  return { documents, secrets: new Map(Object.entries(body.secrets)) };
}

function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new CertloomError('invalid_request', 'The body is not valid UTF-8.');
  return bytes.toString('utf8');
}

function viewOf({ document, kind, name, result, changes }: Planned, faults: readonly object[]) {
  return {
    document: document?.number ?? null,
    line: document?.lineOf('') ?? null,
    ...{ kind: kind.kind, name, result: faults.length > 0 ? ('failed' as const) : result, changes, faults },
  };
}

function forbidden(missing: readonly string[]): CertloomError {
  return new CertloomError('forbidden', `This needs the permission ${missing.join(' and ')}.`, { extra: { missing } });
}
