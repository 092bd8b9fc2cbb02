import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpFetcher } from '../../outbound/http-fetcher';
import { createOutboundGuard } from '../../outbound/outbound-guard';
import { createConnectionClient, type ConnectionClient } from '../../services/connections/client';
import { createSharedTokens } from '../../services/connections/shared-tokens';
import type { Foundation } from '../foundation';
import { createConnectionFetchers } from './connection-fetchers';
import { namedSecretsOf } from './named-secrets';

export interface ConnectionServices {
  readonly client: ConnectionClient;
  /** Behind the guard, with these authorities beside those of the installation. */
  readonly fetcherFor: (ca: string | null) => HttpFetcher;
  close(): Promise<void>;
}

/** What calls the services of named connections: one for the process, so that its users share tokens and sockets. */
export function createConnectionServices(foundation: Foundation): ConnectionServices {
  const { config, stores, now } = foundation;
  const guard = createOutboundGuard(config.outboundAllow);
  const { fetcherFor, close } = createConnectionFetchers(config, guard);

  return {
    client: createConnectionClient({
      ...{ connections: stores.connections, secrets: stores.secrets, named: namedSecretsOf(foundation) },
      ...{ fetcherFor, now },
      shared: createSharedTokens({ store: stores.connectionTokens, keys: foundation.contextKeys, now, wait: sleep }),
    }),
    fetcherFor,
    close,
  };
}
