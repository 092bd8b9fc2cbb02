import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import request from 'supertest';
import { openEventStream } from '../../../test/support/event-stream';
import { liveLogInMemory } from '../../../test/support/live-log';
import { bearer, createFramework } from '../../../test/support/framework';
import { createLiveStreams, liveLimits } from '../../services/live/streams';
import { createMetrics } from '../../telemetry/metrics';
import { createStreamRoutes } from './stream';

const memory = liveLogInMemory();
const metrics = createMetrics();
const live = createLiveStreams({
  ...{ log: memory.log, metrics, now: () => new Date(), forgetCallers: () => undefined },
  logger: { info: jest.fn(), warn: jest.fn(), error: jest.fn() },
  limits: { ...liveLimits, streams: 5 },
});
const framework = createFramework(createStreamRoutes({ live, isStillGood: () => Promise.resolve(true) }), { metrics });
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer(framework.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/stream`;
});
afterEach(() => live.end({ user: 'a0000000-0000-4000-8000-000000000001' }));
afterAll(async () => {
  await live.stop();
  await new Promise((resolve) => server.close(resolve));
});

const open = (query = '', headers: Record<string, string> = {}, authorization = bearer()) =>
  openEventStream(url + query, { authorization, ...headers });

const until = async (isTrue: () => boolean) => {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
};

it('answers at once, in a form that proxies pass on as it comes', async () => {
  const { answer, until: read } = await open();
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  expect(answer.headers.has('content-length')).toBe(false);
  expect(await read('event: ready')).toMatch(/^: Certloom\n\nretry: \d{4}\n\n/);
});

it('tells what changes, and ends in order with a last word', async () => {
  const { until: read, rest } = await open('?topics=groups&topics=users');
  expect(await read('event: ready')).not.toContain('certificates');
  await until(() => live.count() > 0);
  memory.append({ topic: 'groups', ids: ['g1'] }, { topic: 'certificates' });
  await read('"ids":["g1"]');
  live.end({ apiKey: 'b0000000-0000-4000-8000-000000000001' });
  expect(await rest()).toMatch(/event: end\ndata: \{"reason":"signed_out"\}\n\n$/);
});

it.each<[string, string, Record<string, string>, string]>([
  ['the header of a browser that is back', '', { 'last-event-id': '100' }, 'event: change'],
  ['the query', '?after=100', {}, 'event: change'],
  ['the header more than the query', '?after=100', { 'last-event-id': '9999' }, '"reason":"unknown"'],
  ['the query where the header is empty', '?after=9999', { 'last-event-id': '' }, '"reason":"unknown"'],
  ['a header that never was an id', '', { 'last-event-id': 'latin1 \xfc' }, '"reason":"unknown"'],
])('goes on by %s', async (_, query, headers, expected) => {
  memory.append({});
  const { answer, until: read } = await open(query, headers);
  expect(answer.status).toBe(200);
  await read(expected);
});

it('notices that the listener has left', async () => {
  const { hangUp, until: read } = await open();
  await read('event: ready');
  hangUp();
  await until(() => live.count() === 0);
  const { values } = await metrics.registry.getSingleMetric('certloom_live_streams')!.get();
  expect(values.map(({ value }) => value)).toEqual([0]);
});

it('is no request whose duration says anything', async () => {
  const { hangUp, until: read } = await open();
  await read('event: ready');
  hangUp();
  await until(() => framework.logLines.some((line) => line.includes('/stream')));
  const { values } = await metrics.registry.getSingleMetric('http_request_duration_seconds')!.get();
  expect(values.filter(({ labels }) => labels['route'] === '/api/v1/stream' && labels['status'] === 200)).toEqual([]);
  expect(framework.logLines.filter((line) => line.includes('"status":499'))).toEqual([]);
});

it('ends the stream of a client that takes nothing, with what it would hold in memory', async () => {
  const socket: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.pause();
  socket.write(`GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: ${bearer()}\r\n\r\n`);
  await until(() => live.count() === 1);
  const ids = Array.from({ length: 20 }, () => 'x'.repeat(5_000));
  // The buffers of the system take megabytes before ours holds anything.
  for (let count = 0; count < 2_000 && live.count() > 0; count += 1) {
    memory.append({ ids });
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(live.count()).toBe(0);
  socket.destroy();
});

describe('is refused before anything of it is sent', () => {
  it.each([
    ['without a key', '', undefined, 401, 'unauthenticated'],
    ['with nothing to hear', '', bearer('groups:write'), 403, 'forbidden'],
    ['with a topic that one may not hear', '?topics=users', bearer('groups:read'), 403, 'forbidden'],
    ['with a topic that there is not', '?topics=weather', bearer(), 422, 'validation_failed'],
    ['with a position that never was one', '?after=-1', bearer(), 422, 'validation_failed'],
    ['with an unknown parameter', '?since=1', bearer(), 422, 'validation_failed'],
  ])('%s', async (_, query, authorization, status, code) => {
    const asked = request(framework.app).get(`/api/v1/stream${query}`);
    const { body, status: got } = await (authorization === undefined ? asked : asked.set({ authorization }));
    expect([got, body.code]).toEqual([status, code]);
  });

  it('when there are as many as there may be', async () => {
    for (let count = 0; count < 5; count += 1) await (await open()).until('event: ready');
    const { status, body, headers } = await request(framework.app)
      .get('/api/v1/stream')
      .set({ authorization: bearer() });
    expect([status, body.code]).toEqual([503, 'overloaded']);
    expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(5);
  });

  it('when the log cannot be read', async () => {
    memory.away(true);
    const { status } = await request(framework.app).get('/api/v1/stream').set({ authorization: bearer() });
    memory.away(false);
    expect(status).toBeGreaterThanOrEqual(500);
  });
});

it('HEAD has the headers and opens nothing', async () => {
  const { status, headers } = await request(framework.app).head('/api/v1/stream').set({ authorization: bearer() });
  expect([status, headers['content-type'], live.count()]).toEqual([200, 'text/event-stream; charset=utf-8', 0]);
});

it('describes its events, with the topics for generated clients', async () => {
  const { body } = await request(framework.app).get('/api/v1/openapi.json');
  const { schemas } = body.components;
  const { content } = body.paths['/api/v1/stream'].get.responses['200'];
  expect(content).toEqual({ 'text/event-stream': { schema: { $ref: '#/components/schemas/StreamEvent' } } });
  expect(schemas.StreamTopic.enum).toEqual(expect.arrayContaining(['certificates', 'notifications', 'settings']));
  expect(schemas.StreamChange.properties.topic).toEqual({ $ref: '#/components/schemas/StreamTopic' });
});
