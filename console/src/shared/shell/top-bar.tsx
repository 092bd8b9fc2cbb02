import { Link, useNavigate } from '@tanstack/react-router';
import { theme, timeZoneChoice } from '../preferences';
import { useMe } from '../session/me';
import { signOut } from '../session/sign-out';
import { useStore } from '../store';
import { Button } from '../ui/button';
import { Menu } from '../ui/menu';

export interface TopBarProps {
  readonly onSearch: () => void;
  readonly onHelp: () => void;
  readonly onMenu: () => void;
  readonly isMenuOpen: boolean;
}

const themes = { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' } as const;
const nextTheme = { system: 'light', light: 'dark', dark: 'system' } as const;

export function TopBar({ onSearch, onHelp, onMenu, isMenuOpen }: TopBarProps) {
  const me = useMe();
  const navigate = useNavigate();
  const chosen = useStore(theme);
  const zone = useStore(timeZoneChoice);
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b border-line bg-surface px-2 sm:px-4">
      <div className="md:hidden">
        <Button
          kind="quiet"
          aria-label="Menu of screens"
          aria-expanded={isMenuOpen}
          aria-controls="navigation"
          onPress={onMenu}
        >
          ☰
        </Button>
      </div>
      <Link to="/" className="font-semibold text-ink hover:no-underline">
        Certloom
      </Link>
      <div className="flex min-w-0 flex-1 justify-center">
        <Button
          onPress={onSearch}
          className="w-full max-w-md min-w-0 justify-between text-muted"
          aria-label="Search (key /)"
        >
          <span className="truncate font-normal">Search certificates and screens</span>
          <kbd className="rounded border border-line px-1 font-mono text-xs">/</kbd>
        </Button>
      </div>
      <div className="hidden sm:block">
        <Button
          kind="quiet"
          onPress={() => timeZoneChoice.set(zone === 'utc' ? 'local' : 'utc')}
          aria-pressed={zone === 'utc'}
          hint="Show all times in UTC, or in your own zone"
        >
          {zone === 'utc' ? 'UTC' : 'Local time'}
        </Button>
      </div>
      <Menu
        kind="quiet"
        label={
          <span className="inline-block max-w-16 truncate align-bottom sm:max-w-32">
            {me.displayName || me.username}
          </span>
        }
        name={`Account of ${me.displayName || me.username}`}
        entries={[
          { id: 'account', label: 'My account', onAction: () => void navigate({ to: '/account' }) },
          { id: 'theme', label: `${themes[chosen]} (change)`, onAction: () => theme.set(nextTheme[chosen]) },
          {
            id: 'zone',
            label: zone === 'utc' ? 'Show times in my zone' : 'Show times in UTC',
            onAction: () => timeZoneChoice.set(zone === 'utc' ? 'local' : 'utc'),
          },
          { id: 'help', label: 'Keys', onAction: onHelp },
          { id: 'docs', label: 'API description', onAction: () => window.open('/docs/', '_blank', 'noopener') },
          { id: 'out', label: 'Sign out', onAction: () => void signOut() },
        ]}
      />
    </header>
  );
}
