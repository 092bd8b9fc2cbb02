import type { Alert } from '../../domain/alerts/alert';
import { toldTime } from '../../domain/alerts/certificate-item';
import { endpointEventIds, type Endpoint, type StoredEndpointCheck } from '../../domain/alerts/endpoint';
import { noThreshold } from '../../domain/alerts/ledger';
import { recordSubject } from '../../domain/conditions/subject';
import { uuidOf } from '../../store/database/derived-ids';
import type { EndpointCheckStore } from '../../store/alerts/endpoint-checks';
import type { EndpointChecks } from './endpoint-check';
import type { AlertItem, ItemSource } from './item';

export interface EndpointItemDeps {
  readonly checks: Pick<EndpointCheckStore, 'add' | 'find' | 'last'>;
  readonly check: EndpointChecks['check'];
}

/**
 * The endpoint of an alert, as a look at it has found it. With `logEvery: change` it is one item for as long as its state
 * stays; with `check` each look is one.
 */
export function createEndpointItems({ checks, check }: EndpointItemDeps): ItemSource {
  async function lookAt(alert: Alert, id: string, at: Date): Promise<StoredEndpointCheck | null> {
    if (alert.endpoint === null) return null;
    const [found, last] = [await check(alert.endpoint, alert.warningDays), await checks.last(alert.uuid)];
    const since = last !== null && last.state === found.state && last.at <= at ? last.since : at;
    return { ...found, id, alertId: alert.uuid, at, since };
  }

  return {
    kind: 'revocation_monitoring',

    async look(alert, run) {
      const id = checkIdOf(alert, run.at);
      if ((await checks.find(id)) !== null) return;
      const made = await lookAt(alert, id, run.at);
      if (made !== null) await checks.add(made);
    },

    /** What the run has written down; without one, such as in a dry run, it is looked at and nothing is written. */
    async page(alert, at) {
      const id = checkIdOf(alert, at);
      const found = (await checks.find(id)) ?? (await lookAt(alert, id, at));
      return { items: found === null ? [] : itemsOf(alert, found), evaluated: found === null ? 0 : 1, next: null };
    },

    async find(alert, ids, at) {
      const id = checkIdOf(alert, at);
      const found = (await checks.find(id)) ?? (await lookAt(alert, id, at));
      return found === null ? [] : itemsOf(alert, found).filter((item) => ids.includes(item.id));
    },
  };
}

function checkIdOf({ uuid }: Pick<Alert, 'uuid'>, at: Date): string {
  return uuidOf(`endpoint-check:${uuid}:${at.getTime()}`);
}

function itemsOf(alert: Alert, found: StoredEndpointCheck): AlertItem[] {
  const { endpoint, logEvery } = alert;
  if (endpoint === null) return [];
  const { state, nextUpdate, detail } = found;
  const isQuiet = state === 'healthy';
  const told = toldTime(nextUpdate);
  const name = `${endpoint.type.toUpperCase()} ${endpoint.url}`;
  const values: Readonly<Record<string, string | null>> = {
    ...{ url: endpoint.url, endpointtype: endpoint.type, state, nextupdate: told, detail },
  };
  return [
    {
      ...{ id: itemIdOf(endpoint, found, logEvery === 'check'), name, reached: [noThreshold] },
      tokensAt: () => ({
        of: (token) => {
          const value = values[token];
          return value === undefined || value === null ? [] : [value];
        },
      }),
      context: () => ({ ...endpoint, state, detail, nextUpdate: nextUpdate?.toISOString() ?? null, checkId: found.id }),
      logData: {
        ...{ url: endpoint.url, endpointType: endpoint.type, state, detail },
        ...(told === null ? {} : { nextUpdate: told }),
      },
      logAs: {
        eventId: endpointEventIds[state],
        level: isQuiet ? 'Information' : state === 'warning' ? 'Warning' : 'Error',
      },
      ...(isQuiet ? { isQuiet } : {}),
      look: () => recordSubject({}, {}, []),
      object: { uuid: null, name },
      subject: null,
    },
  ];
}

/** Another endpoint in the same alert is another item. */
function itemIdOf(
  { type, url }: Endpoint,
  { id, alertId, state, since }: StoredEndpointCheck,
  isEach: boolean,
): string {
  return isEach ? id : uuidOf(`endpoint:${alertId}:${type}:${url}:${state}:${since.getTime()}`);
}
