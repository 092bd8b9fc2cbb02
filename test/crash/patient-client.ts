/** An HTTP client that must not lose anything: it asks again until there is a definite answer. */
import { setTimeout as sleep } from 'node:timers/promises';

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly etag: string;
  readonly body: Json;
  readonly text: string;
}

/** After a kill, the product and its engines come up again within this; what they do then takes its time, too. */
const patienceMs = 600_000;

/** Clients that ask again at once would be all the load that there is: pauses grow. */
function createPause(): () => Promise<unknown> {
  let ms = 200;
  return () => sleep((ms = Math.min(ms * 1.5, 5_000)));
}

/** @param product its address and the key of its administrator, now */
export function createPatientClient(product: () => { readonly url: string; readonly key: string }) {
  async function once(
    method: string,
    pathname: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const { url, key } = product();
    const response = await fetch(`${url}/api/v1${pathname}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const etag = response.headers.get('etag') ?? '';
    return { status: response.status, etag, text, body: isJson ? (JSON.parse(text) as Json) : {} };
  }

  /** Until the answer is no accident: neither a connection that broke, nor 429, nor 5xx. Any request must bear a repeat. */
  async function send(
    method: string,
    pathname: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const until = Date.now() + patienceMs;
    const pause = createPause();
    for (;;) {
      const answer = await once(method, pathname, body, headers).catch(() => undefined);
      if (answer !== undefined && answer.status < 500 && answer.status !== 429) return answer;
      if (Date.now() > until) throw new Error(`${method} ${pathname}: ${answer?.status} ${answer?.text}`);
      await pause();
    }
  }

  return {
    send,

    async expecting(status: number, ...request: Parameters<typeof send>): Promise<Answer> {
      const answer = await send(...request);
      if (answer.status !== status) throw new Error(`${request[0]} ${request[1]}: ${answer.status} ${answer.text}`);
      return answer;
    },

    /** Reads until `is` says that it is so. */
    async readUntil(pathname: string, is: (body: Json) => boolean): Promise<Json> {
      const until = Date.now() + patienceMs;
      const pause = createPause();
      for (;;) {
        const { status, body, text } = await send('GET', pathname);
        if (status === 200 && is(body)) return body;
        if (Date.now() > until) throw new Error(`GET ${pathname} never came to it: ${status} ${text}`);
        await pause();
      }
    },
  };
}

export type PatientClient = ReturnType<typeof createPatientClient>;
