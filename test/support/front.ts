import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildConsole } from './browser';
import { productOfFile, type ProductOfFile, type TestProductOptions } from './product';

/**
 * One product for all tests of a file, whose public address is known before it starts, as browsers' sessions need it: a
 * plain reverse proxy has that address. A port that was free a moment ago may be taken by somebody else's test.
 */
export function productBehindFront(
  env: Readonly<Record<string, string>> = {},
  more: () => TestProductOptions = () => ({}),
): ProductOfFile {
  let server: Server;
  let publicUrl = '';
  let target = '';
  beforeAll(async () => {
    // Before the product starts: it looks once for what there is to serve.
    buildConsole();
    server = createServer((req, res) => {
      const url = new URL(req.url ?? '/', target);
      const upstream = request(url, { method: req.method ?? 'GET', headers: req.headers }, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      });
      upstream.on('error', () => res.destroy());
      res.on('close', () => upstream.destroy());
      req.pipe(upstream);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  const product = productOfFile(() => {
    const { env: own, ...others } = more();
    return { ...others, env: { CERTLOOM_PUBLIC_URL: publicUrl, ...env, ...own } };
  });
  beforeAll(() => {
    target = product().api.url;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return product;
}
