import { Link } from '@tanstack/react-router';
import { classes } from '../ui/classes';
import { navigationFor } from './navigation';

export interface SideBarProps {
  readonly permissions: readonly string[];
  /** On narrow windows: whether it is shown. */
  readonly isOpen: boolean;
  readonly onChoose: () => void;
}

export function SideBar({ permissions, isOpen, onChoose }: SideBarProps) {
  return (
    <nav
      id="navigation"
      aria-label="Screens"
      className={classes(
        'border-r border-line bg-surface md:sticky md:top-12 md:block md:h-[calc(100dvh-3rem)] md:w-52 md:shrink-0 md:overflow-y-auto',
        isOpen ? 'fixed inset-x-0 top-12 bottom-0 z-30 overflow-y-auto' : 'hidden',
      )}
    >
      {navigationFor(permissions).map(({ label, entries }) => (
        <div key={label} className="p-3">
          <h2 className="px-2 pb-1 text-xs font-semibold text-muted">{label}</h2>
          <ul>
            {entries.map((entry) => (
              <li key={entry.to}>
                <Link
                  to={entry.to}
                  onClick={onChoose}
                  activeOptions={{ exact: entry.to === '/', includeSearch: false }}
                  className="block rounded-md px-2 py-1.5 text-sm text-ink hover:bg-hover hover:no-underline aria-[current=page]:bg-accent-tint aria-[current=page]:font-semibold aria-[current=page]:text-accent"
                >
                  {entry.label}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
