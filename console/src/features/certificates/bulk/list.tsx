import { Link } from '@tanstack/react-router';
import { DataList } from '../../../shared/list/data-list';
import type { Column } from '../../../shared/list/list-types';
import { Page } from '../../../shared/shell/page';
import { CertText } from '../../../shared/text/cert-text';
import { Time } from '../../../shared/text/time';
import { Badge, EmptyState, type Tone } from '../../../shared/ui/states';
import { changeWords } from './changes';
import { loadBulkChanges, type BulkChange } from './queries';

export const bulkTones: Readonly<Record<BulkChange['status'], Tone>> = {
  ...{ accepted: 'accent', running: 'accent', finished: 'good', cancelled: 'warn', failed: 'bad' },
};

function whatOf({ changes }: BulkChange): string {
  return changeWords(Object.keys(changes));
}

const columns: readonly Column<BulkChange>[] = [
  {
    id: 'what',
    header: 'What',
    width: 'minmax(12rem, 1fr)',
    cell: (bulk) => (
      <Link to="/certificates/bulk/$bulkId" params={{ bulkId: bulk.bulkId }} className="block truncate">
        {whatOf(bulk)}
      </Link>
    ),
  },
  { id: 'createdAt', header: 'When', width: '9rem', cell: ({ createdAt }) => <Time at={createdAt} /> },
  { id: 'by', header: 'By', width: '10rem', cell: ({ createdBy }) => <CertText isCut>{createdBy.name}</CertText> },
  {
    id: 'status',
    header: 'State',
    width: '8rem',
    cell: ({ status }) => <Badge tone={bulkTones[status]}>{status}</Badge>,
  },
  {
    id: 'total',
    header: 'Certificates',
    width: '8rem',
    align: 'right',
    cell: ({ total }) => total.value.toLocaleString('en'),
  },
  {
    id: 'changed',
    header: 'Changed',
    width: '7rem',
    align: 'right',
    cell: ({ counts }) => (counts.changed + counts.deleted + counts.requested).toLocaleString('en'),
  },
  {
    id: 'failed',
    header: 'Failed',
    width: '7rem',
    align: 'right',
    cell: ({ counts: { failed } }) => (
      <span className={failed > 0 ? 'font-semibold text-danger' : undefined}>{failed.toLocaleString('en')}</span>
    ),
  },
];

/** Changes of many certificates, the latest first. */
export function BulkList() {
  return (
    <Page title="Bulk changes" description="Changes of many certificates at once. They are kept for 90 days.">
      <DataList
        id="bulk-changes"
        what="bulk changes"
        path="/api/v1/certificates/bulk"
        topic="bulk-changes"
        filters={[]}
        columns={columns}
        load={loadBulkChanges}
        keyOf={({ bulkId }) => bulkId}
        titleOf={whatOf}
        pathOf={({ bulkId }) => `/certificates/bulk/${bulkId}`}
        empty={
          <EmptyState
            title="Nothing was changed in bulk yet"
            actions={
              <Link to="/certificates" className="underline">
                Choose certificates
              </Link>
            }
          >
            Choose rows in the list of certificates, or set a filter and take all that it finds.
          </EmptyState>
        }
      />
    </Page>
  );
}
