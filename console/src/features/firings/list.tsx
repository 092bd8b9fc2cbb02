import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { DataList } from '../../shared/list/data-list';
import { filterQuery } from '../../shared/list/filter-query';
import type { FilterValues } from '../../shared/list/list-types';
import { Page, Section } from '../../shared/shell/page';
import { EmptyState } from '../../shared/ui/states';
import { Tabs } from '../../shared/ui/tabs';
import { firingColumns, titleOf } from './columns';
import { FiringExport } from './export';
import { firingFilters } from './filters';
import { isHalfObject, loadFirings } from './load';
import { ByEvent, OverTime } from './over-time';

/** What happened, when, to what, decided by which rules, and with which effect. */
export function EventViewer() {
  const values: FilterValues = useSearch({ strict: false });
  const navigate = useNavigate();
  const sort = values['sort'];
  const asked = useMemo(
    () => ({ ...filterQuery(firingFilters, values), ...(sort === undefined ? {} : { sort }) }),
    [values, sort],
  );
  const onRange = (range: Readonly<Record<string, string | undefined>>) =>
    void navigate({
      to: '/event-history',
      replace: true,
      search: (before: Readonly<Record<string, string | undefined>>) =>
        Object.fromEntries(
          Object.entries({ ...before, ...range }).flatMap(([name, value]) =>
            value === undefined ? [] : [[name, value] as const],
          ),
        ),
    });
  return (
    <Page title="Event Viewer" description="Everything that happened, and why it came to what it came to.">
      <Section title="Over time">
        <Tabs
          name="Over time"
          tabs={[
            { id: 'chart', label: 'Chart', content: <OverTime asked={asked} onRange={onRange} /> },
            { id: 'events', label: 'By event', content: <ByEvent asked={asked} /> },
          ]}
        />
      </Section>
      {isHalfObject(asked) && (
        <p role="status" className="text-sm text-warn">
          The kind of object and the object belong together: choose both to filter by one.
        </p>
      )}
      <DataList
        id="event-history"
        what="events"
        topic="firings"
        filters={firingFilters}
        columns={firingColumns}
        load={loadFirings}
        keyOf={({ firingId }) => firingId}
        titleOf={titleOf}
        pathOf={({ firingId }) => `/event-history/${firingId}`}
        tools={<FiringExport asked={asked} />}
        empty={
          <EmptyState title="Nothing has happened yet">
            Upload a certificate, or let a discovery find some: each is an event, and stands here with what was decided.
          </EmptyState>
        }
      />
    </Page>
  );
}
