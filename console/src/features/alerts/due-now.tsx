import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../shared/session/me';
import { Button } from '../../shared/ui/button';
import { EmptyState, ErrorState, Loading } from '../../shared/ui/states';
import { Previews } from './previews';
import { dueQuery, type Alert } from './queries';

/** What is due now and would be sent, as a dry run tells it. */
export function DueNow({ alert }: { readonly alert: Alert }) {
  const may = useMay()('alerts:test');
  const [page, setPage] = useState(1);
  const query = useQuery({ ...dueQuery(alert.uuid, alert.version, page), enabled: may });
  if (!may) return <EmptyState title="You may not test alerts">It takes the right alerts:test.</EmptyState>;
  if (query.isPending) return <Loading what="what is due" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className="flex flex-col gap-3">
      <div>
        <Button
          disabledReason={query.isFetching ? 'It is being looked at.' : undefined}
          onPress={() => void query.refetch()}
        >
          Look again
        </Button>
      </div>
      <Previews result={query.data} page={page} onPage={setPage} kind={alert.kind} />
    </div>
  );
}
