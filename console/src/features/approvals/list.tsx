import { useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { DataList } from '../../shared/list/data-list';
import type { Filter, FilterValues } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { EmptyState } from '../../shared/ui/states';
import { approvalColumns } from './columns';
import { DecideDialog, type Deciding } from './decide-dialog';
import { loadApprovals } from './queries';
import { askedText, objectText } from './words';

const choices = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

const filters: readonly Filter[] = [
  {
    kind: 'choice',
    name: 'mine',
    label: 'Whose',
    isPinned: true,
    choices: [
      { value: 'waiting', label: 'waiting for me' },
      { value: 'created', label: 'asked for by me' },
    ],
  },
  {
    kind: 'choice',
    name: 'status',
    label: 'State',
    isPinned: true,
    choices: choices(['pending', 'approved', 'rejected', 'expired']),
  },
  { kind: 'choice', name: 'resourceAction', label: 'To do', choices: choices(['issue', 'renew', 'rekey', 'revoke']) },
  {
    kind: 'choice',
    name: 'resource',
    label: 'Kind of object',
    choices: choices(['certificates', 'raProfiles', 'groups', 'discoveries', 'approvals', 'jobs', 'settings']),
  },
  { kind: 'text', name: 'objectUuid', label: 'Object (id)' },
  { kind: 'object', of: 'approval-profiles', name: 'approvalProfile', label: 'Approval profile' },
  { kind: 'object', of: 'users', name: 'creator', label: 'Asked by' },
];

/** What people ask for and others have to allow: mine and all, to be decided on from here. */
export function ApprovalList() {
  const may = useMay();
  const mayWrite = may('approvals:write');
  const [deciding, setDeciding] = useState<Deciding>();
  const { mine }: FilterValues = useSearch({ strict: false });
  const columns = useMemo(() => approvalColumns(mayWrite, setDeciding), [mayWrite]);
  const whose =
    mine === undefined && !may('approvals:all')
      ? 'What you asked for, what waits for you, and what you have decided on.'
      : undefined;
  return (
    <Page title="Approvals" description={whose}>
      <DataList
        id="approvals"
        what="approvals"
        path="/api/v1/approvals"
        topic="approvals"
        filters={filters}
        columns={columns}
        load={loadApprovals}
        keyOf={({ uuid }) => uuid}
        titleOf={(approval) => `${askedText(approval)}: ${objectText(approval)}`}
        pathOf={({ uuid }) => `/approvals/${uuid}`}
        empty={
          <EmptyState title="Nothing was asked for yet">
            Where a profile asks for approval, what somebody wants to issue, renew or revoke waits here.
          </EmptyState>
        }
      />
      {deciding !== undefined && <DecideDialog of={deciding} onClose={() => setDeciding(undefined)} />}
    </Page>
  );
}
