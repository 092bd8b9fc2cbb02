import { randomUUID } from 'node:crypto';
import { CertloomError, validationFailed } from '../../domain/problem';
import { nextAlertRuns, scheduleFaults } from '../../domain/alerts/schedule';
import { alertWarnings } from '../../domain/alerts/warnings';
import { handlerTypeCodes } from '../../domain/alerts/handler';
import type { AlertRunStart } from '../../temporal/messages/alerts';
import { alertRunIdOf } from '../../services/alerts/run';
import type { AlertControls } from '../../services/alerts/controls';
import type { Previews, TestRequest } from '../../services/alerts/preview';
import type { AlertStore } from '../../store/alerts/alerts';
import { refuseWithoutRights } from '../http/rights';
import { defineRoute, type Caller, type Route } from '../http/route';
import { instant, isoDate, line, uuid, uuidPath, wholeNumber, z } from '../http/schemas';
import { readAlert } from './read-input';
import { alertInput, kind, schedule, startedView, timeZone, warning } from './schemas';

export interface AlertTestRouteDeps {
  readonly alerts: Pick<AlertStore, 'get' | 'enabled'>;
  readonly previews: Previews;
  readonly controls: Pick<AlertControls, 'checkDraft'>;
  /** Of the event log: those that entries reach. */
  readonly sinks: readonly string[];
  readonly startRun: (start: AlertRunStart, request: string) => Promise<string>;
  readonly now: () => Date;
}

const tag = 'Alerts';
const shownNextRuns = 5;
const limitWords = 'Left out: `alerts.testPreviewLimit` of the settings.';
const asked = {
  evaluationDate: instant.optional().openapi({ description: 'Another day than today.' }),
  previousEvaluationDate: instant.optional().openapi({
    description: 'Only what is reached at the evaluation date and was not by then, whatever was reported.',
  }),
  limit: z.number().int().min(1).max(1_000).optional().openapi({
    description: limitWords,
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
/** In the query, so that the body is that of saving and faults have the same pointers. */
const draftQuery = z.strictObject({
  uuid: uuid.optional().openapi({
    description: 'The alert that this would change: what that has reported counts as reported.',
  }),
  evaluationDate: asked.evaluationDate,
  limit: wholeNumber(1, 1_000).optional().openapi({ description: limitWords }),
  page: wholeNumber(1, 1_000_000).default(1),
  itemId: line(1, 100).optional(),
});
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

const draftResult = z
  .strictObject({
    warnings: z.array(warning),
    result: testResult,
  })
  .openapi('AlertDraftTest');

const nextRunsBody = z.strictObject({ schedule, timeZone }).openapi('AlertNextRunsRequest');
const nextRuns = z
  .strictObject({ nextRuns: z.array(isoDate).openapi({ description: 'The next five.' }) })
  .openapi('AlertNextRuns');

/** Tests of alerts: dry unless `execute` says otherwise. */
export function createAlertTestRoutes(deps: AlertTestRouteDeps): Route[] {
  const { alerts, previews, controls, sinks, startRun, now } = deps;
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
    defineRoute({
      method: 'post',
      path: '/alerts/preview',
      operationId: 'previewAlert',
      tag,
      summary: 'Test an alert that is not saved',
      description:
        'Checks it as saving does, with the same body, and shows what it would do. Nothing is written, sent or run. It takes `alerts:test`, too.',
      permission: 'alerts:write',
      query: draftQuery,
      body: alertInput,
      responses: { 200: { description: 'What it would do', schema: draftResult } },
      async handle({ query, body, caller }) {
        refuseWithoutRights(caller, [{ pointer: '', permission: 'alerts:test' }]);
        const before = query.uuid === undefined ? null : await alerts.get(query.uuid);
        const draft = await controls.checkDraft(readAlert(body, before, randomUUID), before);
        const result = await previews.test([draft], requestOf(query));
        return { status: 200, body: { warnings: alertWarnings(draft, sinks), result } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/alerts/next-runs',
      operationId: 'previewAlertSchedule',
      tag,
      summary: 'Preview when an alert with this schedule would run',
      permission: 'alerts:read',
      body: nextRunsBody,
      responses: { 200: { description: 'When it would run', schema: nextRuns } },
      async handle({ body }) {
        const faults = scheduleFaults(body.schedule, body.timeZone);
        if (faults.length > 0) throw validationFailed(faults);
        return { status: 200, body: { nextRuns: nextAlertRuns(body.schedule, body.timeZone, now(), shownNextRuns) } };
      },
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
