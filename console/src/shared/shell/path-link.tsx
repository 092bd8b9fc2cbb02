import { Link, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { parseSearch } from './search-text';

/** A path with its query, as the router takes it. */
export function targetOf(path: string): { readonly to: string; readonly search: never } {
  const [to = '/', query = ''] = path.split('?', 2);
  // The router's types know the filters of each screen; a path that is put together does not.
  return { to, search: parseSearch(query) as never };
}

export interface PathLinkProps {
  /** A path within the console, with its query: `/certificates?state=issued`. */
  readonly to: string;
  readonly className?: string;
  /** -1 in what is itself a stop of the Tab key. */
  readonly tabIndex?: -1;
  readonly children: ReactNode;
}

/**
 * A link to a screen by its path, for screens of other features and for paths that are put together. Where the console has
 * no such screen it is plain text, so that nothing leads to a page that there is not.
 */
export function PathLink({ to, className, tabIndex, children }: PathLinkProps) {
  const hasScreen = useHasScreen();
  const target = targetOf(to);
  const look = className === undefined ? {} : { className };
  const stop = tabIndex === undefined ? {} : { tabIndex };
  if (hasScreen(target.to)) {
    return (
      <Link {...target} {...look} {...stop}>
        {children}
      </Link>
    );
  }
  return <span {...look}>{children}</span>;
}

/** A function that says whether the console has a screen at a path. */
export function useHasScreen(): (path: string) => boolean {
  const router = useRouter();
  return (path) => {
    const [, , found] = router.getMatchedRoutes(path);
    return found !== undefined;
  };
}
