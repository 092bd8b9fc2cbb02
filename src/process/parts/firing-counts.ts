import type { EventCode } from '../../domain/events/catalogue';
import { firingOutcomes } from '../../domain/firings/firing';
import type { FiringCounts } from '../../services/firings/counts';
import type { Metrics } from '../../telemetry/metrics';

/** The others can be configured, and nothing fires them yet. */
const firing: readonly EventCode[] = ['certificate_uploaded', 'certificate_expiring'];
const ended = ['finished', 'finished_with_errors'] as const;

/** Firings in the metrics of this process. */
export function createFiringCounts(metrics: Pick<Metrics, 'counter'>): FiringCounts {
  const outcomes = firingOutcomes.filter((outcome) => outcome !== 'error');
  const total = metrics.counter(
    'firings_total',
    'Firings by event, outcome, and their status when they closed.',
    ['event', 'status', 'outcome'],
    firing.flatMap((event) => [
      ...ended.flatMap((status) => outcomes.map((outcome) => ({ event, status, outcome }))),
      { event, status: 'failed', outcome: 'error' },
    ]),
  );
  const changes = metrics.counter(
    'firing_changes_total',
    'Changes of the status of firings that had closed, for example because a delivery failed after all.',
    ['from', 'to'],
    ended.flatMap((from) => ended.filter((to) => to !== from).map((to) => ({ from, to }))),
  );
  return {
    closed: ({ event, status, outcome }) => total.inc({ event, status, outcome: outcome ?? 'none' }),
    changed: ({ status: from }, to) => changes.inc({ from, to }),
  };
}
