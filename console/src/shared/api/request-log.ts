import { createStore } from '../store';
import { withoutSecrets } from './without-secrets';

/** A request that the screen has made, as somebody could make it without the console. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  /** JSON, or undefined where the body was none or no text. */
  readonly body: string | undefined;
  readonly contentType: string | undefined;
  readonly ifMatch: string | undefined;
  /** Undefined while it is under way. */
  readonly status: number | undefined;
}

const most = 30;
const requests = createStore<readonly SeenRequest[]>([]);

export const requestLog = {
  ...requests,
  clear: () => requests.set([]),
  add({ body, ...rest }: SeenRequest): void {
    const request = { ...rest, body: body === undefined ? undefined : withoutSecrets(body) };
    // The same question again tells nothing new: its last answer counts.
    const others = requests.get().filter((other) => keyOf(other) !== keyOf(request));
    requests.set([...others, request].slice(-most));
  },
};

function keyOf({ method, url, body }: SeenRequest): string {
  return `${method} ${url} ${body ?? ''}`;
}

/** The request as a command line; the key is named, never shown. */
export function curlOf({ method, url, body, contentType, ifMatch }: SeenRequest): string {
  const parts = ['curl'];
  if (method !== 'GET') parts.push(`--request ${method}`);
  parts.push(`--header "Authorization: Bearer $CERTLOOM_KEY"`);
  if (contentType !== undefined) parts.push(`--header ${quoted(`Content-Type: ${contentType}`)}`);
  if (ifMatch !== undefined) parts.push(`--header ${quoted(`If-Match: ${ifMatch}`)}`);
  if (body !== undefined) parts.push(`--data-raw ${quoted(body)}`);
  return [...parts, quoted(url)].join(' \\\n  ');
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
