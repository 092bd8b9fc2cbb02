import { resolveDeliveryKey } from '../../delivery/delivery-key';
import { envelopeOf } from '../../domain/events/payloads';
import { isFinal, untriedDelivery, type Delivery } from '../../domain/notifications/delivery';
import { neededResolves, type IncidentDelivery, type NeededResolve } from '../../domain/notifications/incidents';
import type { DeliveryPace } from '../../domain/notifications/pace';
import type { DeliveryStore } from '../../store/notifications/deliveries';
import { uuidOf } from '../../store/database/derived-ids';

export interface IncidentDeps {
  readonly deliveries: Pick<DeliveryStore, 'findIncidents' | 'insertMissing' | 'cancel'>;
  /** Starts the run that sends a resolve and follows it; doing it again changes nothing. */
  readonly start: (delivery: Pick<Delivery, 'id' | 'firingId'>) => Promise<void>;
  readonly now: () => Date;
  readonly pace: Pick<DeliveryPace, 'giveUpMs'>;
}

const event = 'certificate_expiring';

/** Incidents that notices about certificates have opened at receivers which keep them. */
export function createIncidents({ deliveries, start, now, pace }: IncidentDeps) {
  return {
    /**
     * The cycles of a certificate up to this one are over: their triggers are sent no more, and each incident that may
     * be open gets one resolve in the ledger and a run that sends it. Doing it again adds nothing.
     * @returns whether the ledger holds incidents of these cycles
     */
    async end(certificate: string, cycle: number): Promise<boolean> {
      let rows = await deliveries.findIncidents(certificate, cycle);
      if (rows.length === 0) return false;
      // What is not on its way is stopped before the rest is looked at, so that it cannot set out behind a resolve.
      const idle = triggersAmong(rows).filter(({ status }) => status !== 'sending' && !isFinal(status));
      if (idle.length > 0) {
        await deliveries.cancel(idsOf(idle), ['queued', 'held', 'retrying'], now());
        rows = await deliveries.findIncidents(certificate, cycle);
      }
      const missing = neededResolves(rows, now()).map((needed) => resolveOf(needed, now(), pace));
      await deliveries.insertMissing(missing);
      await deliveries.cancel(
        idsOf(triggersAmong(rows).filter(({ status }) => status === 'sending')),
        ['sending', 'retrying'],
        now(),
      );
      const open = rows.filter(({ incident, status }) => incident.action === 'resolve' && !isFinal(status));
      for (const { id, firingId } of [...open, ...missing]) await start({ id, firingId });
      return true;
    },
  };
}

export type Incidents = ReturnType<typeof createIncidents>;

function triggersAmong(rows: readonly IncidentDelivery[]): IncidentDelivery[] {
  return rows.filter(({ incident }) => incident.action === 'trigger');
}

function idsOf(rows: readonly Delivery[]): string[] {
  return rows.map(({ id }) => id);
}

/**
 * The ledger row of a resolve. It belongs to no firing but to the end of a cycle; quiet hours do not hold it, for it
 * wakes nobody.
 */
function resolveOf({ trigger, notBefore }: NeededResolve, now: Date, pace: Pick<DeliveryPace, 'giveUpMs'>): Delivery {
  const { origins, profile, profileVersion, channel, recipient, incident } = trigger;
  const { certificate, cycle, key } = incident;
  const firingId = uuidOf(`incidents:${certificate}:${cycle}`);
  return {
    ...{ id: resolveDeliveryKey(trigger.id), firingId, event, origins, profile, profileVersion, channel, recipient },
    incident: { action: 'resolve', certificate, cycle, key, answers: trigger.id },
    message: {
      kind: 'resolve',
      dedupKey: key,
      subject: 'Certificate replaced',
      text: `A valid replacement of the certificate ${certificate} has appeared. The incident ${key} is resolved.`,
      html: null,
      // It tells no more than which certificate it is about.
      envelope: envelopeOf({ event, firingId, occurredAt: now, objectUuid: certificate }, {}),
      facts: {},
      defaultTextUsed: false,
    },
    eraseWhenDone: false,
    ...untriedDelivery(now, null, pace.giveUpMs),
    nextAttemptAt: notBefore,
  };
}
