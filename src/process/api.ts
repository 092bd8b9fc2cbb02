import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createApp } from '../api/http/app';
import { createAudit } from '../api/http/audit';
import { createAuthenticate } from '../api/http/auth';
import { createCursorCodec } from '../api/http/cursors';
import { answerClientErrors } from '../api/http/problem-edge';
import { defaultBudgets } from '../api/http/rate-limits';
import { createAuthenticateSession } from '../api/http/session-auth';
import { cookieJar } from '../api/http/session-cookie';
import { createSignIn } from '../api/http/sign-in';
import { createStillGood } from '../api/http/still-good';
import { createSessionOwners } from '../services/sign-in/session-owners';
import { createLiveStreams } from '../services/live/streams';
import { createObjectNames } from '../services/identity/object-names';
import { isSecretType } from '../domain/attributes/attribute';
import { millisecondsOf } from '../domain/values/duration';
import { StartFault, systemCode } from '../lifecycle/start-fault';
import { bodyLimitBytes } from './body-limit';
import type { Foundation } from './foundation';
import type { ApiContext, Part } from './parts/part';
import { routesOf } from './parts/parts';
import { sessionLimits } from './parts/sign-in';

export interface ApiProcess {
  readonly server: Server;
  readonly url: string;
  readonly port: number;
  /** Takes readiness back, waits for open requests, closes. */
  stop(): Promise<void>;
}

export interface ApiOptions {
  /** Readiness of what else lives in this process: the workers' states. */
  readonly workerStates?: () => Readonly<Record<string, string>>;
  readonly version: string;
  /** The setting that the port comes from. */
  readonly portVariable?: string;
  /** False while the disk of the engines has no room; absent where that is not known here. */
  readonly hasRoom?: () => boolean;
  /** Compares every reply with the documented responses; tests do. */
  readonly validateReplies?: boolean;
}

/** `npm run build` puts it there; the compiled product is beside it, sources are above. */
const builtConsole = path.join(
  __dirname,
  '..',
  '..',
  path.basename(path.join(__dirname, '..', '..')) === 'dist' ? 'console' : 'dist/console',
);

