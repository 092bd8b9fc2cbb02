import { definitionTypes } from '../../domain/builder/definition-type';
import { tokensOfType } from '../../domain/builder/tokens';
import { differences } from '../../domain/configuration/difference';
import { cutPage } from '../../domain/values/page';
import type { DefinitionControls } from '../../services/builder/definitions';
import type { createDefinitionPreview } from '../../services/builder/preview';
import { stepKinds } from '../../services/builder/steps/kinds';
import type { DefinitionVersionStore } from '../../store/builder/definition-versions';
import type { DefinitionStore } from '../../store/builder/definitions';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { page, pageQuery, uuidPath, z } from '../http/schemas';
import { contentView, createDefinitionReply, problemsView } from './definitions';
import { keyMembers, readDefinition, stepView } from './read-input';
import {
  compareQuery,
  comparison,
  definitionTypeView,
  definitionView,
  previewBody,
  previewView,
  stepTypeView,
  validationBody,
  validationView,
  versionQuery,
  versionView,
} from './schemas';

export interface PublishingRouteDeps {
  readonly definitions: Pick<DefinitionStore, 'get'>;
  readonly versions: Pick<DefinitionVersionStore, 'list' | 'count'>;
  readonly controls: DefinitionControls;
  readonly preview: ReturnType<typeof createDefinitionPreview>;
}

const tag = 'Workflow definitions';
const detailReply = { description: 'The definition', schema: definitionView, etag: true } as const;
const uuidOnly = { permission: 'builder:read', params: uuidPath } as const;

