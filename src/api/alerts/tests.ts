import { randomUUID } from 'node:crypto';
import { CertloomError, validationFailed } from '../../domain/problem';
import { handlerTypeCodes } from '../../domain/alerts/handler';
import type { AlertRunStart } from '../../temporal/messages/alerts';
import { alertRunIdOf } from '../../services/alerts/run';
import type { Previews, TestRequest } from '../../services/alerts/preview';
import type { AlertStore } from '../../store/alerts/alerts';
import { defineRoute, type Caller, type Route } from '../http/route';
import { instant, line, uuidPath, z } from '../http/schemas';
import { kind, startedView } from './schemas';

export interface AlertTestRouteDeps {
  readonly alerts: Pick<AlertStore, 'get' | 'enabled'>;
  readonly previews: Previews;
  readonly startRun: (start: AlertRunStart, request: string) => Promise<string>;
  readonly now: () => Date;
}

const tag = 'Alerts';
const asked = {
  evaluationDate: instant.optional().openapi({ description: 'Another day than today.' }),
  previousEvaluationDate: instant.optional().openapi({
    description: 'Only what is reached at the evaluation date and was not by then, whatever was reported.',
  }),
  limit: z.number().int().min(1).max(1_000).optional().openapi({
    description: 'Left out: `alerts.testPreviewLimit` of the settings.',
  }),
  page: z.number().int().min(1).max(1_000_000).default(1),
};
const testBody = z
  .strictObject({
    ...asked,
    itemId: line(1, 100).optional(),
    execute: z.boolean().default(false).openapi({
      description: 'Carries the handlers out, for at most `limit` items, in the security context `api`.',
    }),
    recordLedger: z.boolean().default(false).openapi({
      description: 'With `execute`: what is reported counts as reported.',
    }),
  })
  .openapi('AlertTestRequest')
  .prefault({});
const testAllBody = z.strictObject({ kind, ...asked }).openapi('AlertsTestRequest');
const handlerPreview = z
  .strictObject({
    name: z.string(),
    type: z.enum(handlerTypeCodes),
    wouldRun: z.boolean(),
    runs: z.number().int(),
    recipients: z.array(z.string()),
    parameters: z.record(z.string(), z.unknown()),
    conditionResults: z.array(z.boolean()),
  })
  .openapi('AlertHandlerPreview');
const itemPreview = z
  .strictObject({
    alertUuid: z.string(),
    item: z.strictObject({ itemId: z.string(), name: z.string() }).openapi('AlertItemName'),
    threshold: z.number().int().nullable().openapi({ description: 'Null where the kind has none.' }),
    subject: z.string(),
    message: z.string(),
    recipients: z.array(z.string()),
    handlers: z.array(handlerPreview),
    warnings: z.array(z.strictObject({ code: z.string(), detail: z.string() }).openapi('AlertPreviewWarning')),
  })
  .openapi('AlertItemPreview');
const testResult = z
  .strictObject({
    total: z.number().int(),
    shown: z.number().int(),
    cut: z.number().int(),
    limit: z.number().int(),
    previews: z.array(itemPreview),
  })
  .openapi('AlertTestResult');

/** Tests of alerts: dry unless `execute` says otherwise. */
export function createAlertTestRoutes({ alerts, previews, startRun, now }: AlertTestRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/alerts/{uuid}/test',
      operationId: 'testAlert',
      tag,
      summary: 'Test an alert',
      description:
        'Shows what it would do for each item that is due, with every text filled; nothing is written, sent or run. With `execute` (permission `alerts:execute`) a run is started instead and the answer is 202.',
      permission: 'alerts:test',
      params: uuidPath,
      body: testBody,
      audit: { operation: 'alerts.test', resource: 'alerts' },
      responses: {
        200: { description: 'What it would do', schema: testResult },
        202: { description: 'Started', schema: startedView, location: true },
      },
      async check({ params, body, caller, note }) {
        const alert = await alerts.get(params.uuid);
        note({ objects: [{ uuid: alert.uuid, name: alert.name }] });
        if (body.execute) refuseExecution(caller);
        if (body.execute && body.previousEvaluationDate !== undefined) {
          const detail = 'what is carried out is what is due at one date';
          throw validationFailed([{ pointer: '/previousEvaluationDate', code: 'wrong_value', detail }]);
        }
        return alert;
      },
      async handle({ body, caller }, alert) {
        if (!body.execute) return { status: 200, body: await previews.test([alert], requestOf(body)) };
        const { actor } = caller;
        const workflowId = await startRun(
          {
            ...{ alertUuid: alert.uuid, trigger: 'test', context: 'api', actor },
            test: {
              ...{ recordLedger: body.recordLedger, limit: body.limit ?? 100 },
              ...(body.itemId === undefined ? {} : { itemId: body.itemId }),
              ...(body.evaluationDate === undefined ? {} : { evaluationDate: body.evaluationDate.toISOString() }),
            },
          },
          randomUUID(),
        );
        const headers = { Location: `/api/v1/alerts/${alert.uuid}/runs` };
        return { status: 202, body: { workflowId, runId: alertRunIdOf(workflowId) }, headers };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/alerts/test',
      operationId: 'testAlerts',
      tag,
      summary: 'Test all enabled alerts of a kind',
      description: 'Nothing is written, sent or run.',
      permission: 'alerts:test',
      body: testAllBody,
      audit: { operation: 'alerts.test', resource: 'alerts' },
      responses: { 200: { description: 'What they would do', schema: testResult } },
      handle: async ({ body }) => ({
        status: 200,
        body: await previews.test(await alerts.enabled(body.kind), requestOf(body)),
      }),
    }),
  ];

  function requestOf(body: {
    readonly evaluationDate?: Date | undefined;
    readonly previousEvaluationDate?: Date | undefined;
    readonly limit?: number | undefined;
    readonly page: number;
    readonly itemId?: string | undefined;
  }): TestRequest {
    const { evaluationDate, previousEvaluationDate, limit, page, itemId } = body;
    return {
      ...{ at: evaluationDate ?? now(), page },
      ...(previousEvaluationDate === undefined ? {} : { previous: previousEvaluationDate }),
      ...(limit === undefined ? {} : { limit }),
      ...(itemId === undefined ? {} : { itemId }),
    };
  }
}

function refuseExecution({ permissions }: Caller): void {
  if (permissions.has('alerts:execute')) return;
  throw new CertloomError('forbidden', 'Carrying an alert out needs the permission alerts:execute.');
}
