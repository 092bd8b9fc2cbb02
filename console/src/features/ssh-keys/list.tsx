import { Link, useNavigate } from '@tanstack/react-router';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { EmptyState } from '../../shared/ui/states';
import { loadSshKeys, type SshKey } from './queries';

const filters: readonly Filter[] = [
  { kind: 'text', name: 'userName', label: 'User', isPinned: true },
  { kind: 'text', name: 'ownerMail', label: 'Owner (mail)', isPinned: true },
  {
    kind: 'choice',
    name: 'dueWithinDays',
    label: 'To be replaced',
    isPinned: true,
    choices: [
      { value: '0', label: 'now' },
      { value: '30', label: 'within 30 days' },
      { value: '90', label: 'within 90 days' },
    ],
  },
  { kind: 'text', name: 'keyType', label: 'Type', placeholder: 'ssh-ed25519' },
  { kind: 'text', name: 'fingerprint', label: 'Fingerprint', placeholder: 'SHA256:…' },
];

const columns: readonly Column<SshKey>[] = [
  {
    id: 'fingerprint',
    header: 'Fingerprint',
    width: 'minmax(14rem, 2fr)',
    cell: ({ uuid, fingerprint }) => (
      <Link to="/ssh-keys/$uuid" params={{ uuid }} className="block truncate font-mono text-xs">
        {fingerprint}
      </Link>
    ),
  },
  {
    id: 'comment',
    header: 'Comment',
    width: 'minmax(9rem, 1fr)',
    cell: ({ comment }) => <CertText isCut>{comment}</CertText>,
  },
  {
    id: 'type',
    header: 'Type',
    width: '11rem',
    cell: ({ keyType, keyLength }) => (
      <span className="block truncate">
        {keyType}, {keyLength.toLocaleString('en')} bits
      </span>
    ),
  },
  { id: 'user', header: 'User', width: '9rem', cell: ({ userName }) => <CertText isCut>{userName}</CertText> },
  { id: 'owner', header: 'Owner', width: '12rem', cell: ({ ownerMail }) => <CertText isCut>{ownerMail}</CertText> },
  {
    id: 'createdAt',
    header: 'Since',
    sort: 'createdAt',
    width: '9rem',
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
  { id: 'due', header: 'To be replaced', width: '9rem', cell: ({ rotationDueAt }) => <Time at={rotationDueAt} /> },
  {
    id: 'servers',
    header: 'Opens',
    isOptional: true,
    width: 'minmax(10rem, 1fr)',
    cell: ({ serverLogons }) => <CertText isCut>{serverLogons.join(', ')}</CertText>,
  },
];

/** The SSH keys that alerts on old keys watch. */
export function SshKeyList() {
  const mayWrite = useMay()('ssh-keys:write');
  const navigate = useNavigate();
  const create = (
    <Button kind="primary" onPress={() => void navigate({ to: '/ssh-keys/new' })}>
      New SSH key
    </Button>
  );
  return (
    <Page
      title="SSH keys"
      description="What alerts on old keys watch. Only public parts are kept."
      actions={mayWrite && create}
    >
      <DataList
        id="ssh-keys"
        what="keys"
        path="/api/v1/ssh-keys"
        topic="ssh-keys"
        filters={filters}
        columns={columns}
        load={loadSshKeys}
        keyOf={({ uuid }) => uuid}
        titleOf={({ fingerprint }) => fingerprint}
        pathOf={({ uuid }) => `/ssh-keys/${uuid}`}
        empty={
          <EmptyState title="There are no SSH keys yet" actions={mayWrite && create}>
            Add one by the line of its .pub file; an alert then says when it is to be replaced.
          </EmptyState>
        }
      />
    </Page>
  );
}
