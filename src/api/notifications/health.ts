import type { MailHealth } from '../../delivery/mail/mail-health';
import { logWarningCodes, type LogWarning } from '../../domain/event-log/warnings';
import { workerWarningCodes, type WorkerWarning } from '../../domain/workers/warnings';
import type { Permission } from '../../domain/identity/permissions';
import { defineRoute, type Route } from '../http/route';
import { isoDate, z } from '../http/schemas';

export interface HealthRouteDeps {
  readonly mail: Pick<MailHealth, 'state'>;
  readonly workerWarnings: () => Promise<readonly WorkerWarning[]>;
  readonly logWarnings: readonly LogWarning[];
}

const healthView = z
  .strictObject({
    status: z.enum(['ok', 'degraded']),
    checks: z.strictObject({
      mail: z.strictObject({
        status: z.enum(['off', 'ok', 'failed']).openapi({ description: '`off`: no mail server is configured.' }),
        code: z.string().nullable(),
        detail: z.string().nullable().openapi({
          description: 'Host, port and reason of a fault, or what should be known; only with `settings:read`.',
        }),
        checkedAt: isoDate,
      }),
    }),
    warnings: z
      .array(
        z
          .strictObject({
            code: z.enum([...workerWarningCodes, ...logWarningCodes]),
            detail: z
              .string()
              .nullable()
              .openapi({ description: 'In words; of workers only with `workers:read`, else with `settings:read`.' }),
          })
          .openapi('HealthWarning'),
      )
      .openapi({
        description:
          'What should be known of the workers and the event log; only `no_script_worker` makes it `degraded`.',
      }),
  })
  .openapi('Health');

/** What works and what does not of what the installation needs outside: for people, unlike `/readyz`. */
export function createHealthRoutes({ mail, workerWarnings, logWarnings }: HealthRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/health',
      operationId: 'getHealth',
      tag: 'Settings',
      summary: 'Get whether mail would go out, and what should be known of workers and event log',
      description: 'The mail server is asked at most once a minute. A fault here does not take readiness back.',
      permission: 'authenticated',
      responses: { 200: { description: 'The state of each check', schema: healthView } },
      async handle({ caller }) {
        const [state, found] = await Promise.all([mail.state(), workerWarnings()]);
        const detail = caller.permissions.has('settings:read') ? state.detail : null;
        const isUnserved = found.some(({ code }) => code === 'no_script_worker');
        const status = state.status === 'failed' || isUnserved ? 'degraded' : 'ok';
        const shown = (permission: Permission) => (one: WorkerWarning | LogWarning) =>
          caller.permissions.has(permission) ? one : { ...one, detail: null };
        const warnings = [...found.map(shown('workers:read')), ...logWarnings.map(shown('settings:read'))];
        return { status: 200, body: { status, checks: { mail: { ...state, detail } }, warnings } };
      },
    }),
  ];
}
