import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { useTab } from '../../shared/shell/use-tab';
import { EmptyState, ErrorState, Loading } from '../../shared/ui/states';
import { Tabs } from '../../shared/ui/tabs';
import { EffectiveSet } from './effective';
import { EventSettingsForm } from './settings-form';
import { eventsQuery, type EventCode } from './queries';
import { EventSets } from './sets';

/** One event: its sets at each place, what comes of them for an object, and how it is treated. */
export function EventDetail() {
  const { code = '' } = useParams({ strict: false });
  const maySets = useMay()('trigger-sets:read');
  const events = useQuery(eventsQuery);
  const [tab, setTab] = useTab('sets');
  const event = events.data?.find((one) => one.code === code);
  if (event === undefined) {
    return (
      <Page title="Event">
        {events.isError ? (
          <ErrorState error={events.error} onRetry={() => void events.refetch()} />
        ) : events.isPending ? (
          <Loading what="the event" />
        ) : (
          <EmptyState title="There is no such event">
            <PathLink to="/events">All events</PathLink>
          </EmptyState>
        )}
      </Page>
    );
  }
  const refused = (
    <EmptyState title="You may not see trigger sets">It needs the permission trigger-sets:read.</EmptyState>
  );
  return (
    <Page
      title={event.name}
      description={event.description}
      actions={<PathLink to={`/event-history?event=${code}`}>What happened</PathLink>}
    >
      <Tabs
        name={event.name}
        selected={tab}
        onSelect={setTab}
        tabs={[
          { id: 'sets', label: 'Trigger sets', content: maySets ? <EventSets event={event} /> : refused },
          {
            id: 'effective',
            label: 'What applies to an object',
            content: maySets ? <EffectiveSet event={event} /> : refused,
          },
          { id: 'settings', label: 'Settings', content: <EventSettingsForm code={code as EventCode} event={event} /> },
        ]}
      />
    </Page>
  );
}
