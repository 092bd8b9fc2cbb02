import { Link, useNavigate } from '@tanstack/react-router';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { EmptyState } from '../../shared/ui/states';
import { loadConnections, type Connection } from './queries';
import { authNames } from './words';

const filters: readonly Filter[] = [{ kind: 'text', name: 'namePrefix', label: 'Name begins with', isPinned: true }];

const columns: readonly Column<Connection>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    width: 'minmax(10rem, 1.5fr)',
    cell: ({ uuid, name }) => (
      <Link to="/connections/$uuid" params={{ uuid }} className="block truncate">
        <CertText>{name}</CertText>
      </Link>
    ),
  },
  {
    id: 'baseUrl',
    header: 'Address',
    width: 'minmax(12rem, 2fr)',
    cell: ({ baseUrl }) => <CertText isCut>{baseUrl}</CertText>,
  },
  { id: 'auth', header: 'Lets in by', width: '13rem', cell: ({ auth }) => authNames[auth.type] },
  { id: 'secret', header: 'Secret', width: '10rem', cell: ({ secretRef }) => <CertText isCut>{secretRef}</CertText> },
  {
    id: 'contexts',
    header: 'For runs',
    width: '10rem',
    cell: ({ allowedContexts }) => allowedContexts.map((one) => (one === 'api' ? 'by hand' : 'by itself')).join(', '),
  },
  { id: 'changedAt', header: 'Changed', width: '9rem', cell: ({ changedAt }) => <Time at={changedAt} /> },
  {
    id: 'description',
    header: 'Description',
    isOptional: true,
    width: 'minmax(10rem, 2fr)',
    cell: ({ description }) => <CertText isCut>{description}</CertText>,
  },
];

/** Services that alerts and scripts call by name. */
export function ConnectionList() {
  const mayWrite = useMay()('connections:write');
  const navigate = useNavigate();
  const create = (
    <Button kind="primary" onPress={() => void navigate({ to: '/connections/new' })}>
      New connection
    </Button>
  );
  return (
    <Page
      title="Connections"
      description="Services that alerts and scripts call by name, with the secret that lets them in."
      actions={mayWrite && create}
    >
      <DataList
        id="connections"
        what="connections"
        path="/api/v1/connections"
        topic="connections"
        filters={filters}
        columns={columns}
        load={loadConnections}
        keyOf={({ uuid }) => uuid}
        titleOf={({ name }) => name}
        pathOf={({ uuid }) => `/connections/${uuid}`}
        empty={
          <EmptyState title="There are no connections yet" actions={mayWrite && create}>
            Store the password or token as a secret first, then name the address here; scripts and webhooks use both by
            name.
          </EmptyState>
        }
      />
    </Page>
  );
}
