import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptJob } from '../domain/scripts/run';
import { createHttpFetcher, type HttpFetcher } from '../outbound/http-fetcher';
import { createOutboundGuard } from '../outbound/outbound-guard';
import { fetcherOfRun, openHttpChannel } from './http-channel';
import { createScriptRunner, type OpenScriptRunner } from './runner';

jest.setTimeout(60_000);

const limits = { connectMs: 2_000, silenceMs: 5_000, totalMs: 5_000 };
const seen: { method: string; url: string; body: string; type: string | undefined }[] = [];
let server: Server;
let address: string;
let fetcher: HttpFetcher;
const trusted: (string | null)[] = [];
let runner: OpenScriptRunner;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      seen.push({ method: request.method!, url: request.url!, body, type: request.headers['content-type'] });
      if (request.url === '/moved') response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
      else if (request.url === '/large') response.end(Buffer.alloc(1024 * 1024 + 1));
      else if (request.url === '/slow') return;
      else {
        response.writeHead(request.url === '/missing' ? 404 : 200, {
          'content-type': 'application/json; charset=utf-8',
        });
        response.end(JSON.stringify({ asked: request.url }));
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fetcher = createHttpFetcher({ guard: createOutboundGuard(['127.0.0.1']), ...limits });
  runner = await createScriptRunner({ http: (ca) => (trusted.push(ca), fetcher) });
});
afterAll(async () => {
  await runner.close();
  await fetcher.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen.splice(0);
  trusted.splice(0);
});

it('trusts the authorities of a connection at its host, and nowhere else', async () => {
  const asked: string[] = [];
  const fetching = fetcherOfRun(
    (ca) => ({
      fetch: async (url) => {
        asked.push(`${url} ${ca}`);
        return { kind: 'answered', status: 200, headers: {}, body: Buffer.alloc(0) };
      },
    }),
    {
      one: { baseUrl: 'https://one.example/base', headers: {}, ca: 'A' },
      same: { baseUrl: 'https://one.example/', headers: {}, ca: 'B' },
      plain: { baseUrl: 'https://two.example', headers: {}, ca: null },
    },
  );
  const urls = ['https://ONE.example/x', 'https://one.example:444/', 'https://two.example/', 'nonsense'];
  for (const url of urls) await fetching.fetch(url, { maxBytes: 1 });
  expect(asked).toEqual([
    'https://ONE.example/x A\nB',
    'https://one.example:444/ null',
    'https://two.example/ null',
    'nonsense null',
  ]);
});

it('gives a script what its connection trusts', async () => {
  const connections = { here: { baseUrl: address, headers: {}, ca: 'PEM' } };
  const { status } = await run('await http.get(`${params.address}/a`);', { connections });
  expect(status).toBe('succeeded');
  expect(trusted).toEqual(['PEM']);
});

let runs = 0;
const jobOf = (body: string, more: Partial<ScriptJob> = {}): ScriptJob => ({
  runId: `http-${process.pid}-${(runs += 1)}`,
  runtime: 'node',
  mode: 'workflow',
  name: 'http',
  source: { kind: 'text', content: `export default async ({ http, params, signal }) => { ${body} };` },
  sha256: '',
  neighbours: [],
  context: {},
  params: { address },
  secrets: {},
  settings: { strict: false, windows: false, reuse: false },
  lenientParams: false,
  limits: { timeoutSeconds: 20, memoryMiB: 512 },
  securityContext: 'api',
  ...more,
});
const run = (body: string, more?: Partial<ScriptJob>) =>
  runner.run(jobOf(body, more), { signal: new AbortController().signal });

