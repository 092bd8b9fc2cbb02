import { validationFailed } from '../../domain/problem';
import type { Backfills } from '../../services/builder/backfill';
import type { DefinitionStore } from '../../store/builder/definitions';
import { refuseWithoutRights } from '../http/rights';
import { defineRoute, type Route } from '../http/route';
import { instant, isoDate, uuidPath, z } from '../http/schemas';

export interface BackfillRouteDeps {
  readonly definitions: Pick<DefinitionStore, 'get'>;
  readonly backfill: Backfills;
}

const body = z
  .strictObject({
    from: instant.optional().openapi({ description: 'Changes seen at this moment or later.' }),
    allMembers: z.boolean().default(false).openapi({ description: 'All that are in the collections now.' }),
    max: z.number().int().min(1).max(100_000).default(1_000),
    dryRun: z.boolean().default(true).openapi({ description: 'Only counts. False: starts instances.' }),
  })
  .openapi('BackfillRequest');
const view = z
  .strictObject({
    count: z.number().int().openapi({ description: 'So many there are.' }),
    handled: z
      .number()
      .int()
      .openapi({ description: 'For so many an instance is started: those that have none yet; 0 in a dry run.' }),
    asOf: isoDate.nullable().openapi({
      description: 'Members and changes are known up to here: the last look at the collections; null before the first.',
    }),
    dryRun: z.boolean(),
  })
  .openapi('Backfill');

/** Handles on purpose what a definition that watches a collection was not there for. */
export function createBackfillRoute({ definitions, backfill }: BackfillRouteDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/builder/definitions/{uuid}/backfill',
    operationId: 'createDefinitionBackfill',
    tag: 'Workflow definitions',
    summary: 'Start a back-fill of a workflow definition that watches collections',
    description:
      'Counts unless `dryRun` is false. What the definition has handled before is not handled again. Either `from` or `allMembers`. Starting instances needs `builder:execute`.',
    permission: 'builder:write',
    params: uuidPath,
    body,
    audit: { operation: 'definitions.backfill', resource: 'definitions' },
    responses: { 200: { description: 'How many', schema: view } },
    async check({ params, caller, body: { from, allMembers, dryRun } }) {
      refuseWithoutRights(caller, dryRun ? [] : [{ pointer: '/dryRun', permission: 'builder:execute' }]);
      if ((from === undefined) === allMembers) return definitions.get(params.uuid);
      throw validationFailed([{ pointer: '/from', code: 'required', detail: 'either from or allMembers is needed' }]);
    },
    async handle({ body: { from = null, max, dryRun } }, definition) {
      const asked = { from, max, dryRun };
      return { status: 200, body: { ...(await backfill(definition, asked)), dryRun } };
    },
  });
}
