import { useNavigate } from '@tanstack/react-router';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { Badge, EmptyState } from '../../shared/ui/states';
import { loadCollections, type Collection } from './queries';

const filters: readonly Filter[] = [{ kind: 'text', name: 'namePrefix', label: 'Name begins with', isPinned: true }];

const columns: readonly Column<Collection>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    cell: ({ uuid, name }) => (
      <PathLink to={`/collections/${uuid}`} className="block truncate font-medium underline">
        <CertText isCut>{name}</CertText>
      </PathLink>
    ),
  },
  { id: 'description', header: 'Description', cell: ({ description }) => <CertText isCut>{description}</CertText> },
  {
    id: 'marks',
    header: 'Marks',
    width: '16rem',
    cell: ({ favorite, track, showOnDashboard }) => (
      <span className="inline-flex flex-wrap gap-1">
        {favorite && <Badge tone="accent">favourite</Badge>}
        {track && <Badge>changes are kept</Badge>}
        {showOnDashboard && <Badge>on the overview</Badge>}
      </span>
    ),
  },
  { id: 'changed', header: 'Changed', width: '10rem', cell: ({ changedAt }) => <Time at={changedAt} /> },
];

/** Saved searches for certificates. */
export function CollectionList() {
  const may = useMay();
  const navigate = useNavigate();
  const add = may('collections:write') && (
    <Button kind="primary" onPress={() => void navigate({ to: '/collections/new' })}>
      New collection
    </Button>
  );
  return (
    <Page title="Collections" actions={add}>
      <DataList
        id="collections"
        what="collections"
        path="/api/v1/collections"
        topic="collections"
        filters={filters}
        columns={columns}
        load={loadCollections}
        keyOf={({ uuid }) => uuid}
        titleOf={({ name }) => name}
        pathOf={({ uuid }) => `/collections/${uuid}`}
        empty={
          <EmptyState title="There are no collections yet" actions={add}>
            A collection is a search for certificates under a name. Alerts and workflows can be about one.
          </EmptyState>
        }
      />
    </Page>
  );
}
