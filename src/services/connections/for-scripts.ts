import { createHash } from 'node:crypto';
import type { Connection } from '../../domain/connections/connection';
import type { ScriptConnection } from '../../domain/scripts/run';
import type { SecurityContext } from '../../domain/scripts/runtime';
import type { HttpFetcher } from '../../outbound/http-fetcher';
import type { ConnectionStore } from '../../store/connections/connections';
import type { OpenScriptSecrets } from '../secrets/script-secrets';
import type { SharedTokens } from './shared-tokens';
import { askForToken, basicAuthorization, tokenKeyOf } from './tokens';

export interface ScriptConnectionsDeps {
  readonly connections: Pick<ConnectionStore, 'byName'>;
  /** As scripts get theirs: sealed to the key of the context. */
  readonly openSecrets: OpenScriptSecrets;
  readonly tokens: Pick<SharedTokens, 'of'>;
  readonly fetcherFor: (ca: string | null) => Pick<HttpFetcher, 'fetch'>;
}

/** What a script is given of its connections, and what of it is secret; or the first one that cannot be had, and why. */
export type OpenedConnections =
  | {
      readonly connections: Readonly<Record<string, ScriptConnection>>;
      /** To be masked in whatever the run leaves. */
      readonly secrets: readonly string[];
    }
  | { readonly missing: string; readonly reason: string };

interface Opened {
  readonly authorization?: string;
  readonly secrets: readonly string[];
}

/** Opens the connections that a script names, in a worker of its context, with or without the master key. */
export function createScriptConnections({ connections, openSecrets, tokens, fetcherFor }: ScriptConnectionsDeps) {
  async function authorizationOf(
    connection: Connection,
    context: SecurityContext,
  ): Promise<Opened | { readonly reason: string }> {
    const { auth, secretRef, tls } = connection;
    if (auth.type === 'none' || secretRef === null) return { secrets: [] };
    const found = await openSecrets([secretRef], context);
    if ('missing' in found) return { reason: `its secret "${secretRef}" is not available: ${found.reason}` };
    const secret = found.values[secretRef]!;
    if (auth.type === 'basic') {
      const authorization = basicAuthorization(auth.username, secret);
      return { authorization, secrets: [secret, authorization.slice('Basic '.length)] };
    }
    if (auth.type === 'bearer') {
      if (!/^[\x21-\x7e]+$/.test(secret)) return { reason: `its secret "${secretRef}" is no token` };
      return { authorization: `Bearer ${secret}`, secrets: [secret] };
    }
    const key = tokenKeyOf(connection, createHash('sha256').update(secret).digest('base64'));
    const got = await tokens.of(key, context, () => askForToken(fetcherFor(tls.ca), { auth, secret }));
    if (!('token' in got)) return { reason: got.fault };
    // The script gets the token alone; what it was got with stays here.
    return { authorization: `Bearer ${got.token}`, secrets: [got.token] };
  }

  return async function openConnections(
    names: readonly string[],
    context: SecurityContext,
  ): Promise<OpenedConnections> {
    const given: [string, ScriptConnection][] = [];
    const secrets: string[] = [];
    for (const name of names) {
      const connection = await connections.byName(name);
      if (connection === undefined) return { missing: name, reason: 'there is none of this name' };
      if (!connection.allowedContexts.includes(context)) {
        return { missing: name, reason: `it is not for the context ${context}` };
      }
      const opened = await authorizationOf(connection, context);
      if ('reason' in opened) return { missing: name, reason: opened.reason };
      secrets.push(...opened.secrets);
      const { authorization } = opened;
      given.push([
        name,
        {
          baseUrl: connection.baseUrl,
          headers: authorization === undefined ? {} : { authorization },
          ca: connection.tls.ca,
        },
      ]);
    }
    return { connections: Object.fromEntries(given), secrets };
  };
}

export type OpenScriptConnections = ReturnType<typeof createScriptConnections>;
