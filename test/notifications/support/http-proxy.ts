import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface HttpProxy {
  readonly url: string;
  /** Targets that were asked for with CONNECT. */
  readonly asked: string[];
  /** `Proxy-Authorization` of each of them. */
  readonly authorizations: (string | undefined)[];
  /** What is answered; 200 opens the tunnel. */
  status: number;
  close(): Promise<void>;
}

/** A real HTTP proxy on loopback. `resolve` says where a target really is. */
export async function startHttpProxy(resolve: (target: string) => number): Promise<HttpProxy> {
  const sockets = new Set<Socket>();
  const proxy = { asked: [] as string[], authorizations: [] as (string | undefined)[], status: 200 };
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.on('connect', ({ url = '', headers }, client: Socket) => {
    proxy.asked.push(url);
    proxy.authorizations.push(headers['proxy-authorization']);
    if (proxy.status !== 200) return void client.end(`HTTP/1.1 ${proxy.status} No\r\nContent-Length: 0\r\n\r\n`);
    const upstream = connect(resolve(url), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((done) => {
        sockets.forEach((socket) => socket.destroy());
        server.close(() => done());
      }),
  });
}
