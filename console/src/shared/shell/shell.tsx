import { Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { useLiveStream } from '../live/use-live-stream';
import { useMe } from '../session/me';
import { CommandSearch } from './command-search';
import { ConnectionBanner } from './connection-banner';
import { KeyboardHelp } from './keyboard-help';
import { useShortcuts } from './shortcuts';
import { SideBar } from './side-bar';
import { TopBar } from './top-bar';

/** Bars round every screen, the keys that work everywhere, and the one stream of news. */
export function Shell() {
  const me = useMe();
  const [overlay, setOverlay] = useState<'search' | 'help' | undefined>();
  const [isMenuOpen, setMenuOpen] = useState(false);
  useLiveStream();
  useShortcuts(me.permissions, setOverlay);
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-24 rounded-md bg-accent px-3 py-2 text-on-accent focus:translate-y-0"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        Skip to the content
      </a>
      <TopBar
        onSearch={() => setOverlay('search')}
        onHelp={() => setOverlay('help')}
        onMenu={() => setMenuOpen((open) => !open)}
        isMenuOpen={isMenuOpen}
      />
      <ConnectionBanner />
      <div className="flex flex-1">
        <SideBar permissions={me.permissions} isOpen={isMenuOpen} onChoose={() => setMenuOpen(false)} />
        <main id="main" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          <Outlet />
        </main>
      </div>
      <CommandSearch isOpen={overlay === 'search'} onClose={() => setOverlay(undefined)} permissions={me.permissions} />
      <KeyboardHelp isOpen={overlay === 'help'} onClose={() => setOverlay(undefined)} permissions={me.permissions} />
    </div>
  );
}
