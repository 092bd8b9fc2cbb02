import type { AlertKindCode } from '../../domain/alerts/kind';
import { isMeantRequest, pendingSourceOf } from '../../domain/alerts/request-item';
import { systemActor } from '../../domain/identity/actor';
import type { Operation } from '../../domain/operations/operation';
import type { AlertRunStart } from '../../temporal/messages/alerts';
import { firingIdOf } from '../../store/database/derived-ids';
import type { AlertStore } from '../../store/alerts/alerts';

export interface EventStartDeps {
  readonly alerts: Pick<AlertStore, 'enabled'>;
  readonly operation: (uuid: string) => Promise<Operation | null>;
  /** Starts what an event is to start of an alert; the same event is one run. */
  readonly start: (start: AlertRunStart, eventId: string) => Promise<void>;
}

/** Starts alerts on requests, as soon as something has happened to one. Called again it starts nothing twice. */
export function createEventStarts({ alerts, operation, start }: EventStartDeps) {
  async function startAll(
    uuid: string,
    kinds: readonly AlertKindCode[],
    firingOf: (operation: Operation) => string | null,
  ): Promise<void> {
    const wanted = (await Promise.all(kinds.map((kind) => alerts.enabled(kind)))).flat();
    const meant = wanted.filter(({ when }) => when !== 'schedule');
    if (meant.length === 0) return;
    const found = await operation(uuid);
    if (found === null) return;
    const firingId = firingOf(found);
    for (const alert of meant.filter((one) => isMeantRequest(one.kind, found, one))) {
      const event = { itemId: uuid, firingId };
      const asked: AlertRunStart = {
        ...{ alertUuid: alert.uuid, trigger: 'event', context: 'service', actor: systemActor, event },
      };
      await start(asked, firingId ?? uuid);
    }
  }

  return {
    /** A request has ended, and has fired. */
    ended: (operationUuid: string): Promise<void> =>
      startAll(operationUuid, ['issued', 'denied'], ({ uuid }) => firingIdOf('certificate_action_performed', uuid)),

    /** A request waits for people or for the authority, which fires nothing. */
    waits: (operationUuid: string): Promise<void> =>
      startAll(operationUuid, ['pending'], (operation) =>
        pendingSourceOf(operation) === 'approval' && operation.approval !== null
          ? firingIdOf('approval_requested', `${operation.approval}.1`)
          : null,
      ),
  };
}

export type EventStarts = ReturnType<typeof createEventStarts>;
