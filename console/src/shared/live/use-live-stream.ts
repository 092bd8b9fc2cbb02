import { useEffect } from 'react';
import { apiBase, isSameOrigin } from '../api/base-url';
import { queryClient } from '../query-client';
import { useSession } from '../session/session';
import { announce, type LiveEvent } from './events';
import { openOwnStream } from './own-stream';
import type { FromWorker, ToWorker } from './worker';

/** News of the server while the page is shown. With an API key of the page's own there is no cookie, and no stream. */
export function useLiveStream(): void {
  const session = useSession();
  const isWanted = session.state === 'in' && session.key === undefined && isSameOrigin();
  useEffect(() => {
    if (!isWanted) return;
    let end = begin();
    // A page in the browser's cache of visited pages would keep the stream open.
    const onHide = () => end();
    const onShow = ({ persisted }: PageTransitionEvent) => {
      if (persisted) end = begin();
    };
    window.addEventListener('pagehide', onHide);
    window.addEventListener('pageshow', onShow);
    return () => {
      window.removeEventListener('pagehide', onHide);
      window.removeEventListener('pageshow', onShow);
      end();
    };
  }, [isWanted]);
}

function begin(): () => void {
  if (typeof SharedWorker === 'undefined') return openOwnStream(receive);
  const worker = new SharedWorker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'certloom-live' });
  const say = (message: ToWorker) => worker.port.postMessage(message);
  worker.port.onmessage = ({ data }: MessageEvent<FromWorker>) => receive(data);
  say({ kind: 'hello', base: apiBase() });
  return () => {
    say({ kind: 'bye' });
    worker.port.close();
  };
}

function receive(message: FromWorker): void {
  if (message.kind === 'event') {
    announce(message.event);
    refresh(message.event);
  } else if (message.kind === 'gap') void queryClient.invalidateQueries();
  else if (message.state === 'signed-out' || message.state === 'rights')
    void queryClient.invalidateQueries({ queryKey: ['me'] });
}

/** Reads again what says by its `meta` that it shows objects of the topic: `{ topic: 'certificates', id: uuid }`. */
function refresh({ topic, ids }: LiveEvent): void {
  void queryClient.invalidateQueries({
    predicate: ({ meta }) => {
      const id = meta?.['id'];
      return meta?.['topic'] === topic && (ids === undefined || typeof id !== 'string' || ids.includes(id));
    },
  });
}
