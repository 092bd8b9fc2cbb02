import { queryOptions } from '@tanstack/react-query';
import { apiBase, isSameOrigin } from '../api/base-url';
import { errorOf, unreachableError } from '../api/problem';
import type { Schema } from '../api/types';

export type SignInWays = Schema<'SignInWays'>;

const none: SignInWays = { providers: [], password: false };

/** How people may sign in here. A server without sessions offers API keys alone. */
export const signInWaysQuery = queryOptions({
  queryKey: ['sign-in', 'ways'],
  staleTime: Infinity,
  queryFn: async (): Promise<SignInWays> => {
    const answer = await ask('GET', '/api/v1/sign-in/ways').catch(() => undefined);
    return answer?.ok === true ? ((await answer.json()) as SignInWays) : none;
  },
});

/** A link, and no request of a script: the provider's pages are for the whole window. */
export function startAddress(provider: string): string {
  const back = window.location.pathname + window.location.search;
  return `${apiBase()}/api/v1/sign-in/start/${encodeURIComponent(provider)}?${new URLSearchParams({ to: back }).toString()}`;
}

/** Throws `ApiError` when the server refuses. */
export async function signInByPassword(username: string, password: string): Promise<{ readonly key?: string }> {
  const answer = await ask('POST', '/api/v1/sign-in/password', { username, password });
  if (!answer.ok) throw await errorOf(answer);
  return {};
}

/**
 * A session for an API key where the server makes one; else the key itself goes with each request, from the memory of this
 * page. Throws `ApiError` when the key is no key.
 */
export async function signInByKey(key: string): Promise<{ readonly key?: string }> {
  if (isSameOrigin()) {
    const answer = await ask('POST', '/api/v1/sign-in/key', { key });
    if (answer.ok) return {};
    // 403: the page is open at another address than the installation's public one, for which there are no sessions.
    if (![401, 403, 404, 405].includes(answer.status)) throw await errorOf(answer);
  }
  const me = await ask('GET', '/api/v1/me', undefined, { Authorization: `Bearer ${key}` });
  if (!me.ok) throw await errorOf(me);
  return { key };
}

async function ask(method: string, path: string, body?: object, more: Readonly<Record<string, string>> = {}) {
  const headers = {
    ...(method === 'GET' ? {} : { 'X-Certloom-Console': '1' }),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...more,
  };
  const credentials = isSameOrigin() ? 'same-origin' : 'omit';
  const init = {
    method,
    headers,
    credentials,
    cache: 'no-store',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  } as const;
  return window.fetch(apiBase() + path, init).catch(() => {
    throw unreachableError();
  });
}
