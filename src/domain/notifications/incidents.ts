import type { Delivery, Incident } from './delivery';
import type { Channel } from './profile';

/** Channels whose receivers keep an incident open until it is resolved. */
export const incidentChannels: readonly Channel[] = ['pagerDuty'];

export type IncidentDelivery = Delivery & { readonly incident: Incident };

/** A resolve that is to be written. */
export interface NeededResolve {
  readonly trigger: IncidentDelivery;
  /** Not to be sent before: an attempt at the trigger is on its way until then at the latest. */
  readonly notBefore: Date;
}

/**
 * The resolves that ended cycles lack: one for each incident that may be open at its receiver. Rows are those
 * of one certificate, of cycles that have ended. An incident is triggered again by each notice with its key, so a
 * resolve answers the last of these, and one that came after it asks for another.
 */
export function neededResolves(rows: readonly IncidentDelivery[], now: Date): NeededResolve[] {
  const answered = new Set(rows.flatMap(({ incident }) => incident.answers ?? []));
  const last = new Map<string, IncidentDelivery>();
  const onTheWayUntil = new Map<string, number>();
  for (const row of rows) {
    if (row.incident.action !== 'trigger' || !mayHaveOpened(row)) continue;
    const { key } = row.incident;
    const before = last.get(key);
    if (before === undefined || isLater(row, before)) last.set(key, row);
    const end = row.status === 'sending' ? row.leaseUntil : null;
    if (end !== null) onTheWayUntil.set(key, Math.max(end.getTime(), onTheWayUntil.get(key) ?? 0));
  }
  return [...last]
    .filter(([, { id }]) => !answered.has(id))
    .map(([key, trigger]) => ({
      trigger,
      notBefore: new Date(Math.max(now.getTime(), onTheWayUntil.get(key) ?? 0)),
    }));
}

/**
 * True when the receiver may have it: accepted, on its way, or tried without a clear refusal, since an answer can be
 * lost. To resolve what was never opened does no harm.
 */
function mayHaveOpened({ status, possibleRepeat, attempts }: Delivery): boolean {
  const isSent = status === 'delivered' || status === 'sending' || possibleRepeat;
  return isSent || attempts.some(({ result }) => result !== 'refused');
}

function isLater(row: Delivery, other: Delivery): boolean {
  const ahead = row.createdAt.getTime() - other.createdAt.getTime();
  return ahead > 0 || (ahead === 0 && row.id > other.id);
}
