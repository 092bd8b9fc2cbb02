import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { DataList } from '../../shared/list/data-list';
import type { Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { Button } from '../../shared/ui/button';
import { EmptyState } from '../../shared/ui/states';
import { profileColumns } from './columns';
import { comingQuery, loadProfiles } from './queries';

const filters: readonly Filter[] = [
  {
    kind: 'text',
    name: 'namePrefix',
    label: 'Name begins with',
    isPinned: true,
    placeholder: 'Upper and lower case differ',
  },
];

/** Who hears what, through which channels, and when next. */
export function ProfileList() {
  const may = useMay();
  const navigate = useNavigate();
  const coming = useQuery({ ...comingQuery, enabled: may('expiring:read') });
  const columns = useMemo(() => profileColumns(coming.data), [coming.data]);
  const add = (
    <Button
      kind="primary"
      disabledReason={
        may('notification-profiles:write') ? undefined : 'You need the permission notification-profiles:write.'
      }
      onPress={() => void navigate({ to: '/notification-profiles/new' })}
    >
      New profile
    </Button>
  );
  return (
    <Page
      title="Notification profiles"
      description="Whom triggers tell, through which channels, how often, and in which words."
      actions={add}
    >
      <DataList
        id="notification-profiles"
        what="profiles"
        path="/api/v1/notification-profiles"
        topic="notification-profiles"
        filters={filters}
        columns={columns}
        load={loadProfiles}
        keyOf={({ uuid }) => uuid}
        titleOf={({ name }) => name}
        pathOf={({ uuid }) => `/notification-profiles/${uuid}`}
        empty={
          <EmptyState title="Nobody is told anything yet" actions={add}>
            A profile says whom to tell and how. A trigger with the action “send notification” then uses it.
          </EmptyState>
        }
      />
    </Page>
  );
}
