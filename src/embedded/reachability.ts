import http from 'node:http';
import net from 'node:net';

/** A download source is given up after this long without an answer. */
export const probeLimitMs = 4_000;

/**
 * Whether the host of a download answers: a TCP connection to its port, or through the proxy of `HTTPS_PROXY` where
 * one is set. Throws with a reason after `limitMs` at the latest.
 */
export async function assertReachable(url: string, limitMs = probeLimitMs, env = process.env): Promise<void> {
  const { hostname, port, protocol } = new URL(url);
  const target = { host: hostname, port: Number(port) || (protocol === 'http:' ? 80 : 443) };
  const proxy = env['HTTPS_PROXY'] ?? env['https_proxy'];
  await (proxy === undefined || proxy === '' ? connect(target, limitMs) : connectThrough(proxy, target, limitMs));
}

interface Target {
  readonly host: string;
  readonly port: number;
}

function connect({ host, port }: Target, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port });
    // A name server that does not answer holds back `timeout`, so the limit is a timer of our own.
    const timer = setTimeout(() => finish(new Error(`${host} does not answer`)), limitMs);
    const finish = (error?: Error) => {
      clearTimeout(timer);
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    socket.once('connect', () => finish());
    socket.once('error', (error: NodeJS.ErrnoException) =>
      finish(new Error(`${host} cannot be reached (${error.code ?? 'no route'})`)),
    );
  });
}

function connectThrough(proxy: string, { host, port }: Target, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`${host} cannot be reached through the proxy of HTTPS_PROXY`));
    if (!URL.canParse(proxy)) return fail();
    const { hostname, port: proxyPort, username, password } = new URL(proxy);
    const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
      'base64',
    );
    const request = http.request({
      host: hostname,
      port: Number(proxyPort) || 80,
      method: 'CONNECT',
      path: `${host}:${port}`,
      headers: username === '' ? {} : { 'Proxy-Authorization': `Basic ${credentials}` },
    });
    const timer = setTimeout(() => request.destroy(new Error('late')), limitMs);
    request.once('close', () => clearTimeout(timer));
    request.once('error', fail);
    request.once('response', () => (request.destroy(), fail()));
    request.once('connect', (response, socket) => {
      socket.destroy();
      if (response.statusCode === 200) resolve();
      else fail();
    });
    request.end();
  });
}
