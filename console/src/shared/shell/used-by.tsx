import { labelOf } from '../forms/json-schema';
import { CertText } from '../text/cert-text';
import { PathLink } from './path-link';

export interface User {
  /** In the words of the API: `trigger`, `raProfile`. */
  readonly kind: string;
  readonly uuid: string;
  /** Null where the person may not see it. */
  readonly name: string | null;
}

/** Lists of what uses things, by the kinds of the API. */
const lists: Readonly<Record<string, string>> = {
  alert: 'alerts',
  approval: 'approvals',
  approvalProfile: 'approval-profiles',
  authority: 'authorities',
  certificate: 'certificates',
  collection: 'collections',
  connection: 'connections',
  definition: 'builder/definitions',
  discovery: 'discoveries',
  identityProvider: 'identity-providers',
  notificationProfile: 'notification-profiles',
  operation: 'operations',
  raProfile: 'ra-profiles',
  scheduledJob: 'jobs',
  script: 'scripts',
  trigger: 'triggers',
  user: 'users',
};

/** The screen of a user; undefined where there is none. Scripts have theirs by name. */
export function screenOf({ kind, uuid, name }: User): string | undefined {
  const list = lists[kind];
  if (list === undefined || name === null) return undefined;
  return `/${list}/${kind === 'script' ? name : uuid}`;
}

export interface UsedByProps {
  readonly users: readonly User[];
  /** Said where there are none; nothing without it. */
  readonly none?: string;
}

/** What uses something, each as a link where the console has a screen for it. */
export function UsedBy({ users, none }: UsedByProps) {
  if (users.length === 0) return none === undefined ? null : <span className="text-sm text-muted">{none}</span>;
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {users.map((user) => {
        const screen = screenOf(user);
        return (
          <li key={`${user.kind} ${user.uuid}`}>
            <span className="text-muted">{labelOf(user.kind)}</span>{' '}
            {user.name === null ? (
              <span className="text-muted">one that you may not see</span>
            ) : screen === undefined ? (
              <CertText>{user.name}</CertText>
            ) : (
              <PathLink to={screen} className="underline">
                <CertText>{user.name}</CertText>
              </PathLink>
            )}
          </li>
        );
      })}
    </ul>
  );
}
