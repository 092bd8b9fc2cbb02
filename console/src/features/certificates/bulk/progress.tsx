import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { DataList } from '../../../shared/list/data-list';
import type { Column, Filter } from '../../../shared/list/list-types';
import { useMay } from '../../../shared/session/me';
import { Page, Section } from '../../../shared/shell/page';
import { PathLink } from '../../../shared/shell/path-link';
import { CertText } from '../../../shared/text/cert-text';
import { Time } from '../../../shared/text/time';
import { Button } from '../../../shared/ui/button';
import { Fact, Facts } from '../../../shared/ui/facts';
import { Badge, EmptyState, ErrorState, Loading, Progress } from '../../../shared/ui/states';
import { tell, tellError } from '../../../shared/ui/toasts';
import { ChangeDialog, type ChangeDialogProps } from './change-dialog';
import { changeWords, permissionOf } from './changes';
import { bulkTones } from './list';
import { outcomeTones } from './preview-rows';
import { bulkQuery, cancelBulk, failedOf, isOver, loadBulkRows, type BulkChange, type BulkRow } from './queries';
import type { OperationAct } from './operations';
import { OperationsDialog } from './operations-dialog';
import { changesAgain } from './remembered';

const filters: readonly Filter[] = [
  {
    kind: 'choice',
    name: 'outcome',
    label: 'What came of it',
    isPinned: true,
    choices: ['changed', 'deleted', 'requested', 'unchanged', 'failed'].map((value) => ({ value, label: value })),
  },
];

const columns: readonly Column<BulkRow>[] = [
  {
    id: 'name',
    header: 'Certificate',
    width: 'minmax(12rem, 1fr)',
    cell: ({ certificate, name, outcome }) =>
      outcome === 'deleted' || name === null ? (
        <CertText isCut>{name ?? certificate}</CertText>
      ) : (
        <Link to="/certificates/$uuid" params={{ uuid: certificate }} className="block truncate">
          <CertText isCut>{name}</CertText>
        </Link>
      ),
  },
  {
    id: 'outcome',
    header: 'What came of it',
    width: '9rem',
    cell: ({ outcome }) => <Badge tone={outcomeTones[outcome]}>{outcome}</Badge>,
  },
  { id: 'changes', header: 'Changed', width: '14rem', cell: ({ changes }) => changeWords(changes) || '–' },
  {
    id: 'why',
    header: 'Why not',
    width: 'minmax(14rem, 2fr)',
    cell: ({ detail, code }) => <CertText isCut>{detail ?? code}</CertText>,
  },
];

