import { type Route, defineRoute } from './route';
import type { Metrics } from '../../telemetry/metrics';

/** `GET /metrics`: the registry in Prometheus' text format. */
export function metricsRoute({ registry }: Metrics): Route {
  return defineRoute({
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    tag: 'Operation',
    summary: 'Get the metrics in Prometheus text format',
    permission: 'metrics:read',
    responses: {
      200: {
        description: 'The metrics',
        raw: { [registry.contentType]: { kind: 'text', description: 'Prometheus text.' } },
      },
    },
    handle: async () => ({
      status: 200,
      raw: await registry.metrics(),
      headers: { 'Content-Type': registry.contentType },
    }),
  });
}
