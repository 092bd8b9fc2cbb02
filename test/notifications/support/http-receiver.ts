import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpReceiver {
  readonly url: string;
  readonly port: number;
  readonly calls: ReceivedCall[];
  /** Undefined never answers. */
  answer: (
    call: ReceivedCall,
  ) => { status: number; headers?: Record<string, string>; body?: string | Buffer } | undefined;
  close(): Promise<void>;
}

/** A real HTTP server that keeps what it gets. */
export async function startHttpReceiver(host = '127.0.0.1'): Promise<HttpReceiver> {
  const calls: ReceivedCall[] = [];
  const receiver = { calls, answer: (() => ({ status: 204 })) as HttpReceiver['answer'] };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const call = { method: req.method ?? '', path: req.url ?? '', headers: req.headers, body: Buffer.concat(chunks) };
      calls.push(call);
      const answer = receiver.answer(call);
      if (answer !== undefined) res.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(receiver, {
    port,
    url: `http://${host}:${port}/hook`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}
