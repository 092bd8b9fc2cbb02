import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createHttpFetcher, type HttpFetcher } from './http-fetcher';
import { createOutboundGuard } from './outbound-guard';

describe('fetching from guarded addresses', () => {
  const limits = { connectMs: 1_000, silenceMs: 300, totalMs: 600 };
  let server: Server;
  let answer: RequestListener;
  let fetcher: HttpFetcher;
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/list.crl`;

  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    fetcher = createHttpFetcher({ guard: createOutboundGuard(['127.0.0.1']), ...limits });
  });
  afterAll(async () => {
    await fetcher.close();
    server.closeAllConnections();
    server.close();
  });

  it('gives status, headers and all bytes', async () => {
    answer = (request, response) => {
      request
        .on('data', () => undefined)
        .on('end', () => {
          response.writeHead(201, { 'content-type': 'application/x-test', agent: request.headers['user-agent'] });
          response.end(Buffer.from([0, 255, 10]));
        });
    };
    const body = Buffer.from('asked');
    const got = await fetcher.fetch(address(), { method: 'POST', body, maxBytes: 3 });
    expect(got).toMatchObject({
      kind: 'answered',
      status: 201,
      headers: { 'content-type': 'application/x-test', agent: 'certloom' },
      body: Buffer.from([0, 255, 10]),
    });
  });

  it('does not read on when the answer is too long', async () => {
    let sent = 0;
    answer = (_request, response) => {
      const piece = Buffer.alloc(65_536);
      const send = (): void => {
        while (!response.destroyed && sent < 200_000_000) {
          sent += piece.length;
          if (!response.write(piece)) return void response.once('drain', send);
        }
      };
      send();
    };
    const got = await fetcher.fetch(address(), { maxBytes: 1_000 });
    expect(got).toEqual({ kind: 'failed', code: 'answer_too_long', reason: 'sends more than 1000 bytes' });
    expect(sent).toBeLessThan(100_000_000);
  });

  it('follows no redirect, and says so by the status', async () => {
    answer = (_request, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    };
    expect(await fetcher.fetch(address(), { maxBytes: 10 })).toMatchObject({ kind: 'answered', status: 302 });
  });

  it('ends with a server that stays silent, and with one that trickles', async () => {
    answer = () => undefined;
    expect(await fetcher.fetch(address(), { maxBytes: 10 })).toMatchObject({ kind: 'failed', code: 'timeout' });
    answer = (_request, response) => {
      const timer = setInterval(() => response.write('.'), 50);
      response.on('close', () => clearInterval(timer));
    };
    expect(await fetcher.fetch(address(), { maxBytes: 1_000 })).toMatchObject({ kind: 'failed', code: 'timeout' });
  });

  it.each([
    ['http://127.0.0.2/', 'address_not_allowed'],
    ['http://[::ffff:127.0.0.2]/', 'address_not_allowed'],
    ['http://0x7f000002/', 'address_not_allowed'],
    ['ldap://127.0.0.1/cn=ca', 'url_not_allowed'],
    ['http://user@127.0.0.1/', 'url_not_allowed'],
  ])('refuses %s before anything is sent', async (url, code) => {
    expect(await fetcher.fetch(url, { maxBytes: 10 })).toMatchObject({ kind: 'refused', code });
  });

  it('throws when its caller gives up', async () => {
    answer = () => undefined;
    await expect(fetcher.fetch(address(), { maxBytes: 10, signal: AbortSignal.timeout(50) })).rejects.toThrow(
      /aborted|timeout/i,
    );
  });
});
