import { Link } from '@tanstack/react-router';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { buttonClass } from '../../shared/ui/button';
import { Badge, EmptyState } from '../../shared/ui/states';
import { loadDiscoveries, type Discovery } from './queries';
import { kindNames, statusNames, toneOfStatus } from './words';

const choicesOf = (names: Readonly<Record<string, string>>) =>
  Object.entries(names).map(([value, label]) => ({ value, label }));

const filters: readonly Filter[] = [
  { kind: 'text', name: 'namePrefix', label: 'Name begins with', isPinned: true },
  { kind: 'choice', name: 'kind', label: 'Kind', isPinned: true, choices: choicesOf(kindNames) },
  { kind: 'choice', name: 'status', label: 'Latest run', isPinned: true, choices: choicesOf(statusNames) },
];

const columns: readonly Column<Discovery>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    width: 'minmax(12rem, 1.5fr)',
    cell: ({ uuid, name }) => (
      <Link to="/discoveries/$uuid" params={{ uuid }} className="block truncate">
        <CertText isCut>{name}</CertText>
      </Link>
    ),
  },
  { id: 'kind', header: 'Source', width: '13rem', cell: ({ kind }) => kindNames[kind] },
  {
    id: 'status',
    header: 'Latest run',
    width: '9rem',
    cell: ({ status }) =>
      status === null ? (
        <span className="text-muted">not run yet</span>
      ) : (
        <Badge tone={toneOfStatus(status)}>{statusNames[status]}</Badge>
      ),
  },
  { id: 'startTime', header: 'Began', width: '9rem', cell: ({ startTime }) => <Time at={startTime} /> },
  {
    id: 'found',
    header: 'Found',
    width: '7rem',
    align: 'right',
    cell: ({ totalCertificateDiscovered }) => totalCertificateDiscovered.toLocaleString('en'),
  },
  {
    id: 'message',
    header: 'Message',
    width: 'minmax(10rem, 2fr)',
    cell: ({ message }) => <CertText isCut>{message}</CertText>,
  },
  { id: 'endTime', header: 'Ended', isOptional: true, width: '9rem', cell: ({ endTime }) => <Time at={endTime} /> },
  {
    id: 'description',
    header: 'Description',
    isOptional: true,
    width: '16rem',
    cell: ({ description }) => <CertText isCut>{description}</CertText>,
  },
  { id: 'runs', header: 'Runs', isOptional: true, width: '6rem', align: 'right', cell: ({ lastRun }) => lastRun },
];

/** Where certificates are looked for, and how the latest run of each ended. */
export function DiscoveryList() {
  const mayWrite = useMay()('discoveries:write');
  const make = (
    <Link to="/discoveries/new" className={buttonClass('primary')}>
      New discovery
    </Link>
  );
  return (
    <Page
      title="Discoveries"
      description="Where certificates are looked for: servers, folders, public logs, authorities, and what programs send."
      actions={mayWrite ? make : undefined}
    >
      <DataList
        id="discoveries"
        what="discoveries"
        path="/api/v1/discoveries"
        topic="discoveries"
        filters={filters}
        columns={columns}
        load={loadDiscoveries}
        keyOf={({ uuid }) => uuid}
        titleOf={({ name }) => name}
        pathOf={({ uuid }) => `/discoveries/${uuid}`}
        empty={
          <EmptyState title="There is no discovery yet" actions={mayWrite ? make : undefined}>
            A scan of your servers is the shortest way to know which certificates are in use, and where.
          </EmptyState>
        }
      />
    </Page>
  );
}
