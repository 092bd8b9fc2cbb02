import { Client, Connection } from '@temporalio/client';

export interface EngineAddress {
  readonly address: string;
  readonly namespace: string;
}

/** A lazy connection: the API starts, and says so in `/readyz`, also while the engine is away. */
export function connectClient({ address, namespace }: EngineAddress): { client: Client; connection: Connection } {
  const connection = Connection.lazy({ address });
  return { client: new Client({ connection, namespace }), connection };
}