/** Versions of definitions, what makes one current, and what definitions are made of. */
export function createPublishingRoutes({ definitions, versions, controls, preview }: PublishingRouteDeps): Route[] {
  const reply = createDefinitionReply(controls);

  return [
    defineRoute({
      method: 'post',
      path: '/builder/definitions/{uuid}/publish',
      operationId: 'publishDefinition',
      tag,
      summary: 'Publish the newest version of a workflow definition',
      description:
        'New instances run it from now on; those that run stay on theirs. Refused while it has errors, and where another enrollment or revocation definition is published for one of its keys.',
      permission: 'builder:publish',
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'definitions.publish', resource: 'definitions' },
      responses: { 200: detailReply },
      handle: async ({ params, ifMatch, caller }) =>
        reply(200, await controls.publish(params.uuid, ifMatch, caller.actor)),
    }),
    defineRoute({
      method: 'post',
      path: '/builder/definitions/{uuid}/unpublish',
      operationId: 'unpublishDefinition',
      tag,
      summary: 'Unpublish a workflow definition',
      description: 'No new instances; those that run go on.',
      permission: 'builder:publish',
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'definitions.unpublish', resource: 'definitions' },
      responses: { 200: detailReply },
      handle: async ({ params, ifMatch }) => reply(200, await controls.unpublish(params.uuid, ifMatch)),
    }),
    defineRoute({
      method: 'post',
      path: '/builder/definitions/{uuid}/validate',
      operationId: 'validateDefinition',
      tag,
      summary: 'Validate a version of a workflow definition, as things are now',
      description:
        'A stored version, or with `draft` what somebody would save: nothing is stored. What the schema of a definition refuses is refused here, too, with pointers into `draft`.',
      ...uuidOnly,
      query: versionQuery,
      body: validationBody.optional(),
      largeBody: true,
      responses: { 200: { description: 'Errors and warnings', schema: validationView } },
      async handle({ params, query, body }) {
        const definition = await definitions.get(params.uuid);
        if (body?.draft !== undefined) {
          const { steps } = (await controls.newestOf(definition)).content;
          const { faults, problems } = await controls.looksAt(definition, readDefinition(body.draft, { steps }));
          const { errors, warnings } = problemsView(problems);
          const canBeSaved = faults.length === 0;
          return { status: 200, body: { version: null, errors: [...faults, ...errors], warnings, canBeSaved } };
        }
        const version = await (query.version === undefined
          ? controls.newestOf(definition)
          : controls.versionOf(definition, query.version));
        const problems = problemsView(await controls.problemsOf(definition, version));
        return { status: 200, body: { version: version.version, ...problems, canBeSaved: true } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/builder/definitions/{uuid}/preview',
      operationId: 'previewDefinition',
      tag,
      summary: 'Preview every setting for a real item; nothing runs',
      ...uuidOnly,
      permission: 'certificates:read',
      body: previewBody,
      responses: { 200: { description: 'The steps in the order in which they are reached', schema: previewView } },
      async handle({ params, body }) {
        const definition = await definitions.get(params.uuid);
        const { content } = await (body.version === undefined
          ? controls.newestOf(definition)
          : controls.versionOf(definition, body.version));
        return { status: 200, body: await preview(definition, content, body.itemId, body.data) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/builder/definitions/{uuid}/versions',
      operationId: 'listDefinitionVersions',
      tag,
      summary: 'List the published versions of a workflow definition, newest first',
      ...uuidOnly,
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'A page of versions', schema: page(versionView) } },
      async handle(context) {
        const { params, query } = context;
        await definitions.get(params.uuid);
        const before = readCursor<{ version: number }>(context)?.version;
        const { items, last } = cutPage(await versions.list(params.uuid, before, query.limit + 1), query.limit);
        const next = last === undefined ? undefined : { version: last.version };
        const views = items.map(({ savedAt, savedBy, publishedAt, publishedBy, ...version }) => ({
          ...contentView({ savedAt, savedBy, publishedAt, publishedBy, ...version }),
          ...{ savedAt, savedBy: named(savedBy), publishedAt, publishedBy: publishedBy && named(publishedBy) },
        }));
        return pageReply(context, { items: views, next }, async () => ({
          ...{ value: await versions.count(params.uuid), relation: 'exact' as const },
        }));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/builder/definitions/{uuid}/versions/compare',
      operationId: 'compareDefinitionVersions',
      tag,
      summary: 'Compare two versions of a workflow definition',
      ...uuidOnly,
      query: compareQuery,
      responses: { 200: { description: 'The members that differ', schema: comparison } },
      async handle({ params, query: { from, to } }) {
        const definition = await definitions.get(params.uuid);
        const [before, after] = [await controls.versionOf(definition, from), await controls.versionOf(definition, to)];
        const changes = differences(comparable(before), comparable(after));
        return { status: 200, body: { from, to, changes } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/builder/step-types',
      operationId: 'listStepTypes',
      tag,
      summary: 'List the kinds of steps, with what their settings may be',
      permission: 'builder:read',
      responses: {
        200: {
          description: 'All kinds',
          schema: z.strictObject({ items: z.array(stepTypeView) }).openapi('StepTypeList'),
        },
      },
      handle: () => Promise.resolve({ status: 200, body: { items: stepTypes() } }),
    }),
    defineRoute({
      method: 'get',
      path: '/builder/types',
      operationId: 'listDefinitionTypes',
      tag,
      summary: 'List the types of workflow definitions, with their keys and variables',
      permission: 'builder:read',
      responses: {
        200: {
          description: 'All types',
          schema: z.strictObject({ items: z.array(definitionTypeView) }).openapi('DefinitionTypeList'),
        },
      },
      handle: () => Promise.resolve({ status: 200, body: { items: types() } }),
    }),
  ];
}

const named = ({ uuid, name }: { readonly uuid: string | null; readonly name: string }) => ({ uuid, name });

/** Steps by their names: the order in which they stand means nothing. */
function comparable({ content }: { readonly content: Parameters<typeof contentView>[0]['content'] }) {
  const steps = content.steps.map((step) => [step.uniqueName, stepView(step)] as const);
  return { ...content, steps: Object.fromEntries(steps) };
}

function stepTypes() {
  return stepKinds.map((kind) => ({
    ...{ type: kind.code, title: kind.title, help: kind.help, outputs: kind.outputs, definitionTypes: kind.types },
    ...{ nature: kind.nature, produces: producedBy(kind) },
    ...{ templates: kind.templates, originNames: kind.originNames, timeoutSeconds: kind.timeoutSeconds },
    ...{ retry: kind.retry, repeatable: kind.isRepeatable },
    settingsSchema: z.toJSONSchema(kind.settings, { io: 'input' }),
  }));
}

/** Some name variables in settings that have none here. */
function producedBy({ produces }: (typeof stepKinds)[number]): readonly string[] | null {
  const names = produces({});
  return names === 'any' ? null : names;
}

function types() {
  return definitionTypes.map(({ code, title, keys, needsKey, isSingle, item, scope }) => ({
    ...{ type: code, title, item, keys: keys.map((kind) => keyMembers[kind]), needsKey, onePerKey: isSingle },
    conditionFields: scope,
    variables: tokensOfType(code).map(({ name, aliases, meaning, value, mayBeMissing = false }) => ({
      ...{ name, aliases, meaning, value, mayBeMissing },
    })),
  }));
}
