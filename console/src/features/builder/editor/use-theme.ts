import { useSyncExternalStore } from 'react';

/** The theme that the page has now; the canvas takes its own marks from it. */
export function usePageTheme(): 'light' | 'dark' {
  return useSyncExternalStore(watch, () => (document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light'));
}

function watch(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
