import type { Permission } from '../session/me';

export interface NavigationEntry {
  readonly label: string;
  readonly to: string;
  /** Shown to those who hold one of these; to everybody where it is empty. */
  readonly needs: readonly Permission[];
  /** Pressed after `g`: goes there. */
  readonly key?: string;
}

export interface NavigationGroup {
  readonly label: string;
  readonly entries: readonly NavigationEntry[];
}

/** What the side bar shows, in the order of the work. A screen is added here and in `features.ts`. */
export const navigation: readonly NavigationGroup[] = [
  {
    label: 'Look',
    entries: [
      { label: 'Overview', to: '/', needs: [], key: 'o' },
      { label: 'Certificates', to: '/certificates', needs: ['certificates:read'], key: 'c' },
      { label: 'Upload', to: '/upload', needs: ['certificates:upload'], key: 'u' },
      { label: 'Event Viewer', to: '/event-history', needs: ['event-history:read'], key: 'e' },
      { label: 'Expiring', to: '/expiring', needs: ['expiring:read'], key: 'x' },
      { label: 'Approvals', to: '/approvals', needs: ['approvals:read'], key: 'a' },
      { label: 'Deliveries', to: '/deliveries', needs: ['deliveries:read'], key: 'd' },
      { label: 'My messages', to: '/notifications', needs: ['notifications:read'], key: 'm' },
      { label: 'Workers', to: '/workers', needs: ['workers:read'], key: 'w' },
    ],
  },
  {
    label: 'Work',
    entries: [{ label: 'Operations', to: '/operations', needs: ['certificates:read'], key: 'p' }],
  },
  {
    label: 'Rules',
    entries: [],
  },
  {
    label: 'Set up',
    entries: [],
  },
  {
    label: 'Administration',
    entries: [],
  },
];

/** The entries for somebody with these permissions; groups without any are left out. */
export function navigationFor(
  permissions: readonly string[],
  groups: readonly NavigationGroup[] = navigation,
): readonly NavigationGroup[] {
  const isShown = ({ needs }: NavigationEntry) =>
    needs.length === 0 || needs.some((need) => permissions.includes(need));
  return groups
    .map(({ label, entries }) => ({ label, entries: entries.filter(isShown) }))
    .filter(({ entries }) => entries.length > 0);
}
