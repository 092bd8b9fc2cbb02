import { createMetrics } from './metrics';

it('keeps metrics of two applications apart and gives each one once', async () => {
  const one = createMetrics();
  const two = createMetrics();
  one.counter('uploads_total', 'Uploads.', ['outcome']).inc({ outcome: 'stored' }, 2);
  one.counter('uploads_total', 'Uploads.', ['outcome']).inc({ outcome: 'stored' });
  one.gauge('queue_length', 'Waiting.').set(3);
  one.histogram('wait_seconds', 'Wait.').observe(0.2);
  one.observeRequest('GET', '/api/v1/groups/{uuid}', 200, 0.01);
  const text = await one.registry.metrics();
  expect(text).toContain('certloom_uploads_total{outcome="stored"} 3');
  expect(text).toContain('certloom_queue_length 3');
  expect(text).toContain(
    'http_request_duration_seconds_count{method="GET",route="/api/v1/groups/{uuid}",status="200"} 1',
  );
  expect(await two.registry.metrics()).not.toContain('certloom_uploads_total');
});

it('shows what can happen before it happens: a rise from nothing is seen by nobody', async () => {
  const metrics = createMetrics();
  metrics.counter('firings_total', 'Firings.', ['status'], [{ status: 'failed' }]);
  metrics.histogram('answer_seconds', 'Time.', ['mode'], [{ mode: 'sync' }]);
  metrics.observeRequest('GET', '/x', 404, 0.01);
  const text = await metrics.registry.metrics();
  expect(text).toContain('certloom_firings_total{status="failed"} 0');
  expect(text).toContain('certloom_answer_seconds_bucket{le="5",mode="sync"} 0');
  expect(text).toContain('certloom_request_failures_total 0');
  metrics.observeRequest('GET', '/x', 503, 0.01);
  expect(await metrics.registry.metrics()).toContain('certloom_request_failures_total 1');
});
