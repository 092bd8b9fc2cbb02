import type { MailHealth } from '../../delivery/mail/mail-health';
import { defineRoute, type Route } from '../http/route';
import { isoDate, z } from '../http/schemas';

export interface HealthRouteDeps {
  readonly mail: Pick<MailHealth, 'state'>;
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
  })
  .openapi('Health');

/** What works and what does not of what the installation needs outside: for people, unlike `/readyz`. */
export function createHealthRoutes({ mail }: HealthRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/health',
      operationId: 'getHealth',
      tag: 'Settings',
      summary: 'Get whether mail would go out',
      description: 'The mail server is asked at most once a minute. A fault here does not take readiness back.',
      permission: 'authenticated',
      responses: { 200: { description: 'The state of each check', schema: healthView } },
      async handle({ caller }) {
        const state = await mail.state();
        const detail = caller.permissions.has('settings:read') ? state.detail : null;
        const status = state.status === 'failed' ? 'degraded' : 'ok';
        return { status: 200, body: { status, checks: { mail: { ...state, detail } } } };
      },
    }),
  ];
}
