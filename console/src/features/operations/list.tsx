import { Link } from '@tanstack/react-router';
import { DataList } from '../../shared/list/data-list';
import type { Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { buttonClass } from '../../shared/ui/button';
import { EmptyState } from '../../shared/ui/states';
import { operationColumns } from './columns';
import { loadOperations } from './queries';
import { actionNames, actions, askedOf, nameOfOperation, operationStates, stateNames } from './words';

const filters: readonly Filter[] = [
  {
    kind: 'choice',
    name: 'action',
    label: 'What is asked',
    isPinned: true,
    choices: actions.map((value) => ({ value, label: actionNames[value] })),
  },
  {
    kind: 'choice',
    name: 'state',
    label: 'State',
    isPinned: true,
    choices: operationStates.map((value) => ({ value, label: stateNames[value] })),
  },
  { kind: 'object', name: 'raProfile', label: 'RA profile', of: 'ra-profiles' },
  { kind: 'text', name: 'certificate', label: 'Certificate (uuid)' },
];

/** Certificates that were asked for: issued, renewed, rekeyed, revoked, and how each stands. */
export function OperationList() {
  const mayIssue = useMay()('certificates:issue');
  const ask = (
    <Link to="/operations/new" className={buttonClass('primary')}>
      New certificate
    </Link>
  );
  return (
    <Page
      title="Operations"
      description="What people, programs and Certloom itself ask authorities for, and how it stands."
      actions={mayIssue ? ask : undefined}
    >
      <DataList
        id="operations"
        what="operations"
        path="/api/v1/operations"
        topic="operations"
        filters={filters}
        columns={operationColumns}
        load={loadOperations}
        keyOf={({ uuid }) => uuid}
        titleOf={(operation) => `${askedOf(operation)}: ${nameOfOperation(operation)}`}
        pathOf={({ uuid }) => `/operations/${uuid}`}
        empty={
          <EmptyState title="Nothing was asked for yet" actions={mayIssue ? ask : undefined}>
            A new certificate is asked for here; renewals and revocations on the screen of the certificate, or for many
            in their list.
          </EmptyState>
        }
      />
    </Page>
  );
}
