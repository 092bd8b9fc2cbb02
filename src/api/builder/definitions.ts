import { rightsOfRunning, rightsOfSteps } from '../../domain/builder/rights';
import type { DefinitionVersion } from '../../domain/builder/definition';
import type { DefinitionProblem } from '../../domain/builder/problem';
import { CertloomError } from '../../domain/problem';
import { refuseStale } from '../../domain/revision';
import type { DefinitionChange, DefinitionControls } from '../../services/builder/definitions';
import { stepKindOf } from '../../services/builder/steps/kinds';
import type { CollectionWatch } from '../../services/builder/collection-watch';
import type { DefinitionStore, StoredDefinition } from '../../store/builder/definitions';
import { statusOf } from '../../store/builder/definitions';
import { pageReply, readCursor } from '../http/paging';
import { refuseWithoutRights } from '../http/rights';
import { defineRoute, type Caller, type Route } from '../http/route';
import { page, uuidPath } from '../http/schemas';
import { keysView, readDefinition, stepView } from './read-input';
import {
  definitionInput,
  definitionListQuery,
  definitionSummary,
  definitionView,
  versionQuery,
  type DefinitionInput,
} from './schemas';

export interface DefinitionRouteDeps {
  readonly definitions: Pick<DefinitionStore, 'get' | 'list' | 'count' | 'byName'>;
  readonly controls: DefinitionControls;
  /** Of collections: what waits for a definition that is enabled. */
  readonly watch: Pick<CollectionWatch, 'enable'>;
}

const tag = 'Workflow definitions';
const detailReply = { description: 'The definition', schema: definitionView, etag: true } as const;

export function summaryOf(definition: StoredDefinition) {
  const { latestVersion: _l, draft: _d, published: _p, origin: _o, canvas: _c, keys, ...rest } = definition;
  return { ...rest, keys: keysView(keys), status: statusOf(definition) };
}

export function contentView({ version, content: { steps, unresolvedTokens, restResultAs } }: DefinitionVersion) {
  return { version, unresolvedTokens, restResultAs, steps: steps.map(stepView) };
}

/** Where an imported definition comes from, with the steps of the version that is shown. */
function originView({ origin }: StoredDefinition, { content: { steps } }: DefinitionVersion) {
  if (origin === null) return null;
  const known = steps.flatMap(({ uniqueName, origin: own }) =>
    own === null ? [] : [{ uniqueName, originId: own.id, raw: own.raw }],
  );
  return { originId: origin.id, raw: origin.raw, steps: known };
}

export function problemsView(problems: readonly DefinitionProblem[]) {
  const of = (severity: DefinitionProblem['severity']) =>
    problems.filter((one) => one.severity === severity).map(({ severity: _s, ...one }) => one);
  return { errors: of('error'), warnings: of('warning') };
}

/** How a definition is answered, with what is to be said of the version that is shown. */
export function createDefinitionReply(controls: Pick<DefinitionControls, 'newestOf' | 'versionOf' | 'problemsOf'>) {
  return async function reply(status: number, definition: StoredDefinition, version?: number) {
    const shown = await (version === undefined
      ? controls.newestOf(definition)
      : controls.versionOf(definition, version));
    const problems = problemsView(await controls.problemsOf(definition, shown));
    return {
      status,
      body: {
        ...{ ...summaryOf(definition), ...contentView(shown), ...problems, canvas: definition.canvas },
        origin: originView(definition, shown),
      },
      revision: definition.revision,
    };
  };
}

