import type { FetchOutcome, HttpFetcher } from '../../outbound/http-fetcher';

/** What an address gave, or in words why it gave nothing. */
export type Fetched<T> = { readonly value: T; readonly fault: null } | { readonly value: null; readonly fault: string };

export interface FetchedDeps<T> {
  readonly fetcher: Pick<HttpFetcher, 'fetch'>;
  readonly maxBytes: number;
  /** Null: the bytes are not what was looked for. */
  readonly read: (bytes: Buffer) => T | null | Promise<T | null>;
  /** What is looked for, with its article: `a revocation list`. */
  readonly what: string;
  /** Until when it may be used without being fetched again. */
  readonly freshUntil: (value: T, now: Date) => Date;
  readonly now: () => Date;
  /** Bytes that are kept in all; what was used longest ago goes first. */
  readonly keptBytes: number;
}

interface Kept<T> {
  readonly outcome: Promise<Fetched<T>>;
  bytes: number;
  /** Milliseconds; Infinity while it is on its way. */
  until: number;
}

/** An address that failed is not asked again before this: hundreds of certificates may name it. */
const failureMs = 5 * 60_000;
/** Failures and small things count for so much. */
const leastBytes = 512;

/** Things at addresses that certificates name, fetched through the guard, each once as long as it is fresh. */
export function createFetchedThings<T>(deps: FetchedDeps<T>) {
  const kept = new Map<string, Kept<T>>();
  let bytes = 0;

  function forget(url: string): void {
    bytes -= kept.get(url)?.bytes ?? 0;
    kept.delete(url);
  }

  function makeRoom(): void {
    for (const url of kept.keys()) {
      if (bytes <= deps.keptBytes) return;
      forget(url);
    }
  }

  async function load(url: string, entry: Pick<Kept<T>, 'bytes' | 'until'>): Promise<Fetched<T>> {
    const got = await deps.fetcher.fetch(url, { maxBytes: deps.maxBytes });
    const now = deps.now();
    const value = got.kind === 'answered' && got.status === 200 ? await deps.read(got.body) : null;
    if (got.kind !== 'answered' || value === null) {
      entry.until = now.getTime() + failureMs;
      return { value: null, fault: faultOf(url, got, deps.what) };
    }
    entry.until = deps.freshUntil(value, now).getTime();
    const more = got.body.length;
    entry.bytes += more;
    if (kept.get(url) === entry) bytes += more;
    return { value, fault: null };
  }

  return {
    async get(url: string): Promise<Fetched<T>> {
      const known = kept.get(url);
      if (known !== undefined && known.until > deps.now().getTime()) {
        // Behind all others: it was used last.
        kept.delete(url);
        kept.set(url, known);
        return known.outcome;
      }
      forget(url);
      const entry: { outcome?: Promise<Fetched<T>>; bytes: number; until: number } = {
        bytes: leastBytes,
        until: Infinity,
      };
      const outcome = load(url, entry);
      entry.outcome = outcome;
      kept.set(url, entry as Kept<T>);
      bytes += leastBytes;
      outcome.then(makeRoom, () => forget(url));
      return outcome;
    },
  };
}

export type FetchedThings<T> = ReturnType<typeof createFetchedThings<T>>;

/** What an address did instead of giving `what`, in words. */
export function faultOf(url: string, got: FetchOutcome, what: string): string {
  const where = hostOf(url);
  if (got.kind === 'refused') return `${where}: ${got.detail}`;
  if (got.kind === 'failed') return `${where} ${got.reason}`;
  if (got.status !== 200) return `${where} answers ${got.status}`;
  return `${where} does not answer with ${what}`;
}

/** Paths may hold names of customers; the host says enough. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that is none';
}
