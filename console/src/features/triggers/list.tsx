import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { DataList } from '../../shared/list/data-list';
import type { Filter, ListQuery } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { eventNames } from '../../shared/text/event-names';
import { Button } from '../../shared/ui/button';
import { EmptyState } from '../../shared/ui/states';
import { triggerColumns } from './columns';
import { loadTriggers } from './queries';

const filters: readonly Filter[] = [
  { kind: 'text', name: 'namePrefix', label: 'Name begins with', isPinned: true },
  {
    kind: 'choice',
    name: 'event',
    label: 'Event',
    isPinned: true,
    choices: Object.entries(eventNames).map(([value, label]) => ({ value, label })),
  },
  {
    kind: 'choice',
    name: 'kind',
    label: 'Kind',
    choices: [
      { value: 'ignore', label: 'Ignores' },
      { value: 'action', label: 'Acts' },
    ],
  },
  { kind: 'flag', name: 'enabled', label: 'Enabled' },
];
/** By what firings say, for those who may read them. */
const filtersWithNumbers: readonly Filter[] = [
  ...filters,
  { kind: 'flag', name: 'neverMatched', label: 'Matched', isPinned: true, yes: 'Never', no: 'At least once' },
  { kind: 'flag', name: 'failing', label: 'Went wrong in 30 days', isPinned: true },
];

/** All triggers, with how often each matched and what went wrong. */
export function TriggerList() {
  const may = useMay();
  const navigate = useNavigate();
  const hasNumbers = may('event-history:read');
  const load = useCallback(
    (query: ListQuery, signal: AbortSignal) => loadTriggers(query, signal, hasNumbers),
    [hasNumbers],
  );
  const add = may('triggers:write') && (
    <Button kind="primary" onPress={() => void navigate({ to: '/triggers/new' })}>
      New trigger
    </Button>
  );
  return (
    <Page
      title="Triggers"
      description={
        hasNumbers
          ? 'Matches are of firings that are still kept.'
          : 'How often they matched is for those with event-history:read.'
      }
      actions={add}
    >
      <DataList
        id="triggers"
        what="triggers"
        path="/api/v1/triggers"
        topic="triggers"
        filters={hasNumbers ? filtersWithNumbers : filters}
        columns={triggerColumns}
        load={load}
        keyOf={({ uuid }) => uuid}
        titleOf={({ name }) => name}
        pathOf={({ uuid }) => `/triggers/${uuid}`}
        empty={
          <EmptyState title="There are no triggers yet" actions={add}>
            A trigger says what is not taken in, or what is to be done, when something happens. Make one, try it on
            certificates, and attach it to an event.
          </EmptyState>
        }
      />
    </Page>
  );
}
