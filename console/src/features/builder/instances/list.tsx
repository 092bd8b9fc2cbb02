import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { DataList } from '../../../shared/list/data-list';
import type { Filter, FilterValues, ListQuery } from '../../../shared/list/list-types';
import { useMay } from '../../../shared/session/me';
import { Page } from '../../../shared/shell/page';
import { PathLink } from '../../../shared/shell/path-link';
import { EmptyState } from '../../../shared/ui/states';
import { Tabs } from '../../../shared/ui/tabs';
import { flowTypesQuery } from '../queries';
import { instanceStatuses, statusWords } from '../words';
import { instanceColumns } from './columns';
import { instancePaths, loadInstances, type Whose } from './queries';

/** What runs and ran: all, one's own, and what waits for one. */
export function InstanceList() {
  const may = useMay();
  const navigate = useNavigate();
  const { whose: wanted }: FilterValues = useSearch({ strict: false });
  const mayAll = may('builder:read');
  const kinds: readonly Whose[] = mayAll ? ['all', 'assigned', 'mine'] : ['assigned', 'mine'];
  const whose = kinds.find((one) => one === wanted) ?? kinds[0]!;
  const labels = { all: 'All', assigned: 'Waiting for me', mine: 'Started by me' };
  return (
    <Page
      title="Workflow instances"
      actions={
        <PathLink to="/builder/definitions" className="text-sm underline">
          Workflows
        </PathLink>
      }
    >
      <Tabs
        name="Whose instances"
        selected={whose}
        onSelect={(next) =>
          void navigate({
            to: '.',
            replace: true,
            search: ((before: FilterValues) => ({ ...before, whose: next })) as never,
          })
        }
        tabs={kinds.map((id) => ({ id, label: labels[id], content: <Instances whose={id} mayAll={mayAll} /> }))}
      />
    </Page>
  );
}

function Instances({ whose, mayAll }: { readonly whose: Whose; readonly mayAll: boolean }) {
  // Types of definitions are for those who may see definitions.
  const types = useQuery({ ...flowTypesQuery, enabled: mayAll });
  const filters = useMemo<readonly Filter[]>(
    () => [
      {
        kind: 'choice',
        name: 'status',
        label: 'State',
        isPinned: true,
        choices: instanceStatuses.map((value) => ({ value, label: statusWords(value).text })),
      },
      {
        kind: 'choice',
        name: 'type',
        label: 'Type of workflow',
        choices: (types.data ?? []).map(({ type, title }) => ({ value: type, label: title })),
      },
      { kind: 'time', name: 'from', label: 'Started from', isPinned: true },
      { kind: 'time', name: 'to', label: 'Started before' },
      { kind: 'text', name: 'definitionUuid', label: 'Workflow (uuid)' },
      { kind: 'text', name: 'itemUuid', label: 'About (uuid)' },
      ...(whose === 'all' ? [{ kind: 'text' as const, name: 'starterUuid', label: 'Started by (uuid)' }] : []),
    ],
    [types.data, whose],
  );
  const columns = useMemo(() => instanceColumns(), []);
  const load = useMemo(() => (query: ListQuery, signal: AbortSignal) => loadInstances(whose, query, signal), [whose]);
  return (
    <DataList
      id={`instances.${whose}`}
      what="instances"
      path={instancePaths[whose]}
      topic="instances"
      filters={filters}
      columns={columns}
      load={load}
      keyOf={({ uuid }) => uuid}
      titleOf={({ number, title }) => `${number}: ${title}`}
      pathOf={({ uuid }) => `/builder/instances/${uuid}`}
      empty={<Empty whose={whose} />}
    />
  );
}

function Empty({ whose }: { readonly whose: Whose }) {
  if (whose === 'assigned') {
    return <EmptyState title="Nothing waits for you">Steps that ask you or one of your roles appear here.</EmptyState>;
  }
  return (
    <EmptyState title={whose === 'mine' ? 'You have started none' : 'Nothing has run yet'}>
      Publish a{' '}
      <PathLink to="/builder/definitions" className="underline">
        workflow
      </PathLink>
      : what it is for starts it, and so does its button “Start”.
    </EmptyState>
  );
}
