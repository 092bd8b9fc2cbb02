import express from 'express';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { problemEdge } from '../http/problem-edge';
import { setState } from '../http/request-state';
import { hookRouter } from './hooks';

const token = 'abcdefghijklmnopqrstuvwxyz';

function scene() {
  const told: unknown[] = [];
  // Whatever is unexpected is logged.
  const failed: unknown[] = [];
  const signals = { hook: async (_token: string, data: unknown) => (told.push(data), { uuid: 'i1', title: 't' }) };
  const audit = { request: async () => undefined, outcome: async () => undefined };
  const deps = { signals, audit } as unknown as Parameters<typeof hookRouter>[0];
  const logger = { error: (...line: unknown[]) => void failed.push(line) };
  const app = express()
    .use((req, _res, next) => {
      setState(req, { requestId: 'r1', startedAt: 0n, route: 'unmatched', caller: undefined });
      next();
    })
    .use('/hooks', hookRouter(deps))
    .use(problemEdge(logger as unknown as Parameters<typeof problemEdge>[0]));
  return { app, told, failed };
}

it.each<{ name: string; path: string; headers?: Record<string, string>; body: string; status: number; code: string }>([
  { name: 'no JSON', path: 'abc', body: 'nojson', status: 400, code: 'invalid_request' },
  { name: 'half an object', path: token, body: '{bad', status: 400, code: 'invalid_request' },
  { name: 'a text', path: token, body: '"text"', status: 400, code: 'invalid_request' },
  { name: 'a list', path: token, body: '[]', status: 400, code: 'invalid_request' },
  ...['gzip', 'deflate', 'br'].map((encoding) => ({
    ...{ name: `no ${encoding}`, path: token, headers: { 'Content-Encoding': encoding }, body: 'zz' },
    ...{ status: 400, code: 'invalid_request' },
  })),
  {
    ...{ name: 'an encoding that there is none of', path: token, headers: { 'Content-Encoding': 'x' }, body: '{}' },
    ...{ status: 415, code: 'unsupported_media_type' },
  },
  { name: 'no token', path: 'abc', body: '{}', status: 404, code: 'not_found' },
])('refuses $name with $status, and says nothing of it in the log', async ({ path, headers, body, status, code }) => {
  const { app, told, failed } = scene();
  const answer = await request(app)
    .post(`/hooks/${path}`)
    .set({ 'Content-Type': 'application/json', ...headers })
    .send(body);
  expect([answer.status, JSON.parse(answer.text).code, told, failed]).toEqual([status, code, [], []]);
  expect(answer.text).not.toContain('zz');
});

it('takes JSON, also packed, and nothing', async () => {
  const { app, told } = scene();
  const post = () => request(app).post(`/hooks/${token}`).set('Content-Type', 'application/json');
  expect((await post().send('{"a":1}')).status).toBe(204);
  const packed = post().set('Content-Encoding', 'gzip');
  packed.write(gzipSync('{"b":2}'));
  expect((await packed).status).toBe(204);
  expect((await post()).status).toBe(204);
  expect(told).toEqual([{ a: 1 }, { b: 2 }, {}]);
});
