import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { navigationFor } from './navigation';

/** Whether keys belong to what has the focus: fields, lists to choose from, dialogs, editors. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role="dialog"], [role="menu"], [role="listbox"], [data-own-keys]') !==
      null
  );
}

/** `/` searches, `?` shows the keys, `g` and a letter goes to a screen. */
export function useShortcuts(permissions: readonly string[], open: (overlay: 'search' | 'help') => void): void {
  const navigate = useNavigate();
  const goesSince = useRef(0);
  useEffect(() => {
    const entries = navigationFor(permissions).flatMap((group) => group.entries);
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey && event.key === 'k' && !event.altKey) {
        event.preventDefault();
        open('search');
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const isGoing = event.timeStamp - goesSince.current < 1500;
      goesSince.current = event.key === 'g' ? event.timeStamp : -Infinity;
      if (event.key === '/') {
        event.preventDefault();
        open('search');
      } else if (event.key === '?') open('help');
      else if (isGoing) {
        const entry = entries.find(({ key }) => key === event.key);
        if (entry !== undefined) void navigate({ to: entry.to });
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [permissions, open, navigate]);
}
