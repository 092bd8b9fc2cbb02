import { directoryOf, inDays, start } from '../../../test/support/builders';
import type { ExpiringTally } from '../../domain/expiration/tally';
import { createMetrics } from '../../telemetry/metrics';
import { exposeExpirationMetrics } from './metrics';

function world(fail = false) {
  const metrics = createMetrics();
  const warnings: string[] = [];
  let reads = 0;
  const good = {
    startedAt: inDays(-1),
    finishedAt: new Date(inDays(-1).getTime() + 60_000),
    counts: { due: 7, batches: 1 },
  };
  const tally = {
    total: { expired: 4 },
    within: new Map([[7, 3]]),
    first: new Map([[null, inDays(2)]]),
  } as unknown as ExpiringTally;
  exposeExpirationMetrics(
    {
      stores: {
        expirationScans: {
          latestGood: async () => {
            reads += 1;
            if (fail) throw new Error('away');
            return good as never;
          },
          latestFailed: async () => null,
        },
        scanAlarms: { open: async () => [{ code: 'scan_failed', overAt: null } as never] },
        directory: { snapshot: async () => directoryOf() },
      },
      metrics,
      countPollers: async () => [['scan', 2]],
      logger: { warn: (_fields: unknown, message?: string) => void warnings.push(message ?? '') },
      now: () => start,
    },
    { tally: async () => tally, reach: async () => ({ at: start, reachingNobody: 6, isCut: false }) },
  );
  return { read: () => metrics.registry.metrics(), warnings, reads: () => reads };
}

describe('metrics of the scan', () => {
  it('say what the database says, with one look for all of them', async () => {
    const { read, reads } = world();
    const text = await read();
    for (const line of [
      'certloom_expiration_scan_age_seconds 86340',
      'certloom_expiration_scan_duration_seconds 60',
      'certloom_expiration_scan_certificates{result="due"} 7',
      'certloom_expiration_scan_alarm{code="scan_failed"} 1',
      'certloom_expiration_scan_alarm{code="scan_paused"} 0',
      'certloom_certificates_expiring{within="7d"} 3',
      'certloom_certificates_expired 4',
      'certloom_certificates_reaching_nobody 6',
      `certloom_certificates_not_after_timestamp_seconds{ra_profile="none"} ${inDays(2).getTime() / 1000}`,
      'certloom_task_queue_pollers{queue="scan"} 2',
    ])
      expect(text).toContain(line);
    expect(text).not.toContain('result="batches"');
    expect(reads()).toBe(1);
  });

  it('keep what cannot be read, and say so', async () => {
    const { read, warnings } = world(true);
    expect(await read()).toContain('certloom_task_queue_pollers{queue="scan"} 2');
    expect(warnings).toEqual(['a metric could not be read']);
  });
});