/** `/builder/definitions`: graphs of steps, in versions. */
export function createDefinitionRoutes({ definitions, controls, watch }: DefinitionRouteDeps): Route[] {
  const reply = createDefinitionReply(controls);
  const refuseUnpublishable = ({ permissions }: Caller, { publish }: DefinitionInput) => {
    const needed = publish ? [{ pointer: '/publish', permission: 'builder:publish' as const }] : [];
    refuseWithoutRights({ permissions }, needed);
  };
  /** While a file is planned, what a definition refers to may stand in the same file: the write itself looks for it. */
  const refuseErrors = ({ problems }: DefinitionChange, { publish }: DefinitionInput, upcoming: object | undefined) => {
    if (!publish) return;
    controls.refuseErrors(upcoming === undefined ? problems : problems.filter(({ code }) => code !== 'target_missing'));
  };

  return [
    defineRoute({
      method: 'get',
      path: '/builder/definitions',
      operationId: 'listDefinitions',
      tag,
      summary: 'List workflow definitions by name, without their steps',
      permission: 'builder:read',
      query: definitionListQuery,
      responses: { 200: { description: 'A page of definitions', schema: page(definitionSummary) } },
      async handle(context) {
        const { limit, cursor: _c, count: _n, name, ...given } = context.query;
        if (name !== undefined) {
          const found = await definitions.byName(name);
          const items = found === undefined ? [] : [summaryOf(found)];
          return pageReply(context, { items, next: undefined }, () =>
            Promise.resolve({ value: items.length, relation: 'exact' as const }),
          );
        }
        const filter = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
        const after = readCursor<{ key: string }>(context)?.key;
        const { items, next } = await definitions.list({ ...filter, limit, ...(after === undefined ? {} : { after }) });
        const rest = next === undefined ? undefined : { key: next };
        return pageReply(context, { items: items.map(summaryOf), next: rest }, () => definitions.count(filter));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/builder/definitions/{uuid}',
      operationId: 'getDefinition',
      tag,
      summary: 'Get a workflow definition, with its newest version or the one that you name',
      permission: 'builder:read',
      params: uuidPath,
      query: versionQuery,
      responses: { 200: detailReply },
      handle: async ({ params, query }) => reply(200, await definitions.get(params.uuid), query.version),
    }),
    defineRoute({
      method: 'post',
      path: '/builder/definitions',
      operationId: 'createDefinition',
      tag,
      summary: 'Create a workflow definition',
      description:
        'It is a draft until it is published, and may have errors until then, which the answer lists. Names inside `$( )` that nothing gives a value are refused at once. A script step needs `scripts:execute`, one with its own text `scripts:write` too, secrets and connections `secrets:use`, a renewal `certificates:renew`, an update of an attribute `certificates:write`.',
      permission: 'builder:write',
      body: definitionInput,
      largeBody: true,
      audit: { operation: 'definitions.create', resource: 'definitions' },
      responses: { 201: { ...detailReply, description: 'The new definition', location: true } },
      async check({ body, caller, upcoming }) {
        refuseUnpublishable(caller, body);
        const change = await controls.checkNew(readDefinition(body, null));
        refuseWithoutRights(caller, rightsOfSteps(null, change.fields.steps, stepKindOf));
        refuseErrors(change, body, upcoming);
        return change;
      },
      async handle({ caller, body }, change) {
        const made = await controls.create(change, caller.actor);
        const after = body.publish ? await controls.publish(made.uuid, made.revision, caller.actor) : made;
        return {
          ...(await reply(201, after)),
          headers: { Location: `/api/v1/builder/definitions/${after.uuid}` },
        };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/builder/definitions/{uuid}',
      operationId: 'updateDefinition',
      tag,
      summary: 'Update a workflow definition',
      description:
        'A draft is written over. Behind a published version changed steps begin a new draft; instances go on with the version that they began with. New and changed steps need what they need in a new definition. What holds for a published version at once (name, keys, `startedBy`, `enabled`) needs `builder:publish`.',
      permission: 'builder:write',
      params: uuidPath,
      body: definitionInput,
      largeBody: true,
      ifMatch: true,
      // What was published by itself is not published again by a change of something else. Files say it themselves.
      patchedFrom: (view) => ({ publish: false, ...(view as object) }),
      audit: { operation: 'definitions.update', resource: 'definitions' },
      responses: { 200: detailReply },
      async check({ params, body, ifMatch, caller, upcoming }) {
        refuseUnpublishable(caller, body);
        const before = await definitions.get(params.uuid);
        const { steps } = (await controls.newestOf(before)).content;
        const given = readDefinition(body, { steps });
        refuseWithoutRights(caller, rightsOfRunning(before, given));
        if (!before.enabled && body.enabled && body.catchUp === undefined) await watch.enable(before, null);
        const change = await controls.checkChange(params.uuid, ifMatch, given);
        refuseWithoutRights(caller, rightsOfSteps(steps, change.fields.steps, stepKindOf));
        refuseErrors(change, body, upcoming);
        return { ...change, before };
      },
      async handle({ caller, body }, change) {
        if (!change.before.enabled && body.catchUp === false) await watch.enable(change.before, false);
        const saved = await controls.update(change, caller.actor);
        return reply(200, body.publish ? await controls.publish(saved.uuid, saved.revision, caller.actor) : saved);
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/builder/definitions/{uuid}',
      operationId: 'deleteDefinition',
      tag,
      summary: 'Delete a workflow definition with its versions',
      description:
        'Refused while instances of it run. Instances that have ended stay. One with a published version needs `builder:publish`.',
      permission: 'builder:write',
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'definitions.delete', resource: 'definitions' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, caller, note }) {
        const definition = await definitions.get(params.uuid);
        refuseStale(definition, ifMatch);
        note({ objects: [{ uuid: definition.uuid, name: definition.name }] });
        if (definition.isGlobal) {
          throw new CertloomError('invalid_state', 'The global definition is always there: change it instead.');
        }
        const needed =
          definition.publishedVersion === null ? [] : [{ pointer: '', permission: 'builder:publish' as const }];
        refuseWithoutRights(caller, needed);
        return definition;
      },
      async handle(_context, definition) {
        await controls.remove(definition);
        return { status: 204 };
      },
    }),
  ];
}
