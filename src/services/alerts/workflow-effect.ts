import type { AlertKindCode } from '../../domain/alerts/kind';
import { noThreshold } from '../../domain/alerts/ledger';
import type { InstanceItem } from '../../domain/builder/instance';
import { startKeys } from '../../domain/builder/start-keys';
import { isCertloomError } from '../../domain/problem';
import type { InstanceStarter } from '../builder/start';
import { failedEffect, type Effect, type EffectRunner } from './effect';

export interface WorkflowEffectDeps {
  readonly start: InstanceStarter['start'];
}

const itemKinds: Readonly<Partial<Record<AlertKindCode, InstanceItem['kind']>>> = {
  expiration: 'certificate',
  key_rotation: 'ssh_key',
  revocation_monitoring: 'endpoint',
};

/** Starts one instance for an item. Its key follows from the row of the ledger: doing it again joins what is there. */
export function createWorkflowEffect({ start }: WorkflowEffectDeps): EffectRunner {
  return {
    type: 'workflow',
    isRepeatable: true,
    lanes: 10,

    preview: ({ handler: { name, settings } }) => ({ definition: name, version: settings['version'] }),

    async carryOut(effect) {
      const { handler, key, run, items } = effect;
      const [{ firingId }] = items;
      try {
        const { uuid } = await start({
          ...{ definition: handler.id, version: Number(handler.settings['version']), startKey: startKeys.alert(key) },
          ...{
            item: instanceItemOf(effect),
            initialData: initialDataOf(effect),
            context: run.context,
            startedBy: run.actor,
          },
          cause: { firingId, depth: 0 },
        });
        return { kind: 'done', said: { variables: { instanceId: uuid } }, message: `Instance ${uuid}.` };
      } catch (error) {
        if (!isCertloomError(error)) throw error;
        return failedEffect(error.code, error.detail, error.code === 'engine_unavailable');
      }
    },
  };
}

/** What the instance is about. */
export function instanceItemOf({ alert, items: [{ item }] }: Effect): InstanceItem | null {
  const kind = itemKinds[alert.kind];
  if (kind === undefined) return null;
  // What an endpoint came to is what was written down of it.
  const { checkId } = item.context();
  return { kind, uuid: kind === 'endpoint' && typeof checkId === 'string' ? checkId : item.id };
}

/** What the instance knows from its start. */
export function initialDataOf({ alert, items: [{ item, threshold, occurrence, firingId }] }: Effect) {
  const isEndpoint = itemKinds[alert.kind] === 'endpoint';
  return {
    alert: {
      ...{ id: alert.uuid, name: alert.name, occurrence },
      ...(threshold === noThreshold ? {} : { threshold }),
    },
    alertId: alert.uuid,
    event: { code: alert.kind, firingId, data: {} },
    ...(isEndpoint ? { endpoint: item.context() } : {}),
  };
}
