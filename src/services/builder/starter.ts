import type { DefinitionType } from '../../domain/builder/definition';
import type { InstanceItem, InstanceRequest } from '../../domain/builder/instance';
import type { InstanceState } from '../../domain/builder/visit-state';
import { CertloomError } from '../../domain/problem';
import type { InstanceNumbers } from '../../store/builder/numbers';
import type { InstanceStore } from '../../store/builder/instances';
import { uuidOf } from '../../store/database/derived-ids';
import type { ServiceLogger } from '../logger';
import type { InstanceStarter } from './start';

export interface InstanceStarterDeps {
  readonly instances: Pick<InstanceStore, 'add' | 'find'>;
  readonly numbers: InstanceNumbers;
  /** Of a definition, for the record; null: there is none. */
  readonly definition: (uuid: string) => Promise<{ readonly name: string; readonly type: DefinitionType } | null>;
  /** What the item is called; null where it is not there. */
  readonly nameOf: (item: InstanceItem) => Promise<string | null>;
  readonly workflowIdOf: (instanceUuid: string) => string;
  /** Starts its run; one that is under way is left as it is. */
  readonly startRun: (instanceUuid: string) => Promise<void>;
  readonly logger: Pick<ServiceLogger, 'warn'>;
  readonly now: () => Date;
}

/** A run that is not begun by then is begun by the housekeeping. */
const patienceMs = 60_000;

/** One cause is one instance: its id follows from the key of the start. */
export function instanceIdOf(startKey: string): string {
  return uuidOf(`builder instance:${startKey}`);
}

export function createInstanceStarter(deps: InstanceStarterDeps): InstanceStarter {
  const { instances, now } = deps;

  async function rowOf(request: InstanceRequest, at: Date): Promise<InstanceState> {
    const { definition: wanted, version, item, startKey, initialData, context, startedBy, cause } = request;
    const definition = await deps.definition(wanted);
    if (definition === null) throw new CertloomError('not_found', `There is no definition ${wanted}.`);
    const { name, type } = definition;
    const uuid = instanceIdOf(startKey);
    const itemName = item === null ? null : ((await deps.nameOf(item)) ?? request.itemName ?? lastNameIn(initialData));
    return {
      ...{ uuid, number: await deps.numbers.next(), title: itemName === null ? name : `${name}: ${itemName}` },
      ...{ status: 'running', statusMessage: null, errorCode: null },
      definition: { uuid: wanted, name, version, type },
      ...{ startKey, item, itemName, context, startedBy, cause, initialData },
      ...{ startedAt: at, changedAt: at, endedAt: null, currentStep: null, signals: [], variables: [], visits: {} },
      ...{ open: null, seq: 0, settled: null, attempt: 1, workflowId: deps.workflowIdOf(uuid), revision: 1 },
      restartedAs: null,
    };
  }

  return {
    async start(request) {
      const uuid = instanceIdOf(request.startKey);
      const known = await instances.find(uuid);
      if (known !== null) return { uuid, isNew: false };
      const at = now();
      const isNew = await instances.add(await rowOf(request, at), new Date(at.getTime() + patienceMs));
      await deps
        .startRun(uuid)
        .catch((error: unknown) =>
          deps.logger.warn({ err: error, instance: uuid }, 'the run of an instance is begun later'),
        );
      return { uuid, isNew };
    },
  };
}

/** Of a certificate that is gone: what starts the instance tells what it was called last. */
function lastNameIn(initialData: InstanceRequest['initialData']): string | null {
  const name = initialData['certificate.cn'];
  return typeof name === 'string' && name !== '' ? name : null;
}
