import { openLiveStream, type LiveStream, type LiveStreamDeps } from './live-stream';

/** From a page to the worker: `hello` while it is shown, `bye` when it goes. */
export type ToWorker = { readonly kind: 'hello'; readonly base: string } | { readonly kind: 'bye' };

/** From the worker to its pages. */
export type FromWorker =
  | { readonly kind: 'event'; readonly event: Parameters<LiveStreamDeps['onEvent']>[0] }
  | { readonly kind: 'state'; readonly state: Parameters<LiveStreamDeps['onState']>[0] }
  | { readonly kind: 'gap' };

/** One stream for all pages of the browser: opened for the first that is shown, closed with the last. */
export function serveLiveStream(scope: { onconnect: ((event: MessageEvent) => void) | null }): void {
  const pages = new Set<MessagePort>();
  let stream: LiveStream | undefined;
  const toAll = (message: FromWorker) => {
    for (const page of pages) page.postMessage(message);
  };
  const greet = (page: MessagePort, base: string) => {
    pages.add(page);
    stream ??= openLiveStream({
      url: `${base}/api/v1/stream`,
      probe: () => fetch(`${base}/api/v1/me`, { cache: 'no-store' }).then(({ status }) => status),
      onEvent: (event) => toAll({ kind: 'event', event }),
      onState: (state) => {
        toAll({ kind: 'state', state });
        if (state === 'signed-out' || state === 'absent') stream = undefined;
      },
      onGap: () => toAll({ kind: 'gap' }),
    });
  };
  scope.onconnect = ({ ports: [page] }) => {
    if (page === undefined) return;
    page.onmessage = ({ data }: MessageEvent<ToWorker>) => {
      if (data.kind === 'hello') return greet(page, data.base);
      pages.delete(page);
      if (pages.size > 0) return;
      stream?.close();
      stream = undefined;
    };
  };
}

if ('onconnect' in globalThis) serveLiveStream(globalThis as never);
