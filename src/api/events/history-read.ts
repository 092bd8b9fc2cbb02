import { eventCodes, findEvent } from '../../domain/events/catalogue';
import type { AttributeDefinition } from '../../domain/attributes/attribute';
import type { ExpirationWatch } from '../../domain/expiration/watch';
import type { Delivery } from '../../domain/notifications/delivery';
import { placeName, placeOfName, platformPlace } from '../../domain/triggers/place';
import type { FiringFilter } from '../../store/firings/firing-filter';
import type { EventHistory, FiringRow } from '../../store/firings/history';
import type { SnapshotStore } from '../../store/triggers/snapshots';
import { validationFailed } from '../http/faults';
import { expectedOneOf } from '../http/permissible';
import type { FiringFilterQuery } from './history-schemas';
import { readParticulars } from './particular-filter';

export interface EventHistoryRouteDeps {
  readonly history: EventHistory;
  readonly snapshots: Pick<SnapshotStore, 'load' | 'idsAtPlace'>;
  /** What is known of certificates that have been due, by uuid: the newest firing of each is folded there. */
  readonly watchesOf?: (certificates: readonly string[]) => Promise<ReadonlyMap<string, ExpirationWatch>>;
  readonly deliveriesOf: (firingId: string) => Promise<readonly Delivery[]>;
  readonly directory: {
    snapshot(): Promise<{
      readonly users: ReadonlyMap<string, { readonly username: string }>;
      readonly attributesByName: ReadonlyMap<string, AttributeDefinition>;
    }>;
  };
  /** Address of a run in the Temporal UI; null when none is known. */
  readonly runUrl: (workflowId: string, runId: string) => string | null;
  readonly now: () => Date;
}

/**
 * Firings into which uneventful ones are still being folded, with their number and the last moment: these stand on the
 * watch of the certificate until another firing takes the place.
 */
export async function withRepeats<T extends FiringRow>(
  rows: readonly T[],
  { watchesOf }: EventHistoryRouteDeps,
): Promise<T[]> {
  const folding = rows.filter(({ event, objectUuid }) => findEvent(event)?.folds === true && objectUuid !== null);
  if (watchesOf === undefined || folding.length === 0) return [...rows];
  const watches = await watchesOf([...new Set(folding.flatMap(({ objectUuid }) => objectUuid ?? []))]);
  return rows.map((row) => {
    const watch = row.objectUuid === null ? undefined : watches.get(row.objectUuid);
    if (watch === undefined || watch.firingId !== row.firingId || watch.lastFiredAt === null) return row;
    return { ...row, repeatCount: watch.repeatCount, lastFiredAt: watch.lastFiredAt };
  });
}

/** Codes that are neither of this version nor in the history. @param pointer of a list with `/` at its end */
export async function refuseUnknownEvents(
  codes: readonly string[],
  pointer: string,
  { history }: EventHistoryRouteDeps,
): Promise<void> {
  const faults = await Promise.all(
    codes.map(async (code, index) =>
      eventCodes.some((known) => known === code) || (await history.hasEvent(code))
        ? []
        : [
            {
              pointer: pointer.endsWith('/') ? `${pointer}${index}` : pointer,
              code: 'wrong_value',
              detail: expectedOneOf(code, eventCodes),
            },
          ],
    ),
  );
  if (faults.flat().length > 0) throw validationFailed(faults.flat());
}

/** The filter of the database that a query asks for. */
export async function filterOf(query: FiringFilterQuery, { snapshots }: EventHistoryRouteDeps): Promise<FiringFilter> {
  const {
    event,
    status,
    outcome,
    trigger,
    resource,
    objectUuid,
    place,
    actor,
    from,
    to,
    text,
    errorsOnly,
    particular,
  } = query;
  const told = particular === undefined ? undefined : readParticulars(particular, event);
  return {
    ...(event === undefined ? {} : { events: event }),
    ...(told ?? {}),
    ...(status === undefined ? {} : { statuses: status }),
    ...(outcome === undefined ? {} : { outcomes: outcome }),
    ...(trigger === undefined ? {} : { trigger }),
    ...(resource === undefined || objectUuid === undefined ? {} : { object: { resource, uuid: objectUuid } }),
    ...(place === undefined
      ? {}
      : {
          snapshots: await snapshots.idsAtPlace(placeOfName(place)),
          placeIsPlatform: place === placeName(platformPlace),
        }),
    ...(actor === undefined ? {} : { actor }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(text === undefined ? {} : { text }),
    ...(errorsOnly === undefined ? {} : { errorsOnly }),
  };
}
