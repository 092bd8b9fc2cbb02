import { apiBase } from '../api/base-url';
import { openLiveStream, type LiveStream } from './live-stream';
import type { FromWorker } from './worker';

/** How often the page that has the stream says so, and after how long others take it to be gone. In ms. */
const heartbeat = 2000;
const silence = 5000;

type Message = FromWorker | { readonly kind: 'alive'; readonly from: string };

/**
 * For browsers without shared workers: one page of the browser has the stream and passes on what comes; when it is silent,
 * another one takes over. Of two that began at once, the one with the smaller name keeps it.
 */
export function openOwnStream(receive: (message: FromWorker) => void): () => void {
  const self = `${Date.now()}-${Math.random()}`;
  const channel = new BroadcastChannel('certloom-live');
  let stream: LiveStream | undefined;
  let heardAt = Date.now() - silence + 500 + Math.random() * 500;

  const pass = (message: FromWorker) => {
    receive(message);
    channel.postMessage(message);
  };
  const lead = () => {
    stream = openLiveStream({
      url: `${apiBase()}/api/v1/stream`,
      probe: () => window.fetch(`${apiBase()}/api/v1/me`, { cache: 'no-store' }).then(({ status }) => status),
      onEvent: (event) => pass({ kind: 'event', event }),
      onState: (state) => pass({ kind: 'state', state }),
      onGap: () => pass({ kind: 'gap' }),
    });
  };
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.kind !== 'alive') return receive(data);
    heardAt = Date.now();
    if (stream === undefined || data.from > self) return;
    stream.close();
    stream = undefined;
  };
  const timer = setInterval(() => {
    if (stream !== undefined) channel.postMessage({ kind: 'alive', from: self } satisfies Message);
    else if (Date.now() - heardAt > silence) lead();
  }, heartbeat / 4);
  return () => {
    clearInterval(timer);
    stream?.close();
    channel.close();
  };
}