/** Serves the HTTP side. Throws `StartFault` when the port cannot be had. */
export async function startApiProcess(
  foundation: Foundation,
  parts: readonly Part[],
  options: ApiOptions,
): Promise<ApiProcess> {
  const { config, stores, logger, metrics, now, clientConnection } = foundation;
  let isStopping = false;
  const audit = createAudit({
    store: stores.audit,
    settings: async () => (await stores.settings.get()).values.audit,
    logger,
    now,
    secretAttributes: async () => {
      const { attributes } = await stores.directory.snapshot();
      return new Set(
        [...attributes.values()]
          .filter(({ contentType }) => isSecretType(contentType))
          .flatMap(({ uuid, name }) => [uuid, name]),
      );
    },
  });
  for (const part of parts) part.exposeMetrics?.();
  const forgetCallers: (() => void)[] = [];
  const authenticate = createAuthenticate({
    lookUp: (key, mayGuess) => stores.keyOwners.lookUp(key, mayGuess),
    touch: (uuid, at) => stores.keyOwners.touch(uuid, at),
    onChange: (listener) => {
      forgetCallers.push(listener);
      stores.keyOwners.onChange(listener);
    },
    now,
  });
  const live = createLiveStreams({
    ...{ log: stores.changeLog, metrics, logger, now },
    forgetCallers: () => forgetCallers.forEach((forget) => forget()),
  });
  const budgets = { ...defaultBudgets, upload: config.rateLimit };
  const room = options.hasRoom === undefined ? {} : { hasRoom: options.hasRoom };
  const cookie = cookieJar(foundation.publicUrl, 'session');
  const ownerOf = createSessionOwners({ ...stores, limits: () => sessionLimits(foundation), now });
  stores.sessions.onEnded((uuids) => uuids.forEach((session) => live.end({ session })));
  const authenticateSession = createAuthenticateSession({
    cookie,
    publicOrigin: new URL(foundation.publicUrl).origin,
    lookUp: ownerOf,
    touch: (uuid, at) => stores.sessions.touch(uuid, at),
    onChange: (listener) => {
      forgetCallers.push(listener);
      stores.keyOwners.onChange(listener);
      stores.sessions.onEnded(listener);
    },
    now,
  });
  const signIn = createSignIn({ authenticate, authenticateSession, audit, budgets });
  const context: ApiContext = {
    ...{ audit, signIn, live, ...room },
    isStopping: () => isStopping,
    isStillGood: createStillGood({ authenticate, cookie, ownerOf }),
  };
  const routes = routesOf(parts, context);
  const app = createApp({
    routes,
    surfaces: parts.flatMap((part) => part.surfaces?.(context, routes) ?? []),
    pages: parts.flatMap((part) => part.pages?.(context) ?? []),
    logger,
    metrics,
    publicUrl: foundation.publicUrl,
    corsOrigins: config.corsOrigins,
    trustedProxies: config.trustedProxies,
    version: options.version,
    consoleFolder: builtConsole,
    signIn,
    audit,
    cursors: createCursorCodec(await stores.settings.cursorKey()),
    budgets,
    names: createObjectNames({ ...stores, directory: () => stores.directory.snapshot() }),
    bodyLimitBytes,
    ...room,
    validateReplies: options.validateReplies ?? false,
    health: {
      stopping: () => isStopping,
      checks: {
        // A read, since a server whose storage has failed still answers pings.
        mongodb: async () => void (await stores.settings.read()),
        temporal: async () =>
          void (await clientConnection.withDeadline(Date.now() + 900, () => clientConnection.healthService.check({}))),
        ...(options.hasRoom === undefined ? {} : { disk: async () => assertRoom(options.hasRoom!()) }),
        ...(options.workerStates === undefined ? {} : { worker: async () => assertRunning(options.workerStates!()) }),
      },
    },
  });
  // The application refuses requests without Host itself, with a problem document.
  const server = createServer({ requireHostHeader: false }, app);
  answerClientErrors(server, randomUUID);
  const { syncTimeout } = (await stores.settings.get()).values;
  // Longer than any caller is made to wait, so that the answer always comes from us.
  server.requestTimeout = millisecondsOf(syncTimeout, 30_000) + 10_000 + 300_000;
  server.keepAliveTimeout = 65_000;
  await listen(server, config.host, config.port, options.portVariable ?? 'CERTLOOM_PORT');
  const { port } = server.address() as AddressInfo;
  const others = await startOthers(parts, config.host, logger).catch(async (error: unknown) => {
    await new Promise((resolve) => server.close(resolve));
    throw error;
  });
  return {
    server,
    port,
    url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`,
    async stop() {
      isStopping = true;
      for (const other of others) {
        other.close();
        other.closeAllConnections();
      }
      // Before the server is closed: it waits for open answers, and these have no end of their own.
      await live.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const impatient = setTimeout(() => server.closeAllConnections(), 10_000);
      await closed;
      clearTimeout(impatient);
      await audit.flush().catch(() => undefined);
    },
  };
}

/** Ports beside the API's own. Throws `StartFault` when one cannot be had; those before it are closed again. */
async function startOthers(parts: readonly Part[], host: string, logger: Foundation['logger']): Promise<Server[]> {
  const started: Server[] = [];
  try {
    for (const { name, server, port, variable } of parts.flatMap((part) => part.servers?.() ?? [])) {
      await listen(server, host, port, variable);
      started.push(server);
      logger.info(`${name} at ${host}, port ${(server.address() as AddressInfo).port}`);
    }
    return started;
  } catch (error) {
    for (const server of started) server.close();
    throw error;
  }
}

/** Throws `StartFault` when the port cannot be had. */
export async function listen(server: Server, host: string, port: number, variable: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((error: unknown) => {
    const code = systemCode(error);
    if (code === 'EADDRINUSE')
      throw new StartFault(`Port ${port} on ${host} is in use by another program: set ${variable} to a free one.`, 78);
    if (code === 'EACCES')
      throw new StartFault(`Port ${port} may not be used by this account: set ${variable} to one above 1023.`, 78);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new StartFault(`${host} is no address of this machine: set CERTLOOM_HOST.`, 78);
    throw error;
  });
}

function assertRoom(hasRoom: boolean): void {
  if (!hasRoom) throw new Error('the disk is full');
}

async function assertRunning(states: Readonly<Record<string, string>>): Promise<void> {
  if (Object.values(states).some((state) => state !== 'RUNNING')) throw new Error('a worker does not poll');
}
