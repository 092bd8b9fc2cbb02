import type { Schema } from '../api/types';
import { labelOf } from '../forms/json-schema';
import { CertText } from '../text/cert-text';
import { PathLink } from './path-link';

type User = Schema<'UsedBy'>;

/** Screens of what uses things, by the kinds of the API; of scripts, secrets and handlers by name. */
const screens: Readonly<Record<string, (user: User) => string>> = {
  alert: ({ uuid }) => `/alerts/${uuid}`,
  trigger: ({ uuid }) => `/triggers/${uuid}`,
  definition: ({ uuid }) => `/builder/definitions/${uuid}`,
  script: ({ name }) => `/scripts/${name}`,
  connection: ({ uuid }) => `/connections/${uuid}`,
  authority: ({ uuid }) => `/authorities/${uuid}`,
  notificationProfile: ({ uuid }) => `/notification-profiles/${uuid}`,
  scheduledJob: ({ uuid }) => `/scheduled-jobs/${uuid}`,
  discovery: ({ uuid }) => `/discoveries/${uuid}`,
  identityProvider: ({ uuid }) => `/identity-providers/${uuid}`,
};

/** What uses something, each as a link where the console has a screen for it. */
export function UsedBy({ users, none }: { readonly users: readonly User[]; readonly none: string }) {
  if (users.length === 0) return <span className="text-muted">{none}</span>;
  return (
    <ul className="flex flex-col gap-0.5">
      {users.map((user) => (
        <li key={`${user.kind} ${user.uuid}`}>
          <span className="text-muted">{labelOf(user.kind)}</span>{' '}
          <PathLink to={screens[user.kind]?.(user) ?? '/none'} className="underline">
            <CertText>{user.name}</CertText>
          </PathLink>
        </li>
      ))}
    </ul>
  );
}
