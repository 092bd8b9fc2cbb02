import type { SinkName } from './entry';

export const logWarningCodes = ['example_enterprise_number', 'sink_unavailable'] as const;

/** What an operator should know of the event log's settings, though entries are written. */
export interface LogWarning {
  readonly code: (typeof logWarningCodes)[number];
  readonly detail: string;
}

export interface LogFacts {
  readonly sinks: readonly SinkName[];
  readonly enterpriseId: number;
  readonly isWindows: boolean;
}

/** Set aside for examples (RFC 5612); stands until an installation names its own. */
export const exampleEnterpriseId = 32_473;

export function logWarnings({ sinks, enterpriseId, isWindows }: LogFacts): readonly LogWarning[] {
  const warnings: LogWarning[] = [];
  if (sinks.includes('syslog') && enterpriseId === exampleEnterpriseId) {
    const detail = `Structured data of syslog messages has the enterprise number for examples, ${exampleEnterpriseId}: set SYSLOG_ENTERPRISE_ID to your own.`;
    warnings.push({ code: 'example_enterprise_number', detail });
  }
  if (sinks.includes('windows') && !isWindows) {
    const detail = 'CERTLOOM_EVENT_LOG_SINKS names windows, which this system does not have: entries fail there.';
    warnings.push({ code: 'sink_unavailable', detail });
  }
  return warnings;
}

/**
 * Sinks that a step or a handler names and entries do not reach, with what to do about it.
 * @param named sinks of its settings, whatever stands there
 * @param reached sinks that this process writes to
 */
export function unreachedSinks(named: unknown, reached: readonly string[]): readonly LogWarning[] {
  if (!Array.isArray(named)) return [];
  return named
    .filter((name) => !reached.includes(String(name)))
    .map((name) => ({
      code: 'sink_unavailable' as const,
      detail: `the event log has no sink "${String(name)}" here: where workers have none either, entries fail with sink_unavailable; the sinks are ${reached.join(', ') || 'none'}`,
    }));
}

/** Of the sinks that settings name, those that there are on this system. */
export function reachedSinks(sinks: readonly SinkName[], isWindows: boolean): readonly SinkName[] {
  return sinks.filter((name) => name !== 'windows' || isWindows);
}
