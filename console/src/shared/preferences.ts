import { createStore, useStore, type Store } from './store';

export type Theme = 'system' | 'light' | 'dark';

/** A choice of this browser, kept across visits; browsers that keep nothing have it until the page is left. */
function preference<T extends string>(name: string, values: readonly T[], first: T): Store<T> {
  const key = `certloom.${name}`;
  const kept = read(key);
  const store = createStore<T>(values.find((value) => value === kept) ?? first);
  return {
    ...store,
    set(value) {
      store.set(value);
      keep(key, value);
    },
  };
}

export const theme = preference<Theme>('theme', ['system', 'light', 'dark'], 'system');
export const timeZoneChoice = preference<'local' | 'utc'>('zone', ['local', 'utc'], 'local');
export const sideBar = preference<'wide' | 'narrow'>('navigation', ['wide', 'narrow'], 'wide');

/** IANA name that times are shown in. */
export function useTimeZone(): string {
  return useStore(timeZoneChoice) === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Sets the page's theme now and whenever the choice or the system's changes. */
export function followTheme(root: HTMLElement = document.documentElement): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const choice = theme.get();
    root.dataset['theme'] = choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice;
  };
  apply();
  theme.subscribe(apply);
  dark.addEventListener('change', apply);
}

/** The duration of an animation that code starts, in ms: 0 for people who asked for less motion. */
export function motion(milliseconds: number): number {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : milliseconds;
}

export function read(key: string): string | undefined {
  try {
    return window.localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keep(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    // Private windows and full disks: the choice lasts as long as the page.
  }
}
