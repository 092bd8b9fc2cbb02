import createClient, { type Middleware } from 'openapi-fetch';
import { credentialHeaders, signedOut } from '../session/session';
import { apiBase, isSameOrigin } from './base-url';
import { connection } from './connection';
import { errorOf, unreachableError } from './problem';
import { queryText } from './query-text';
import { requestLog } from './request-log';
import type { paths } from './schema';

/** Every request of the console goes through here: who asks, what was asked, and refusals as `ApiError`. */
const everyRequest: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of credentialHeaders(request.method)) request.headers.set(name, value);
    return request;
  },
  async onResponse({ request, response }) {
    connection.set('online');
    await note(request, response.status);
    if (response.ok) return;
    const error = await errorOf(response);
    if (error.isSignedOut) signedOut(error.problem.detail);
    throw error;
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return error;
    connection.set('offline');
    return unreachableError();
  },
};

export const api = createClient<paths>({
  baseUrl: apiBase(),
  credentials: isSameOrigin() ? 'same-origin' : 'omit',
  cache: 'no-store',
  querySerializer: queryText,
  // The function of the page at the time of the call, so that tests may stand in for it.
  fetch: (request) => window.fetch(request),
});
api.use(everyRequest);

/** The answer's body of a call that throws where there is none. */
export async function dataOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  return data as T;
}

const texts = /json|text|yaml|pem/;

async function note(request: Request, status: number): Promise<void> {
  const contentType = request.headers.get('Content-Type') ?? undefined;
  const isText = contentType !== undefined && texts.test(contentType);
  const body = isText && !request.bodyUsed ? await request.text().catch(() => undefined) : bodies.get(request);
  const ifMatch = request.headers.get('If-Match') ?? undefined;
  requestLog.add({ method: request.method, url: request.url, body, contentType, ifMatch, status });
}

/** Bodies by their requests, since a request that was sent cannot be read any more. */
const bodies = new WeakMap<Request, string>();

api.use({
  async onRequest({ request }) {
    const contentType = request.headers.get('Content-Type') ?? '';
    if (request.method === 'GET' || !texts.test(contentType)) return;
    const text = await request.clone().text();
    if (text.length <= 100_000) bodies.set(request, text);
  },
});