describe('HTTP of a script', () => {
  it('gives status, headers, text and the value of JSON', async () => {
    const { result, status } = await run(
      'const { ok, status, headers, text, body } = await http.get(`${params.address}/a`); return { ok, status, type: headers["content-type"], text, body };',
    );
    expect(status).toBe('succeeded');
    expect(result).toEqual({
      ok: true,
      status: 200,
      type: 'application/json; charset=utf-8',
      text: '{"asked":"/a"}',
      body: { asked: '/a' },
    });
  });

  it('sends JSON, forms, text and bytes by all methods, many at a time', async () => {
    const { status, error } = await run(`
      const send = (method, body) => http[method](params.address + '/' + method, { body });
      await Promise.all([send('post', { a: 1 }), send('put', 'text'), send('patch', new URLSearchParams({ a: 'b c' })), send('delete'), send('head')]);
      await http(params.address + '/own', { method: 'POST', body: new Uint8Array([65]), headers: { 'Content-Type': 'x/y' } });`);
    expect({ status, error }).toEqual({ status: 'succeeded', error: null });
    expect(seen.sort((a, b) => (a.url < b.url ? -1 : 1))).toEqual([
      { method: 'DELETE', url: '/delete', body: '', type: undefined },
      { method: 'HEAD', url: '/head', body: '', type: undefined },
      { method: 'POST', url: '/own', body: 'A', type: 'x/y' },
      { method: 'PATCH', url: '/patch', body: 'a=b+c', type: 'application/x-www-form-urlencoded' },
      { method: 'POST', url: '/post', body: '{"a":1}', type: 'application/json' },
      { method: 'PUT', url: '/put', body: 'text', type: 'text/plain; charset=utf-8' },
    ]);
  });

  it('takes a status for no error and follows no redirect', async () => {
    const { result } = await run(
      'return { a: (await http.get(params.address + "/missing")).ok, b: (await http.get(params.address + "/moved")).status };',
    );
    expect(result).toEqual({ a: false, b: 302 });
  });

  it.each([
    ['http://169.254.169.254/latest/meta-data', 'address_not_allowed'],
    ['http://10.0.0.1/', 'address_not_allowed'],
    ['file:///etc/passwd', 'url_not_allowed'],
    ['nonsense', 'url_not_allowed'],
  ])('is refused for %s', async (url, code) => {
    const { status, error } = await run('await http.get(params.url);', { params: { url } });
    expect(status).toBe('failed');
    expect(error).toMatchObject({ type: 'HttpError', id: code });
  });

  it('ends with too long an answer, and when nobody answers', async () => {
    const large = await run('await http.get(params.address + "/large");');
    expect(large.error).toMatchObject({ type: 'HttpError', id: 'answer_too_long' });
    const slow = await run('await http.get(params.address + "/slow", { signal: AbortSignal.timeout(200) });');
    expect(slow).toMatchObject({ status: 'failed', error: { type: 'TimeoutError' } });
  });

  it('is not there where the worker has none', async () => {
    const without = await createScriptRunner();
    const outcome = await without.run(jobOf('await http.get("http://example.org/");'), {
      signal: new AbortController().signal,
    });
    await without.close();
    expect(outcome.error).toMatchObject({ id: 'http_unavailable' });
  });
});

describe('the channel', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-channel-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What comes back for these lines, until the channel closes or a line has come for each. */
  async function answersTo(lines: readonly string[]): Promise<readonly string[]> {
    const file = path.join(folder, String(Math.random()));
    const answering = {
      fetch: async () => ({ kind: 'answered', status: 200, headers: {}, body: Buffer.from('x') }) as const,
    };
    const channel = await openHttpChannel(file, answering, null);
    const socket = connect(file);
    let text = '';
    let isClosed = false;
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('close', () => (isClosed = true));
    socket.on('error', () => undefined);
    for (const line of lines) socket.write(line);
    for (let tries = 0; tries < 200 && !isClosed && text.split('\n').length <= lines.length; tries += 1)
      await sleep(10);
    await channel.close();
    return text.split('\n').filter((line) => line !== '');
  }

  it.each(['nonsense\n', '{}\n', '[]\n', 'null\n', '{"id":1,"url":"http://a","method":"TRACE","headers":{}}\n'])(
    'refuses what is no request: %s',
    async (line) => {
      expect(await answersTo([line])).toEqual([expect.stringContaining('"http_request_invalid"')]);
    },
  );

  it('ends a connection that asks without end', async () => {
    const request = JSON.stringify({ id: 1, url: 'http://a', method: 'get', headers: {}, body: null });
    expect(await answersTo([`${request}\n`])).toEqual([
      JSON.stringify({ id: 1, status: 200, headers: {}, body: 'eA==' }),
    ]);
    expect(await answersTo(['x'.repeat(3 * 1024 * 1024), `\n${request}\n`])).toEqual([]);
    expect(await answersTo([`${request}\n`.repeat(17)])).toEqual([]);
  });
});
