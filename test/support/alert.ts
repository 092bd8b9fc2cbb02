import type { Alert, AlertFields } from '../../src/domain/alerts/alert';
import type { Handler } from '../../src/domain/alerts/handler';

/** An alert as tests need it: native, daily, at 30 days, to nobody. */
export function alertFields(fields: Partial<AlertFields> = {}): AlertFields {
  return {
    ...{ name: 'Expiring', kind: 'expiration', enabled: true, description: '' },
    ...{ collectionId: null, needsCollection: false },
    ...{ thresholds: [30], graceDays: 7, includeReplaced: false, lifetimeShare: null, repeat: null },
    ...{ raProfileId: null, when: 'both', sources: ['authority', 'approval'] },
    ...{ keys: null, endpoint: null, warningDays: 7, warningHours: 48, logEvery: 'change' },
    ...{ schedule: { daily: { time: '06:00' } }, timeZone: 'UTC', onUncertain: 'hold', recipients: [] },
    ...{ subject: '{cn} ends', message: '<p>{cn}</p>', mode: 'handlers', semantics: 'native', handlers: [] },
    ...fields,
  };
}

export function alertOf(fields: Partial<Alert> = {}): Alert {
  const at = new Date('2027-01-01T00:00:00Z');
  return { ...alertFields(fields), uuid: 'alert', version: 1, createdAt: at, changedAt: at, ...fields };
}

export function handlerOf(type: Handler['type'], fields: Partial<Handler> = {}): Handler {
  return {
    ...{ id: type, name: type, type, enabled: true, runPer: 'certificate', conditions: [], settings: {} },
    ...{ onError: { handlers: [], then: 'continue' }, timeoutSeconds: null, retry: null },
    ...fields,
  };
}
