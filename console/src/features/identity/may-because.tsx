import { useQueries } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import { useMay } from '../../shared/session/me';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { ErrorState, Loading } from '../../shared/ui/states';
import { matrixOf } from './permission-meaning';

/** All permissions of some roles together, and which role each comes from. */
export function MayBecause({ roles }: { readonly roles: readonly string[] }) {
  const mayRead = useMay()('roles:read');
  const queries = useQueries({
    queries: roles.map((uuid) => ({
      queryKey: ['roles', uuid],
      meta: { topic: 'roles', id: uuid },
      enabled: mayRead,
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        dataOf(api.GET('/api/v1/roles/{uuid}', { params: { path: { uuid } }, signal })),
    })),
  });
  if (!mayRead) return <p className="text-sm text-muted">You need the permission roles:read to see this.</p>;
  const failed = queries.find(({ isError }) => isError);
  if (failed !== undefined) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (queries.some(({ isPending }) => isPending)) return <Loading what="the roles" />;
  const found = queries.flatMap(({ data }) => data ?? []);
  const all = [...new Set(found.flatMap(({ permissions }) => permissions))];
  if (all.length === 0) return <p className="text-sm text-muted">Nothing but to sign in and read the own account.</p>;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      {matrixOf(all).map(({ resource, verbs }) => (
        <div key={resource} className="contents">
          <dt className="font-mono text-xs">{resource}</dt>
          <dd className="flex flex-wrap gap-x-4">
            {verbs.map((verb) => {
              const giving = found.filter(({ permissions }) =>
                (permissions as readonly string[]).includes(`${resource}:${verb}`),
              );
              return (
                <span key={verb}>
                  {verb} <span className="text-muted">by </span>
                  {giving.map(({ uuid, name }, index) => (
                    <span key={uuid}>
                      {index > 0 && ', '}
                      <PathLink to={`/roles/${uuid}`} className="underline">
                        <CertText>{name}</CertText>
                      </PathLink>
                    </span>
                  ))}
                </span>
              );
            })}
          </dd>
        </div>
      ))}
    </dl>
  );
}