/** One change of many certificates: how far it is, what came of each, and those of which nothing came again. */
export function BulkProgress() {
  const { bulkId = '' } = useParams({ strict: false });
  const query = useQuery(bulkQuery(bulkId));
  const load = useMemo(() => loadBulkRows(bulkId), [bulkId]);
  const client = useQueryClient();
  const isDone = query.data !== undefined && isOver(query.data);
  // Rows are read once more when the last of them is there.
  useEffect(() => {
    if (isDone) void client.resetQueries({ queryKey: ['list', `bulk-rows-${bulkId}`] });
  }, [client, isDone, bulkId]);
  if (query.isPending) return <Loading what="the bulk change" />;
  if (query.isError) {
    return (
      <Page title="Bulk change">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const bulk = query.data;
  return (
    <Page
      title={`Bulk change: ${changeWords(Object.keys(bulk.changes))}`}
      actions={<Acts bulk={bulk} />}
      description={
        <Link to="/certificates/bulk" className="underline">
          All bulk changes
        </Link>
      }
    >
      <Section title="How far it is">
        <Standing bulk={bulk} />
      </Section>
      <DataList
        id={`bulk-rows-${bulkId}`}
        what="certificates"
        path={`/api/v1/certificates/bulk/${bulkId}/rows`}
        filters={filters}
        columns={columns}
        load={load}
        keyOf={({ certificate }) => certificate}
        titleOf={({ certificate, name }) => name ?? certificate}
        empty={
          <EmptyState title={isDone ? 'No certificate was touched' : 'None is done yet'}>
            {isDone ? 'None of them was there any more.' : 'Each stands here once something came of it.'}
          </EmptyState>
        }
      />
    </Page>
  );
}

function Standing({ bulk }: { readonly bulk: BulkChange }) {
  const { status, counts, total, createdBy, createdAt, startedAt, finishedAt, message, filter } = bulk;
  const act = actOf(bulk.changes);
  const done = counts.changed + counts.deleted + counts.requested + counts.unchanged + counts.failed;
  const n = (count: number) => count.toLocaleString('en');
  return (
    <div className="flex flex-col gap-4">
      <div aria-live="polite">
        <Progress label={isOver(bulk) ? 'Done' : 'Under way'} value={done} max={Math.max(done, total.value)} />
      </div>
      <Facts>
        <Fact name="State">
          <Badge tone={bulkTones[status]}>{status}</Badge>{' '}
          {bulk.cancelRequested && !isOver(bulk) && <Badge tone="warn">is being stopped</Badge>}
        </Fact>
        <Fact name="Came of it">
          {act === undefined ? (
            `${n(counts.changed)} changed, ${n(counts.deleted)} deleted, ${n(counts.unchanged)} unchanged, `
          ) : (
            <>
              <PathLink to={`/operations?action=${act}`} className="underline">
                {n(counts.requested)} requested
              </PathLink>
              ,{' '}
            </>
          )}
          <span className={counts.failed > 0 ? 'font-semibold text-danger' : undefined}>{n(counts.failed)} failed</span>
        </Fact>
        <Fact name="Asked for by">
          <CertText>{createdBy.name}</CertText>, <Time at={createdAt} form="both" />
        </Fact>
        <Fact name="Which">{filter === null ? 'those that were chosen' : 'all that a filter found'}</Fact>
        <Fact name="Began">
          <Time at={startedAt} form="both" />
        </Fact>
        <Fact name="Ended">
          <Time at={finishedAt} form="both" />
        </Fact>
      </Facts>
      {message !== null && (
        <p className="text-sm text-danger">
          <CertText>{message}</CertText>
        </p>
      )}
    </div>
  );
}

function Acts({ bulk }: { readonly bulk: BulkChange }) {
  const may = useMay()(permissionOf(bulk.changes));
  const client = useQueryClient();
  const [failed, setFailed] = useState<readonly string[]>();
  const cancel = useMutation({
    mutationFn: () => cancelBulk(bulk.bulkId),
    onError: tellError,
    onSuccess: () => tell('It stops after those that it is working on. What is changed stays changed.'),
    onSettled: () => client.invalidateQueries({ queryKey: ['bulk-change', bulk.bulkId] }),
  });
  const read = useMutation({
    mutationFn: () => failedOf(bulk.bulkId, new AbortController().signal),
    onError: tellError,
    onSuccess: setFailed,
  });
  if (!may) return null;
  const again = changesAgain(bulk.bulkId, bulk.changes);
  const { failed: count } = bulk.counts;
  return (
    <>
      {!isOver(bulk) && (
        <Button
          onPress={() => cancel.mutate()}
          disabledReason={bulk.cancelRequested ? 'It is being stopped.' : undefined}
        >
          Stop
        </Button>
      )}
      {isOver(bulk) && count > 0 && (
        <Button
          kind="primary"
          onPress={() => read.mutate()}
          disabledReason={
            again === undefined
              ? 'Values of attributes are not shown again. Choose the certificates in their list.'
              : read.isPending
                ? 'They are being read.'
                : undefined
          }
        >
          Try what failed again ({count.toLocaleString('en')}) …
        </Button>
      )}
      {failed !== undefined && again !== undefined && (
        <Again selection={{ uuids: failed }} again={again} onClose={() => setFailed(undefined)} />
      )}
    </>
  );
}

/** The dialog that such a change comes from. */
function Again(props: Required<Pick<ChangeDialogProps, 'selection' | 'again' | 'onClose'>>) {
  const act = actOf(props.again);
  return act === undefined ? <ChangeDialog {...props} /> : <OperationsDialog {...props} act={act} />;
}

function actOf(changes: object): OperationAct | undefined {
  return 'renew' in changes ? 'renew' : 'revoke' in changes ? 'revoke' : undefined;
}
