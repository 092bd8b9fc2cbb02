import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { DataList } from '../../../shared/list/data-list';
import type { Filter } from '../../../shared/list/list-types';
import { useMay } from '../../../shared/session/me';
import { Page } from '../../../shared/shell/page';
import { PathLink } from '../../../shared/shell/path-link';
import { Button } from '../../../shared/ui/button';
import { EmptyState } from '../../../shared/ui/states';
import { flowTypesQuery, loadDefinitions, statisticsQuery } from '../queries';
import { definitionColumns } from './columns';
import { ImportButton } from './import-dialog';
import { NewDialog } from './new-dialog';

/** Workflows: what each is for, how it stands, and what its instances came to. */
export function DefinitionList() {
  const may = useMay();
  const types = useQuery(flowTypesQuery);
  const statistics = useQuery(statisticsQuery());
  const [isNew, setNew] = useState(false);
  const columns = useMemo(() => definitionColumns(types.data ?? [], statistics.data), [types.data, statistics.data]);
  const filters = useMemo<readonly Filter[]>(
    () => [
      { kind: 'text', name: 'search', label: 'Name or description', isPinned: true },
      {
        kind: 'choice',
        name: 'status',
        label: 'State',
        isPinned: true,
        choices: [
          { value: 'published', label: 'published' },
          { value: 'draft', label: 'draft' },
        ],
      },
      {
        kind: 'choice',
        name: 'type',
        label: 'Type',
        choices: (types.data ?? []).map(({ type, title }) => ({ value: type, label: title })),
      },
      { kind: 'flag', name: 'enabled', label: 'Enabled' },
      { kind: 'text', name: 'key', label: 'Used for (uuid)' },
    ],
    [types.data],
  );
  const newReason = may('builder:write') ? undefined : 'You need the permission builder:write.';
  return (
    <Page
      title="Workflows"
      description="What happens step by step when something occurs. Each is drawn once and runs as often as it is started."
      actions={
        <>
          <PathLink to="/builder/instances" className="text-sm underline">
            Instances
          </PathLink>
          <ImportButton />
          <Button kind="primary" onPress={() => setNew(true)} disabledReason={newReason}>
            New workflow
          </Button>
        </>
      }
    >
      <DataList
        id="definitions"
        what="workflows"
        path="/api/v1/builder/definitions"
        topic="definitions"
        filters={filters}
        columns={columns}
        load={loadDefinitions}
        keyOf={({ uuid }) => uuid}
        titleOf={({ name }) => name}
        pathOf={({ uuid }) => `/builder/definitions/${uuid}`}
        empty={
          <EmptyState
            title="There is no workflow yet"
            actions={
              <Button kind="primary" onPress={() => setNew(true)} disabledReason={newReason}>
                New workflow
              </Button>
            }
          >
            Begin with one of the examples that come with Certloom, or with an empty canvas.
          </EmptyState>
        }
      />
      {isNew && <NewDialog onClose={() => setNew(false)} />}
    </Page>
  );
}
