import { useQuery } from '@tanstack/react-query';
import { labelOf } from '../../shared/forms/json-schema';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { ErrorState, Loading } from '../../shared/ui/states';
import type { ObjectKind } from './object-kind';
import { usersOfQuery } from './object-queries';

/** Screens of what uses objects, by its kind. */
const screens: Readonly<Record<string, string>> = {
  trigger: 'triggers',
  certificate: 'certificates',
  notificationProfile: 'notification-profiles',
  approvalProfile: 'approval-profiles',
  raProfile: 'ra-profiles',
  discovery: 'discoveries',
  operation: 'operations',
  approval: 'approvals',
  collection: 'collections',
  definition: 'builder/definitions',
  identityProvider: 'identity-providers',
  script: 'scripts',
  scheduledJob: 'scheduled-jobs',
  user: 'users',
  connection: 'connections',
  alert: 'alerts',
};

export interface User {
  readonly kind: string;
  readonly uuid: string;
  readonly name: string | null;
}

/** What uses an object and keeps it from being deleted. */
export function UsedBy({ kind, uuid }: { readonly kind: ObjectKind; readonly uuid: string }) {
  const query = useQuery(usersOfQuery(kind, uuid));
  if (query.isPending) return <Loading what="what uses it" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { items } = query.data;
  if (items.length === 0) return <p className="text-sm text-muted">Nothing uses it: it can be deleted.</p>;
  return (
    <>
      <p className="mb-2 text-sm text-muted">It can be deleted once none of these names it any more.</p>
      <UserList users={items} />
    </>
  );
}

export function UserList({ users }: { readonly users: readonly User[] }) {
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {users.map(({ kind, uuid, name }) => {
        const screen = screens[kind];
        const text =
          name === null ? <span className="text-muted">one that you may not see</span> : <CertText>{name}</CertText>;
        return (
          <li key={kind + uuid}>
            {labelOf(kind)}:{' '}
            {screen === undefined || name === null ? (
              text
            ) : (
              <PathLink to={`/${screen}/${uuid}`} className="underline">
                {text}
              </PathLink>
            )}
          </li>
        );
      })}
    </ul>
  );
}
