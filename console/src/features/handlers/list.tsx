import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { Badge, EmptyState } from '../../shared/ui/states';
import { loadHandlers, type Handler } from './queries';
import { RegisterDialog } from './register-dialog';

const filters: readonly Filter[] = [
  { kind: 'flag', name: 'builtIn', label: 'Which', isPinned: true, yes: 'Built in', no: 'Your own' },
];

const columns: readonly Column<Handler>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(9rem, 1fr)',
    cell: ({ name }) => (
      <Link to="/handlers/$name" params={{ name }} className="block truncate">
        {name}
      </Link>
    ),
  },
  {
    id: 'title',
    header: 'What it does',
    width: 'minmax(12rem, 2fr)',
    cell: ({ title }) => <CertText isCut>{title}</CertText>,
  },
  {
    id: 'state',
    header: 'State',
    width: '8rem',
    cell: ({ builtIn, enabled }) =>
      builtIn ? <Badge>built in</Badge> : enabled ? <Badge tone="good">on</Badge> : <Badge>off</Badge>,
  },
  { id: 'version', header: 'Version', width: '7rem', cell: ({ version }) => <CertText isCut>{version}</CertText> },
  {
    id: 'supports',
    header: 'For alerts on',
    width: 'minmax(10rem, 1.5fr)',
    cell: ({ supports }) => <span className="block truncate">{supports.join(', ').replaceAll('_', ' ')}</span>,
  },
  {
    id: 'usedBy',
    header: 'Used by',
    width: 'minmax(9rem, 1fr)',
    cell: ({ usedBy }) => <CertText isCut>{usedBy.map(({ name }) => name).join(', ')}</CertText>,
  },
  {
    id: 'registeredAt',
    header: 'Registered',
    width: '9rem',
    cell: ({ registeredAt }) => <Time at={registeredAt} />,
  },
  {
    id: 'module',
    header: 'Module',
    isOptional: true,
    width: 'minmax(9rem, 1fr)',
    cell: ({ module }) => <CertText isCut>{module}</CertText>,
  },
];

/** What alerts can run for an item: built in, and modules of your own. */
export function HandlerList() {
  const mayWrite = useMay()('handlers:write');
  const [isOpen, setOpen] = useState(false);
  return (
    <Page
      title="Handlers"
      description="What alerts can run for an item. Modules of your own stand in the plug-in folder of the workers."
      actions={
        mayWrite && (
          <Button kind="primary" onPress={() => setOpen(true)}>
            Register a module
          </Button>
        )
      }
    >
      <DataList
        id="handlers"
        what="handlers"
        topic="handlers"
        path="/api/v1/handlers"
        filters={filters}
        columns={columns}
        load={loadHandlers}
        keyOf={({ name }) => name}
        titleOf={({ name }) => name}
        pathOf={({ name }) => `/handlers/${name}`}
        empty={<EmptyState title="There are no handlers">Handlers that are built in stand here.</EmptyState>}
      />
      {isOpen && <RegisterDialog module="" onClose={() => setOpen(false)} />}
    </Page>
  );
}
