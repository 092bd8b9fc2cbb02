import { useSearch } from '@tanstack/react-router';
import { DataList } from '../../shared/list/data-list';
import type { Filter, FilterValues, ListScope } from '../../shared/list/list-types';
import { Page } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { EmptyState } from '../../shared/ui/states';
import { useMay } from '../../shared/session/me';
import { CertificatesByCondition, ConditionButton, conditionIn } from './by-condition';
import { BulkChangesLink, FilterBulkBar } from './bulk/bulk-bar';
import { certificateColumns, nameOf } from './columns';
import { loadCertificates, type CertificateRow } from './queries';
import { certificateStates, wordsOf } from './states';

const filters: readonly Filter[] = [
  { kind: 'text', name: 'text', label: 'Search', isPinned: true, placeholder: 'Name, SAN, serial, fingerprint' },
  {
    kind: 'choice',
    name: 'state',
    label: 'State',
    isPinned: true,
    choices: certificateStates.map((value) => ({ value, label: wordsOf(value) })),
  },
  { kind: 'time', name: 'notAfterFrom', label: 'Ends from' },
  { kind: 'time', name: 'notAfterTo', label: 'Ends before' },
  { kind: 'text', name: 'commonName', label: 'Name begins with' },
  { kind: 'text', name: 'serialNumber', label: 'Serial number' },
  { kind: 'text', name: 'fingerprint', label: 'Fingerprint' },
  { kind: 'object', name: 'group', label: 'Group', of: 'groups' },
  { kind: 'object', name: 'owner', label: 'Owner', of: 'users' },
  { kind: 'object', name: 'raProfile', label: 'RA profile', of: 'ra-profiles' },
  { kind: 'flag', name: 'archived', label: 'Archived' },
  { kind: 'flag', name: 'reachesNobody', label: 'Expiry told to', yes: 'Nobody', no: 'Somebody' },
];

/** All certificates that the person may see. */
export function CertificateList() {
  const may = useMay();
  const mayChange = may('certificates:write') || may('certificates:renew') || may('certificates:revoke');
  const { condition: text }: FilterValues = useSearch({ strict: false });
  const condition = conditionIn(text);
  if (condition !== undefined) {
    return (
      <Page title="Certificates">
        <CertificatesByCondition condition={condition} />
      </Page>
    );
  }
  return (
    <Page title="Certificates">
      <DataList
        id="certificates"
        what="certificates"
        path="/api/v1/certificates"
        topic="certificates"
        filters={filters}
        columns={certificateColumns}
        load={loadCertificates}
        keyOf={({ uuid }) => uuid}
        titleOf={nameOf}
        pathOf={({ uuid }) => `/certificates/${uuid}`}
        {...(mayChange
          ? {
              bulk: (chosen: readonly CertificateRow[], clear: () => void, scope: ListScope) => (
                <FilterBulkBar chosen={chosen} clear={clear} scope={scope} />
              ),
            }
          : {})}
        tools={
          <>
            <ConditionButton condition={null} label="By a condition" />
            <BulkChangesLink />
          </>
        }
        empty={
          <EmptyState title="There are no certificates yet">
            <PathLink to="/upload" className="underline">
              Upload some
            </PathLink>
            , or let a{' '}
            <PathLink to="/discoveries" className="underline">
              discovery
            </PathLink>{' '}
            find them.
          </EmptyState>
        }
      />
    </Page>
  );
}
