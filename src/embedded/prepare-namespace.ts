import type { Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  certFingerprint,
  certloomBatchId,
  certloomEvent,
  certloomOutcome,
  certloomSummary,
} from '../temporal/search-attributes';
import { type EngineLog, messageOf, StartFault } from '../lifecycle/start-fault';

/** Search attributes that a start of a workflow names; unknown ones make the start fail. */
export const searchAttributeNames = [
  certloomEvent,
  certloomOutcome,
  certloomSummary,
  certFingerprint,
  certloomBatchId,
].map((key) => key.name);

/** Closed runs stay readable in the UI as long as upload rows do. */
export const retentionDays = 30;

const grpcNotFound = 5;
const grpcAlreadyExists = 6;
const visibleWithinMs = 15_000;

type NamespaceServices = Pick<Connection, 'workflowService' | 'operatorService'>;

/**
 * Makes a namespace fit for Certloom: registers the missing search attributes (all of type Keyword) and, with
 * `retention: 'set'`, keeps closed runs 30 days. With `'keep'`, for a server that others look after, a shorter
 * retention is only reported. May be called by several processes at once and again. Throws `StartFault` when the
 * namespace does not exist or the attributes cannot be registered.
 */
export async function prepareNamespace(
  connection: NamespaceServices,
  namespace: string,
  { log, retention = 'keep' }: { log?: EngineLog; retention?: 'set' | 'keep' } = {},
): Promise<void> {
  await prepareRetention(connection, namespace, retention, log);
  await registerSearchAttributes(connection, namespace);
}

async function prepareRetention(
  { workflowService }: NamespaceServices,
  namespace: string,
  retention: 'set' | 'keep',
  log?: EngineLog,
): Promise<void> {
  const wanted = retentionDays * 24 * 3600;
  let present: number;
  try {
    const description = await workflowService.describeNamespace({ namespace });
    present = Number(description.config?.workflowExecutionRetentionTtl?.seconds ?? 0);
  } catch (error) {
    if (grpcCode(error) !== grpcNotFound) throw error;
    throw new StartFault(
      `The Temporal namespace ${namespace} does not exist: create it, or set TEMPORAL_NAMESPACE.`,
      78,
    );
  }
  if (present >= wanted) return;
  if (retention === 'keep') {
    const days = (present / 86_400).toFixed(1).replace(/\.0$/, '');
    log?.warn(`Temporal namespace ${namespace} forgets closed runs after ${days} days; ${retentionDays} are advised`);
    return;
  }
  await workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: { seconds: wanted as never } },
  });
}

async function registerSearchAttributes({ operatorService }: NamespaceServices, namespace: string): Promise<void> {
  const missing = async () => {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    return searchAttributeNames.filter((name) => customAttributes?.[name] === undefined);
  };
  try {
    for (const name of await missing()) {
      // One at a time: a request fails as a whole when another process has just registered one of its names.
      await operatorService
        .addSearchAttributes({
          namespace,
          searchAttributes: { [name]: temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD },
        })
        .catch((error: unknown) => {
          if (grpcCode(error) !== grpcAlreadyExists) throw error;
        });
    }
    for (const deadline = Date.now() + visibleWithinMs; (await missing()).length > 0; await sleep(200)) {
      if (Date.now() > deadline) throw new Error('they do not show up after registration');
    }
  } catch (error) {
    throw new StartFault(
      `The search attributes ${searchAttributeNames.join(', ')} (Keyword) cannot be registered in namespace ${namespace}: ${messageOf(error)}. ` +
        'Register them by hand with `temporal operator search-attribute create`.',
    );
  }
}

function grpcCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
