import { DataList } from '../../shared/list/data-list';
import type { Filter } from '../../shared/list/list-types';
import { Page } from '../../shared/shell/page';
import { EmptyState } from '../../shared/ui/states';
import { certificateColumns, nameOf } from './columns';
import { loadCertificates } from './queries';
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
  { kind: 'text', name: 'group', label: 'Group' },
  { kind: 'text', name: 'owner', label: 'Owner' },
  { kind: 'text', name: 'raProfile', label: 'RA profile' },
  { kind: 'flag', name: 'archived', label: 'Archived' },
  { kind: 'flag', name: 'reachesNobody', label: 'Expiry told to', yes: 'Nobody', no: 'Somebody' },
];

/** All certificates that the person may see. */
export function CertificateList() {
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
        empty={
          <EmptyState title="There are no certificates yet">Upload some, or let a discovery find them.</EmptyState>
        }
      />
    </Page>
  );
}
