import { useQuery } from '@tanstack/react-query';
import { UsedBy } from '../../shared/shell/used-by';
import { ErrorState, Loading } from '../../shared/ui/states';
import type { ObjectKind } from './object-kind';
import { usersOfQuery } from './object-queries';

/** What uses an object and keeps it from being deleted. */
export function ObjectUsers({ kind, uuid }: { readonly kind: ObjectKind; readonly uuid: string }) {
  const query = useQuery(usersOfQuery(kind, uuid));
  if (query.isPending) return <Loading what="what uses it" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { items } = query.data;
  return (
    <>
      {items.length > 0 && (
        <p className="mb-2 text-sm text-muted">It can be deleted once none of these names it any more.</p>
      )}
      <UsedBy users={items} none="Nothing uses it: it can be deleted." />
    </>
  );
}
