import type { AlertKind } from './kind';

/** What all kinds of alerts on requests have in common: what happens to a request starts them, and there is no collection. */
export const requestKind = {
  hasThresholds: false,
  needsSchedule: false,
  hasCollection: false,
  own: ['raProfileId'],
  startedByEvents: true,
  hasOneHandler: true,
} as const satisfies Partial<AlertKind>;
