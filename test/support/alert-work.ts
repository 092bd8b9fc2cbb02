import type { LedgerRow } from '../../src/domain/alerts/ledger';
import type { AlertRun } from '../../src/domain/alerts/run';
import { noAlertCounts } from '../../src/domain/alerts/run';
import type { Effect, EffectItem } from '../../src/services/alerts/effect';
import type { AlertItem, ItemSource } from '../../src/services/alerts/item';
import { certificateFiringSubject } from '../../src/domain/firings/subject';
import { certificateSubject } from '../../src/domain/conditions/subject';
import type { LedgerEnd } from '../../src/store/alerts/ledger';
import { alertOf, handlerOf } from './alert';
import { certificateOf } from './builders';

export const testNow = new Date('2027-05-01T12:00:00Z');

/** An item as tests need it; `tokens` by name. */
export function itemOf(
  id: string,
  fields: Partial<AlertItem> & { readonly tokens?: Record<string, string[]> } = {},
): AlertItem {
  const { tokens = { cn: [`${id}.example`] }, ...rest } = fields;
  const certificate = certificateOf(id);
  return {
    ...{ id, name: id, reached: [30], tokensAt: () => ({ of: (name: string) => tokens[name] ?? [] }) },
    ...{ context: () => ({ id }), logData: { certificateId: id }, subject: certificateFiringSubject(certificate) },
    object: { uuid: certificate.uuid, name: id },
    look: () => certificateSubject(certificate, { raProfileName: null, groupNames: [], ownerName: null }),
    ...rest,
  };
}

export function runOf(fields: Partial<AlertRun> = {}): AlertRun {
  return {
    ...{ id: 'run', alert: { uuid: 'alert', name: 'Expiring', kind: 'expiration', version: 1 }, trigger: 'manual' },
    ...{
      context: 'api',
      isTest: false,
      actor: { type: 'user', uuid: 'u', name: 'ada' },
      status: 'running',
      at: testNow,
    },
    ...{ startedAt: testNow, endedAt: null, counts: noAlertCounts, notes: [], message: null },
    ...{ workflowId: 'w', runId: 'r' },
    ...fields,
  };
}

export function effectItemOf(id: string, fields: Partial<EffectItem> = {}): EffectItem {
  return {
    ...{ item: itemOf(id), threshold: 30, occurrence: 1, firingId: `firing of ${id}`, recipients: ['a@x.example'] },
    ...{ variables: {}, sendEmail: true },
    ...fields,
  };
}

export function effectOf(type: Effect['handler']['type'], settings: object = {}, fields: Partial<Effect> = {}): Effect {
  return {
    ...{ alert: alertOf(), run: runOf(), handler: handlerOf(type, { settings: settings as never }), key: 'key' },
    ...{ recipient: null, items: [effectItemOf('one')] as Effect['items'] },
    ...fields,
  };
}

/** A source of these items, a page each two. */
export function sourceOf(items: readonly AlertItem[], evaluated = 0): ItemSource {
  return {
    kind: 'expiration',
    async page(_alert, _at, cursor) {
      const from = Number(cursor ?? 0);
      const next = from + 2 < items.length ? String(from + 2) : null;
      return { items: items.slice(from, from + 2), evaluated: evaluated || 2, next };
    },
    find: async (_alert, ids) => items.filter(({ id }) => ids.includes(id)),
  };
}

/** The ledger in memory. */
export function memoryLedger() {
  const rows = new Map<string, LedgerRow>();
  const change = (id: string, fields: Partial<LedgerRow>) => {
    const row = rows.get(id);
    if (row?.state === 'claimed') rows.set(id, { ...row, ...fields });
  };
  return {
    rows,
    async ofItems(alert: string, ids: readonly string[]) {
      const found = new Map<string, LedgerRow[]>();
      for (const row of rows.values())
        if (row.alertId === alert && ids.includes(row.itemId))
          found.set(row.itemId, [...(found.get(row.itemId) ?? []), row]);
      return found;
    },
    async insert(claims: readonly LedgerRow[]) {
      const taken = new Set(claims.filter(({ id }) => rows.has(id)).map(({ id }) => id));
      for (const row of claims) if (!taken.has(row.id)) rows.set(row.id, row);
      return taken;
    },
    async begin(id: string, at: Date) {
      change(id, { effectStartedAt: at, attempts: (rows.get(id)?.attempts ?? 0) + 1 });
    },
    async refuse(id: string, error: string, message: string) {
      change(id, { effectStartedAt: null, error, message });
    },
    async settle(ends: readonly LedgerEnd[]) {
      for (const { id, state, at, error = null, message = null } of ends)
        change(id, { state, doneAt: at, error, message });
    },
    async takeOver({ id, workflowId: seen }: Pick<LedgerRow, 'id' | 'workflowId'>, workflowId: string) {
      if (rows.get(id)?.workflowId !== seen) return false;
      change(id, { workflowId });
      return true;
    },
    async reclaim(id: string, states: readonly string[], workflowId: string) {
      const row = rows.get(id);
      if (row === undefined || !states.includes(row.state)) return false;
      rows.set(id, { ...row, state: 'claimed', workflowId, effectStartedAt: null });
      return true;
    },
    async ofChannel(_alert: string, channel: string, after: string, limit: number) {
      const found = [...rows.values()].filter((row) => row.channel.startsWith(channel) && row.id > after);
      return found.sort((one, other) => (one.id < other.id ? -1 : 1)).slice(0, limit);
    },
    async removeOf(alert: string) {
      for (const [id, { alertId }] of rows) if (alertId === alert) rows.delete(id);
    },
    states: () =>
      [...rows.values()]
        .map(({ itemId, threshold, channel, state }) => `${itemId} ${threshold} ${channel} ${state}`)
        .sort(),
  };
}
