import { Link, useNavigate } from '@tanstack/react-router';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { EmptyState } from '../../shared/ui/states';
import { loadSecrets, type Secret } from './queries';

const filters: readonly Filter[] = [{ kind: 'text', name: 'namePrefix', label: 'Name begins with', isPinned: true }];

const columns: readonly Column<Secret>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    width: 'minmax(10rem, 1.5fr)',
    cell: ({ name }) => (
      <Link to="/secrets/$name" params={{ name }} className="block truncate">
        {name}
      </Link>
    ),
  },
  {
    id: 'description',
    header: 'Description',
    width: 'minmax(10rem, 2fr)',
    cell: ({ description }) => <CertText isCut>{description}</CertText>,
  },
  {
    id: 'contexts',
    header: 'For runs',
    width: '10rem',
    cell: ({ contexts }) => contexts.map((one) => (one === 'api' ? 'by hand' : 'by itself')).join(', '),
  },
  { id: 'setAt', header: 'Set', width: '9rem', cell: ({ setAt }) => <Time at={setAt} /> },
  {
    id: 'usedBy',
    header: 'Used by',
    width: 'minmax(9rem, 1.5fr)',
    cell: ({ usedBy }) => <CertText isCut>{usedBy.map(({ name }) => name).join(', ')}</CertText>,
  },
  {
    id: 'createdAt',
    header: 'Made',
    isOptional: true,
    width: '9rem',
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
];

/** Passwords, tokens and keys that others use by name; what is secret is never shown. */
export function SecretList() {
  const mayWrite = useMay()('secrets:write');
  const navigate = useNavigate();
  const create = (
    <Button kind="primary" onPress={() => void navigate({ to: '/new-secret' })}>
      New secret
    </Button>
  );
  return (
    <Page
      title="Secrets"
      description="Passwords, tokens and keys that scripts, connections and others use by name. What is secret is never shown."
      actions={mayWrite && create}
    >
      <DataList
        id="secrets"
        what="secrets"
        path="/api/v1/secrets"
        topic="secrets"
        filters={filters}
        columns={columns}
        load={loadSecrets}
        keyOf={({ uuid }) => uuid}
        titleOf={({ name }) => name}
        pathOf={({ name }) => `/secrets/${name}`}
        empty={
          <EmptyState title="There are no secrets yet" actions={mayWrite && create}>
            Keep a password or token here under a name; scripts and connections use it by that.
          </EmptyState>
        }
      />
    </Page>
  );
}
