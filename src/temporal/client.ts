import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';

export interface EngineAddress {
  readonly address: string;
  readonly namespace: string;
  /** What seals and opens payloads; the SDK's own when absent. */
  readonly dataConverter?: DataConverter;
}

/** A lazy connection: the API starts, and says so in `/readyz`, also while the engine is away. */
export function connectClient({ address, namespace, dataConverter }: EngineAddress): {
  client: Client;
  connection: Connection;
} {
  const connection = Connection.lazy({ address });
  return { client: new Client({ connection, namespace, dataConverter }), connection };
}
