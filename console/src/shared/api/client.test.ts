import { afterEach, expect, it, vi } from 'vitest';
import { session } from '../session/session';
import { api, dataOf } from './client';
import { connection } from './connection';
import type { ApiError } from './problem';
import { curlOf, requestLog } from './request-log';

const answer = vi.fn<(request: Request) => Promise<Response>>();

afterEach(() => {
  answer.mockReset();
  session.set({ state: 'unknown' });
  connection.set('online');
  requestLog.clear();
});

function answering(response: Response): void {
  vi.stubGlobal('fetch', answer);
  answer.mockResolvedValue(response);
}

const problem = {
  type: 'about:blank',
  title: 'Refused',
  status: 422,
  code: 'validation_failed',
  detail: 'No.',
  instance: 'r-1',
};
const problemResponse = (status: number, more: object = {}, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ ...problem, status, ...more }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });

async function refusalOf(call: Promise<unknown>): Promise<ApiError> {
  return call.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: ApiError) => error,
  );
}

it('throws what the API says, with the faults by their pointers', async () => {
  const fault = { pointer: '/name', code: 'required', detail: 'A name is needed.' };
  answering(problemResponse(422, { errors: [fault] }));
  const error = await refusalOf(api.GET('/api/v1/certificates/counts'));
  expect(error.problem.detail).toBe('No.');
  expect(error.faultsByPointer().get('/name')).toEqual([fault]);
});

it.each([
  ['nothing', new Response(null, { status: 502 })],
  [
    'a page of a proxy',
    new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } }),
  ],
  ['a broken problem', new Response('{', { status: 502, headers: { 'Content-Type': 'application/problem+json' } })],
])('throws also where the answer has %s', async (_what, response) => {
  answering(response);
  const error = await refusalOf(api.GET('/api/v1/certificates/counts'));
  expect(error.status).toBe(502);
  expect(error.message).toContain('status 502');
});

it('says when to try again', async () => {
  answering(problemResponse(429, {}, { 'Retry-After': '7' }));
  expect((await refusalOf(api.GET('/api/v1/certificates/counts'))).retryAfter).toBe(7);
});

it('takes 401 for the end of the session', async () => {
  session.set({ state: 'in', key: 'k' });
  answering(problemResponse(401, { detail: 'The key is gone.' }));
  await refusalOf(api.GET('/api/v1/certificates/counts'));
  expect(session.get()).toEqual({ state: 'out', reason: 'The key is gone.' });
});

it('tells of a server that does not answer', async () => {
  vi.stubGlobal('fetch', answer);
  answer.mockRejectedValue(new TypeError('Failed to fetch'));
  expect((await refusalOf(api.GET('/api/v1/certificates/counts'))).isUnreachable).toBe(true);
  expect(connection.get()).toBe('offline');
});

it('shows the key with each request, and never in the command line of it', async () => {
  session.set({ state: 'in', key: 'very-secret' });
  answering(new Response('{"items":[],"nextCursor":null}', { headers: { 'Content-Type': 'application/json' } }));
  await dataOf(api.GET('/api/v1/certificates', { params: { query: { text: "o'neil" } } }));
  expect(answer.mock.calls[0]![0].headers.get('Authorization')).toBe('Bearer very-secret');
  const [seen] = requestLog.get();
  expect(curlOf(seen!)).toContain('$CERTLOOM_KEY');
  expect(JSON.stringify(requestLog.get())).not.toContain('very-secret');
});

it('marks writes by cookie as the console’s own, and keeps their bodies for the command line', async () => {
  session.set({ state: 'in' });
  answering(new Response('{}', { status: 200, headers: { 'Content-Type': 'application/json' } }));
  await api.POST('/api/v1/certificates/search', { body: { limit: 1 } as never });
  expect(answer.mock.calls[0]![0].headers.get('X-Certloom-Console')).toBe('1');
  expect(requestLog.get()[0]?.body).toBe('{"limit":1}');
});
