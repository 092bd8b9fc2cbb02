import { useSyncExternalStore } from 'react';

const query = '(min-width: 64rem)';

/** Whether there is room for a canvas; else the list of steps stands in its place. */
export function useWide(): boolean {
  return useSyncExternalStore(watch, () => window.matchMedia(query).matches);
}

function watch(onChange: () => void): () => void {
  const media = window.matchMedia(query);
  media.addEventListener('change', onChange);
  return () => media.removeEventListener('change', onChange);
}
