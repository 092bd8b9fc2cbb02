import net, { type AddressInfo, type Socket } from 'node:net';
import tls, { type SecureContext } from 'node:tls';
import { buildCertificate, createFixtureKey, toPem } from '../test/hostile/certificate-builder';

export interface Endpoints {
  /** `127.1.x.y:<port>`, in the order in which they were asked for. */
  readonly targets: readonly string[];
  close(): Promise<void>;
}

/**
 * TLS servers at addresses of the loopback network, each with a certificate of its own; every tenth takes the connection
 * and says nothing. Linux leads the whole network here.
 */
export async function startEndpoints(count: number): Promise<Endpoints> {
  const key = createFixtureKey('ec');
  const pem = key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const addresses = Array.from({ length: count }, (_, index) => `127.1.${index >> 8}.${index & 255}`);
  const contexts = new Map<string, SecureContext>();
  addresses.forEach((address, index) => {
    if (index % 10 === 9) return;
    const cert = toPem(buildCertificate({ subject: `server${index}.example.org`, sans: [`ip:${address}`], key }));
    contexts.set(address, tls.createSecureContext({ cert, key: pem }));
  });
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    const secureContext = contexts.get(socket.localAddress ?? '');
    if (secureContext === undefined) return;
    new tls.TLSSocket(socket, { isServer: true, secureContext }).on('error', () => undefined).resume();
  });
  await new Promise<void>((resolve) => server.listen({ host: '0.0.0.0', port: 0, backlog: 512 }, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    targets: addresses.map((address) => `${address}:${port}`),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
