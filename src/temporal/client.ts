import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { ConnectionAccess } from './access';

export interface EngineAddress {
  readonly address: string;
  readonly namespace: string;
  /** What seals and opens payloads; the SDK's own when absent. */
  readonly dataConverter?: DataConverter;
  /** TLS and API key; plain when absent. */
  readonly access?: ConnectionAccess;
}

/** A lazy connection: the API starts, and says so in `/readyz`, also while the engine is away. */
export function connectClient({ address, namespace, dataConverter, access = {} }: EngineAddress): {
  client: Client;
  connection: Connection;
} {
  const connection = Connection.lazy({ address, ...access });
  return { client: new Client({ connection, namespace, dataConverter }), connection };
}
