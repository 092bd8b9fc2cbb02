import { credentialHeaders, signedOut } from '../session/session';
import { apiBase, isSameOrigin } from './base-url';
import { connection } from './connection';
import { errorOf, unreachableError } from './problem';
import { requestLog } from './request-log';

export interface RawRequest {
  readonly method?: string;
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * For what is no JSON: uploads, downloads, exports. `path` begins with `/api/v1`. Throws `ApiError` unless the answer is ok.
 */
export async function rawRequest(path: string, request: RawRequest = {}): Promise<Response> {
  const method = request.method ?? 'GET';
  const url = `${apiBase()}${path}`;
  const headers = new Headers([...Object.entries(request.headers ?? {}), ...credentialHeaders(method)]);
  let response: Response;
  try {
    response = await window.fetch(url, {
      method,
      headers,
      cache: 'no-store',
      credentials: isSameOrigin() ? 'same-origin' : 'omit',
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    connection.set('offline');
    throw unreachableError();
  }
  connection.set('online');
  const contentType = headers.get('Content-Type') ?? undefined;
  const body = typeof request.body === 'string' && request.body.length <= 100_000 ? request.body : undefined;
  requestLog.add({ method, url, body, contentType, ifMatch: undefined, status: response.status });
  if (response.ok) return response;
  const error = await errorOf(response);
  if (error.isSignedOut) signedOut(error.problem.detail);
  throw error;
}
