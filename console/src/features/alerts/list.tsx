import { useNavigate } from '@tanstack/react-router';
import { DataList } from '../../shared/list/data-list';
import type { Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { Button } from '../../shared/ui/button';
import { EmptyState } from '../../shared/ui/states';
import { alertColumns } from './columns';
import { loadAlerts } from './queries';
import { kindNames } from './words';

const filters: readonly Filter[] = [
  { kind: 'text', name: 'search', label: 'Search', isPinned: true, placeholder: 'Name or description' },
  {
    kind: 'choice',
    name: 'kind',
    label: 'What it watches',
    isPinned: true,
    choices: Object.entries(kindNames).map(([value, label]) => ({ value, label })),
  },
  { kind: 'flag', name: 'enabled', label: 'State', isPinned: true, yes: 'On', no: 'Off' },
];

/** Saved rules that look by a clock of their own: what they watch, and how their last runs ended, side by side. */
export function AlertList() {
  const mayWrite = useMay()('alerts:write');
  const navigate = useNavigate();
  const create = (
    <Button kind="primary" onPress={() => void navigate({ to: '/alerts/new' })}>
      New alert
    </Button>
  );
  return (
    <Page
      title="Alerts"
      description="Each watches something by a schedule of its own, tells people, and runs handlers."
      actions={mayWrite && create}
    >
      <DataList
        id="alerts"
        what="alerts"
        path="/api/v1/alerts"
        topic="alerts"
        filters={filters}
        columns={alertColumns}
        load={loadAlerts}
        keyOf={({ uuid }) => uuid}
        titleOf={({ name }) => name}
        pathOf={({ uuid }) => `/alerts/${uuid}`}
        empty={
          <EmptyState title="There are no alerts yet" actions={mayWrite && create}>
            {mayWrite
              ? 'Make one for certificates that end: choose days before the end, whom to tell, and what to run. It can be tried before it is saved.'
              : 'Somebody with the right alerts:write can make one.'}
          </EmptyState>
        }
      />
    </Page>
  );
}
