import { useEffect } from 'react';
import { apiBase } from '../api/base-url';
import { connection } from '../api/connection';
import { queryClient } from '../query-client';
import { useStore } from '../store';

/** While the server does not answer: says so, asks again with growing pauses, and refreshes the screen when it is back. */
export function ConnectionBanner() {
  const state = useStore(connection);
  useEffect(() => {
    if (state === 'online') return;
    let pause = 1000;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      const answer = await window.fetch(`${apiBase()}/livez`, { cache: 'no-store' }).catch(() => undefined);
      if (answer?.ok === true) {
        connection.set('online');
        void queryClient.invalidateQueries();
        return;
      }
      pause = Math.min(pause * 2, 15_000);
      timer = setTimeout(() => void ask(), pause + Math.random() * 500);
    };
    timer = setTimeout(() => void ask(), pause);
    return () => clearTimeout(timer);
  }, [state]);
  if (state === 'online') return null;
  return (
    <div role="status" className="border-b border-warn/40 bg-warn-tint px-4 py-2 text-sm text-warn">
      The server does not answer. This page stays as it is and goes on by itself when it is back.
    </div>
  );
}
