import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { DataList } from '../../shared/list/data-list';
import type { Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { useTab } from '../../shared/shell/use-tab';
import { Page } from '../../shared/shell/page';
import { Button } from '../../shared/ui/button';
import { EmptyState } from '../../shared/ui/states';
import { Tabs } from '../../shared/ui/tabs';
import { tell, tellError } from '../../shared/ui/toasts';
import { AcknowledgeDialog } from './acknowledge-dialog';
import { EndCalendar } from './calendar';
import { expiringColumns } from './columns';
import { FeedButton } from './feed-dialog';
import { loadExpiring, withdrawAcknowledgement, type ExpiringRow } from './queries';
import { ExpiringSummary } from './summary';

const states = ['upcoming', 'due', 'expired', 'acknowledged', 'replaced'] as const;
const spans = [
  { value: 'P1D', label: 'a day' },
  { value: 'P7D', label: '7 days' },
  { value: 'P14D', label: '14 days' },
  { value: 'P30D', label: '30 days' },
  { value: 'P60D', label: '60 days' },
  { value: 'P90D', label: '90 days' },
  { value: 'P180D', label: '180 days' },
  { value: 'P1Y', label: 'a year' },
];

const filters: readonly Filter[] = [
  { kind: 'text', name: 'text', label: 'Search', isPinned: true, placeholder: 'Name, serial, fingerprint' },
  {
    kind: 'choice',
    name: 'state',
    label: 'State',
    isPinned: true,
    choices: states.map((value) => ({ value, label: value })),
  },
  { kind: 'choice', name: 'within', label: 'Ends within', isPinned: true, choices: spans },
  { kind: 'flag', name: 'reachesNobody', label: 'Told to', isPinned: true, yes: 'Nobody', no: 'Somebody' },
  { kind: 'object', of: 'users', name: 'owner', label: 'Owner' },
  { kind: 'object', of: 'groups', name: 'group', label: 'Group' },
  { kind: 'object', of: 'ra-profiles', name: 'raProfile', label: 'RA profile' },
];

/** What ends when, who is told, who takes care, and what renews itself; the first to end first. */
export function ExpiringList() {
  const mayWrite = useMay()('expiring:write');
  const client = useQueryClient();
  const [tab, setTab] = useTab('table');
  const [asked, setAsked] = useState<readonly ExpiringRow[]>([]);
  const [onDone, setOnDone] = useState<() => void>(() => () => undefined);
  const { mutate: withdraw } = useMutation({
    mutationFn: withdrawAcknowledgement,
    onError: tellError,
    async onSuccess() {
      tell('The acknowledgement is taken back: notices go on.');
      await client.resetQueries({ queryKey: ['list', 'expiring'] });
      await client.invalidateQueries({ queryKey: ['expiring'] });
    },
  });
  const columns = useMemo(
    () => expiringColumns({ mayWrite, acknowledge: (row) => setAsked([row]), withdraw: (row) => withdraw(row) }),
    [mayWrite, withdraw],
  );
  const table = (
    <DataList
      id="expiring"
      what="certificates that end"
      path="/api/v1/expiring"
      topic="expiring"
      filters={filters}
      columns={columns}
      load={loadExpiring}
      keyOf={({ certificate }) => certificate.uuid}
      titleOf={({ certificate }) => certificate.name}
      pathOf={({ certificate }) => `/certificates/${certificate.uuid}?tab=expiry`}
      bulk={(chosen, clear) => (
        <Button
          disabledReason={mayWrite ? undefined : 'You need the permission expiring:write.'}
          onPress={() => {
            setAsked(chosen);
            setOnDone(() => clear);
          }}
        >
          Acknowledge …
        </Button>
      )}
      empty={
        <EmptyState title="Nothing ends soon">
          What is shown ends within the longest time in which anybody is told. Choose “Ends within” to look further.
        </EmptyState>
      }
    />
  );
  return (
    <Page title="Expiring" actions={<FeedButton />}>
      <ExpiringSummary />
      <Tabs
        name="Expiring"
        selected={tab}
        onSelect={setTab}
        tabs={[
          { id: 'table', label: 'Table', content: table },
          { id: 'calendar', label: 'Calendar', content: <EndCalendar /> },
        ]}
      />
      <AcknowledgeDialog rows={asked} onClose={() => setAsked([])} onDone={onDone} />
    </Page>
  );
}
