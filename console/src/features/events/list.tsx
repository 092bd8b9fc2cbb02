import { useQueries, useQuery } from '@tanstack/react-query';
import { Page } from '../../shared/shell/page';
import { useMay } from '../../shared/session/me';
import { ErrorState, Loading } from '../../shared/ui/states';
import { Tabs } from '../../shared/ui/tabs';
import { useTab } from '../../shared/shell/use-tab';
import { Catalogue } from './catalogue';
import { Matrix } from './matrix';
import { eventsQuery, setsQuery, settingsQuery, type EventCode, type EventSettings } from './queries';

/** The nine events: which triggers are in force for each, where, and how they override each other. */
export function EventList() {
  const maySets = useMay()('trigger-sets:read');
  const events = useQuery(eventsQuery);
  const sets = useQuery({ ...setsQuery, enabled: maySets });
  const settings = useQueries({
    queries: (events.data ?? []).map(({ code }) => settingsQuery(code as EventCode)),
    combine: (results) => ({
      byCode: new Map<string, EventSettings>(
        results.flatMap(({ data }) => (data ? [[data.event, data] as const] : [])),
      ),
      error: results.find(({ error }) => error !== null)?.error ?? null,
    }),
  });
  const [tab, setTab] = useTab('events');
  const error = events.error ?? (maySets ? sets.error : null) ?? settings.error;
  return (
    <Page
      title="Events"
      description="Everything that rules can react to, with the trigger sets that are in force for each and where they override each other."
    >
      {error !== null ? (
        <ErrorState error={error} onRetry={() => void Promise.all([events.refetch(), sets.refetch()])} />
      ) : events.data === undefined || (maySets && sets.data === undefined) ? (
        <Loading what="the events" />
      ) : (
        <Tabs
          name="Events"
          selected={tab}
          onSelect={setTab}
          tabs={[
            {
              id: 'events',
              label: 'The nine events',
              content: <Catalogue events={events.data} sets={sets.data} settings={settings.byCode} />,
            },
            {
              id: 'matrix',
              label: 'Where sets override',
              content: <Matrix events={events.data} sets={sets.data} settings={settings.byCode} />,
            },
          ]}
        />
      )}
    </Page>
  );
}
