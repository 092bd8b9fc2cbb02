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
    entries: [
      { label: 'Operations', to: '/operations', needs: ['certificates:read'], key: 'p' },
      { label: 'Discoveries', to: '/discoveries', needs: ['discoveries:read'], key: 's' },
      { label: 'Jobs', to: '/jobs', needs: ['scheduled-jobs:read'], key: 'j' },
      { label: 'Script runs', to: '/script-runs', needs: ['scripts:read'] },
    ],
  },
  {
    label: 'Rules',
    entries: [
      { label: 'Triggers', to: '/triggers', needs: ['triggers:read'], key: 't' },
      { label: 'Events', to: '/events', needs: ['events:read'] },
      { label: 'Notification profiles', to: '/notification-profiles', needs: ['notification-profiles:read'] },
      { label: 'Alerts', to: '/alerts', needs: ['alerts:read'] },
      { label: 'Scripts', to: '/scripts', needs: ['scripts:read'] },
      { label: 'Workflows', to: '/builder/definitions', needs: ['builder:read'], key: 'f' },
      { label: 'Workflow instances', to: '/builder/instances', needs: [], key: 'i' },
      { label: 'Collections', to: '/collections', needs: ['collections:read'] },
    ],
  },
  {
    label: 'Set up',
    entries: [
      { label: 'Authorities', to: '/authorities', needs: ['authorities:read'] },
      { label: 'Certificate profiles', to: '/certificate-profiles', needs: ['certificate-profiles:read'] },
      { label: 'RA profiles', to: '/ra-profiles', needs: ['ra-profiles:read'] },
      { label: 'Approval profiles', to: '/approval-profiles', needs: ['approval-profiles:read'] },
      { label: 'Groups', to: '/groups', needs: ['groups:read'], key: 'g' },
      { label: 'Custom attributes', to: '/custom-attributes', needs: ['custom-attributes:read'] },
      { label: 'Connections', to: '/connections', needs: ['connections:read'] },
      { label: 'Secrets', to: '/secrets', needs: ['secrets:read'] },
      { label: 'Handlers', to: '/handlers', needs: ['handlers:read'] },
      { label: 'SSH keys', to: '/ssh-keys', needs: ['ssh-keys:read'] },
    ],
  },
  {
    label: 'Administration',
    entries: [
      { label: 'Users', to: '/users', needs: ['users:read'] },
      { label: 'Roles', to: '/roles', needs: ['roles:read'] },
      { label: 'API keys', to: '/api-keys', needs: ['api-keys:read'] },
      { label: 'Sessions', to: '/sessions', needs: ['sessions:read'] },
      { label: 'Identity providers', to: '/identity-providers', needs: ['identity-providers:read'] },
      { label: 'Audit log', to: '/audit-log', needs: ['audit-log:read'] },
      { label: 'Event log', to: '/event-log', needs: ['event-log:read'] },
      { label: 'Settings', to: '/settings', needs: ['settings:read'] },
      { label: 'Configuration', to: '/configuration', needs: ['settings:read'] },
      { label: 'Import', to: '/imports', needs: ['settings:write'] },
      { label: 'Origins', to: '/imports/origins', needs: ['settings:read'] },
      { label: 'Calls of Keyfactor', to: '/compat-calls', needs: ['audit-log:read'] },
      { label: 'Health', to: '/health', needs: ['settings:read'] },
      { label: 'About', to: '/about', needs: ['settings:read'] },
      { label: 'My account', to: '/account', needs: [] },
    ],
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
