import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import ipaddr from 'ipaddr.js';
import type { buildConnector } from 'undici';
import { connectionFaultOf } from './connection-fault';
import type { OutboundGuard } from './outbound-guard';

/** The HTTP proxy of the installation. */
export interface ProxyOptions {
  /** `http://[user:password@]host[:80]`, or `https://…[:443]` for a proxy that is spoken to in TLS. */
  readonly url: string;
  /** Hosts that are reached without it, in the form of `NO_PROXY`. */
  readonly except?: readonly string[];
}

/** The proxy stands between: what it did is no fault of the receiver. */
export class ProxyFault extends Error {
  override readonly name = 'ProxyFault';
  constructor(
    /** `host:port` of the proxy. */
    readonly proxy: string,
    /** What the proxy does, to follow its name in a sentence. */
    readonly reason: string,
  ) {
    super(`The proxy ${proxy} ${reason}`);
  }
}

export interface TunnelDeps {
  readonly guard: Pick<OutboundGuard, 'lookup' | 'isNamed'>;
  readonly direct: buildConnector.connector;
  readonly timeoutMs: number;
  /** For a proxy that is spoken to in TLS. */
  readonly secureContext?: SecureContext;
}

/**
 * Connections through `CONNECT` (RFC 9110, section 9.3.6), for http and https alike. The proxy is asked for an address
 * that the guard has looked up and allowed, so a name that means something else to the proxy gains nothing; only names
 * that the operator has put on the allow-list are handed over as names, which also works where nothing but the proxy
 * can resolve them. The certificate is compared with the name in any case.
 */
export function createTunnelConnector(proxy: ProxyOptions, deps: TunnelDeps): buildConnector.connector {
  const address = new URL(proxy.url);
  const { guard, direct } = deps;
  return (options, done) => {
    const { hostname, protocol, port } = options;
    const host = hostname.replace(/^\[|\]$/g, '');
    if (isExcepted(host, proxy.except ?? [])) return direct(options, done);
    targetOf(guard, host)
      .then((target) => openTunnel(address, `${target}:${port || (protocol === 'https:' ? 443 : 80)}`, deps))
      .then((socket) => (protocol === 'https:' ? direct({ ...options, httpSocket: socket }, done) : done(null, socket)))
      .catch((error: unknown) => done(error instanceof Error ? error : new Error('no tunnel'), null));
  };
}

async function targetOf(guard: TunnelDeps['guard'], host: string): Promise<string> {
  const found = guard.isNamed(host) ? host : await firstAddress(guard.lookup, host);
  return isIP(found) === 6 ? `[${found}]` : found;
}

function firstAddress(lookup: LookupFunction, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: false }, (error, found) => {
      if (error) reject(error);
      else resolve(typeof found === 'string' ? found : found[0]!.address);
    });
  });
}

function openTunnel(proxy: URL, target: string, { timeoutMs, secureContext }: TunnelDeps): Promise<Socket> {
  const isSecure = proxy.protocol === 'https:';
  const host = proxy.hostname.replace(/^\[|\]$/g, '');
  const port = proxy.port === '' ? (isSecure ? 443 : 80) : Number(proxy.port);
  const fault = (reason: string) => new ProxyFault(`${proxy.hostname}:${port}`, reason);
  return new Promise((resolve, reject) => {
    const asked = (isSecure ? requestHttps : requestHttp)({
      host,
      port,
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...authorization(proxy) },
      agent: false,
      timeout: timeoutMs,
      ...(isSecure && secureContext !== undefined ? { secureContext } : {}),
    });
    asked.once('connect', (answer, socket, head) => {
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) {
        socket.setTimeout(0);
        if (head.length > 0) socket.unshift(head);
        return resolve(socket);
      }
      socket.destroy();
      reject(fault(`answered with status ${status}`));
    });
    // Anything but an answer to CONNECT.
    asked.once('response', (answer) => {
      answer.destroy();
      reject(fault(`answered with status ${answer.statusCode ?? 0}`));
    });
    asked.once('timeout', () => asked.destroy(fault('did not answer in time')));
    asked.once('error', (error) =>
      reject(error instanceof ProxyFault ? error : fault(connectionFaultOf(error).reason)),
    );
    asked.end();
  });
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
}

/** Entries are `*`, names (their subdomains too, with or without a dot before them), addresses and networks. */
export function isExcepted(host: string, entries: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return entries.some((entry) => {
    const rule = entry.toLowerCase().replace(/^\*?\./, '');
    if (rule === '*' || rule === name) return true;
    if (!ipaddr.isValid(name)) return name.endsWith(`.${rule}`);
    if (!ipaddr.isValidCIDR(rule)) return ipaddr.isValid(rule) && isSame(name, rule);
    const address = ipaddr.process(name);
    const [network, bits] = ipaddr.parseCIDR(rule);
    return address.kind() === network.kind() && address.match(network, bits);
  });
}

function isSame(a: string, b: string): boolean {
  return ipaddr.process(a).toString() === ipaddr.process(b).toString();
}
