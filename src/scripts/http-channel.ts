import { chmodSync, chownSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { ScriptConnection } from '../domain/scripts/run';
import type { FetchOutcome, HttpFetcher } from '../outbound/http-fetcher';
import type { ScriptAccount } from './process/account';

/** Makes requests for the script of one run, by the worker's rules for outbound calls. */
export interface HttpChannel {
  close(): Promise<void>;
}

/** Bytes of an answer, and of a request as it comes. */
const answerLimit = 1024 * 1024;
const lineLimit = 2 * 1024 * 1024;
const mostAtOnce = 16;

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof methods)[number];

/**
 * What makes the requests of one run: those to the host of a connection trust its authorities too, and no others do.
 * @param fetcherFor by PEM certificates that are trusted beside those of the installation
 */
export function fetcherOfRun(
  fetcherFor: (ca: string | null) => Pick<HttpFetcher, 'fetch'>,
  connections: Readonly<Record<string, ScriptConnection>>,
): Pick<HttpFetcher, 'fetch'> {
  const authorities = new Map<string, Set<string>>();
  for (const { baseUrl, ca } of Object.values(connections)) {
    const origin = URL.parse(baseUrl)?.origin;
    if (origin === undefined || ca === null) continue;
    authorities.set(origin, (authorities.get(origin) ?? new Set()).add(ca));
  }
  return {
    fetch(url, wanted) {
      const own = [...(authorities.get(URL.parse(url)?.origin ?? '') ?? [])];
      return fetcherFor(own.length === 0 ? null : own.join('\n')).fetch(url, wanted);
    },
  };
}

/**
 * Listens on a socket that the script's account may connect to. A line of JSON `{id, url, method, headers, body}` asks for
 * a request, `{id, status, headers, body}` or `{id, error: {code, message}}` answers it; bodies are base64.
 */
export async function openHttpChannel(
  file: string,
  fetcher: Pick<HttpFetcher, 'fetch'>,
  account: ScriptAccount | null,
): Promise<HttpChannel> {
  const stop = new AbortController();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(socket, (asked) => answer(asked, fetcher, stop.signal));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(file, resolve);
  });
  chmodSync(file, 0o600);
  if (account !== null) chownSync(file, account.uid, account.gid);
  return {
    async close() {
      stop.abort();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function serve(socket: Socket, answerTo: (asked: string) => Promise<string>): void {
  let held = '';
  let open = 0;
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (held + text).split('\n');
    held = lines.pop()!;
    if (held.length > lineLimit || open + lines.length > mostAtOnce) {
      socket.destroy();
      return;
    }
    for (const line of lines) {
      open += 1;
      void answerTo(line).then((said) => {
        open -= 1;
        if (!socket.destroyed) socket.write(`${said}\n`);
      });
    }
  });
}

async function answer(line: string, fetcher: Pick<HttpFetcher, 'fetch'>, signal: AbortSignal): Promise<string> {
  const asked = readRequest(line);
  const fail = (code: string, message: string) => JSON.stringify({ id: asked?.id ?? null, error: { code, message } });
  if (asked === null) return fail('http_request_invalid', 'a request needs url, method, headers and body');
  const { id, url, method, headers, body } = asked;
  let outcome: FetchOutcome;
  try {
    outcome = await fetcher.fetch(url, {
      method,
      headers,
      maxBytes: answerLimit,
      signal,
      ...(body === null ? {} : { body }),
    });
  } catch (error) {
    return fail('http_failed', (error as Error).message);
  }
  if (outcome.kind === 'refused') return fail(outcome.code, outcome.detail);
  if (outcome.kind === 'failed') return fail(outcome.code, `${new URL(url).host} ${outcome.reason}`);
  return JSON.stringify({
    id,
    status: outcome.status,
    headers: outcome.headers,
    body: outcome.body.toString('base64'),
  });
}

interface Asked {
  readonly id: number;
  readonly url: string;
  readonly method: Method;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** Null for what is no request. */
function readRequest(line: string): Asked | null {
  let value: Partial<Record<keyof Asked, unknown>> | null;
  try {
    value = JSON.parse(line) as typeof value;
  } catch {
    return null;
  }
  const { id, url, method, headers, body } = value ?? {};
  const named = methods.find((known) => known === String(method).toUpperCase());
  if (typeof id !== 'number' || typeof url !== 'string' || named === undefined) return null;
  if (typeof headers !== 'object' || headers === null) return null;
  const texts = Object.entries(headers).map(([name, text]) => [name, String(text)] as const);
  return {
    id,
    url,
    method: named,
    headers: Object.fromEntries(texts),
    body: typeof body === 'string' ? Buffer.from(body, 'base64') : null,
  };
}
