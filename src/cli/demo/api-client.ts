import { setTimeout as sleep } from 'node:timers/promises';

/** What the API answered. `body` is parsed JSON, null when there was none. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** JSON whose shape the reader checks by using it; the demo compares and never trusts. */
export type Json = Readonly<Record<string, unknown>>;

export interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** JSON, unless `contentType` says what the bytes are. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The API answered with something else than was asked for. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault';
}

/** Calls the REST API of one product as its administrator. */
export interface ApiClient {
  readonly apiUrl: string;
  /** Whatever the answer is; waits as a 429 or 503 says and tries again. */
  send(path: string, request?: Request): Promise<Answer>;
  /** The body of a 2xx answer. Throws `ApiFault` for every other. */
  get(path: string): Promise<Json>;
  /** All items of a paged list. */
  list(path: string): Promise<readonly Json[]>;
}

const patience = 5;
const timeoutMs = 60_000;

export function createApiClient(apiUrl: string, key: string): ApiClient {
  async function once(path: string, { method = 'GET', body, contentType, headers }: Request): Promise<Answer> {
    const response = await fetch(`${apiUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: contentType === undefined ? JSON.stringify(body) : (body as Buffer) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : (JSON.parse(text) as Json) };
  }

  async function send(path: string, request: Request = {}): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once(path, request);
      const retryAfter = Number(answer.headers.get('retry-after'));
      if ((answer.status !== 429 && answer.status !== 503) || attempt === patience) return answer;
      await sleep(Math.max(1, Math.min(retryAfter || 1, 60)) * 1_000);
    }
  }

  async function get(path: string): Promise<Json> {
    const answer = await send(path);
    if (answer.status === 200) return answer.body;
    throw new ApiFault(`GET ${path} answered ${describe(answer)}`);
  }

  return {
    apiUrl,
    send,
    get,
    async list(path) {
      const items: Json[] = [];
      for (let cursor: unknown = undefined; cursor !== null;) {
        const url = `${path}${path.includes('?') ? '&' : '?'}limit=200`;
        const page = await get(typeof cursor === 'string' ? `${url}&cursor=${encodeURIComponent(cursor)}` : url);
        items.push(...((page['items'] ?? []) as Json[]));
        cursor = page['nextCursor'] ?? null;
      }
      return items;
    },
  };
}

/** Status, code and detail of an answer, for people. */
export function describe({ status, body }: Answer): string {
  const { code, detail, errors } = body;
  const faults = Array.isArray(errors) ? ` ${JSON.stringify(errors)}` : '';
  return typeof code === 'string' ? `${status} ${code}: ${String(detail)}${faults}` : String(status);
}
