import net from 'node:net';
import type { Config } from '../config/config';
import { StartFault } from '../lifecycle/start-fault';

export interface PortWish {
  /** Environment variable that sets the port. */
  readonly variable: string;
  /** 0: any free one. */
  readonly wanted: number;
  /** The port was asked for; another one will not do. A default that is taken gives way to a free port. */
  readonly strict: boolean;
}

/** What the configuration says about a port. */
export function portWish(config: Pick<Config, 'given'>, variable: string, wanted: number): PortWish {
  return { variable, wanted, strict: wanted !== 0 && config.given.has(variable) };
}

/** A port on 127.0.0.1 that nobody listens on now. Throws `StartFault` when the one asked for is taken. */
export async function choosePort(wish: PortWish): Promise<number> {
  if (wish.wanted === 0) return freePort();
  if (await isFree(wish.wanted)) return wish.wanted;
  if (wish.strict) throw portInUse(wish.variable, wish.wanted);
  return freePort();
}

/** For every listener of Certloom: the message for EADDRINUSE. */
export function portInUse(variable: string, port: number): StartFault {
  return new StartFault(
    `Port ${port} is in use by another program: set ${variable} to a free port, or to 0 for any free one.`,
    78,
  );
}

function isFree(port: number): Promise<boolean> {
  return listenOnce(port).then(
    () => true,
    () => false,
  );
}

/** A port that the system has just handed out; another program may still be quicker. */
function freePort(): Promise<number> {
  return listenOnce(0);
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
