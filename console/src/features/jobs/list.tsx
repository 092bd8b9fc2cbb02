import { Link } from '@tanstack/react-router';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { buttonClass } from '../../shared/ui/button';
import { labelOf } from '../../shared/forms/json-schema';
import { Badge, EmptyState } from '../../shared/ui/states';
import { loadJobs, type JobRow } from './queries';
import { cronWords, durationText, executionNames, toneOfExecution } from './words';

const filters: readonly Filter[] = [
  { kind: 'text', name: 'namePrefix', label: 'Name begins with', isPinned: true },
  {
    kind: 'choice',
    name: 'lastStatus',
    label: 'Last result',
    isPinned: true,
    choices: Object.entries(executionNames).map(([value, label]) => ({ value, label })),
  },
];

const columns: readonly Column<JobRow>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    width: 'minmax(13rem, 1.5fr)',
    cell: ({ uuid, name }) => (
      <Link to="/jobs/$uuid" params={{ uuid }} className="block truncate">
        <CertText isCut>{name}</CertText>
      </Link>
    ),
  },
  {
    id: 'enabled',
    header: 'State',
    width: '7rem',
    cell: ({ enabled }) => <Badge tone={enabled ? 'good' : 'warn'}>{enabled ? 'on' : 'paused'}</Badge>,
  },
  {
    id: 'when',
    header: 'When',
    width: 'minmax(13rem, 1.5fr)',
    cell: ({ cron, timeZone }) => (
      <span className="block truncate" title={`${cron} ${timeZone}`}>
        {cronWords(cron) ?? cron} <span className="text-muted">{timeZone}</span>
      </span>
    ),
  },
  { id: 'next', header: 'Next', width: '9rem', cell: ({ nextRuns }) => <Time at={nextRuns[0]} /> },
  {
    id: 'last',
    header: 'Last',
    width: '9rem',
    cell: ({ lastExecution }) => <Time at={lastExecution?.startedAt} />,
  },
  {
    id: 'result',
    header: 'Last result',
    width: '8rem',
    cell: ({ lastExecution }) =>
      lastExecution === null ? (
        <span className="text-muted">none yet</span>
      ) : (
        <Badge tone={toneOfExecution(lastExecution.status)}>{executionNames[lastExecution.status]}</Badge>
      ),
  },
  {
    id: 'took',
    header: 'Took',
    width: '7rem',
    align: 'right',
    cell: ({ lastExecution }) => durationText(lastExecution?.durationMs ?? null),
  },
  {
    id: 'message',
    header: 'Message',
    width: 'minmax(9rem, 1fr)',
    cell: ({ lastExecution }) => <CertText isCut>{lastExecution?.message}</CertText>,
  },
  { id: 'type', header: 'Kind', isOptional: true, width: '11rem', cell: ({ jobType }) => labelOf(jobType) },
  {
    id: 'user',
    header: 'For',
    isOptional: true,
    width: '9rem',
    cell: ({ userName, userUuid, system }) => (system ? 'Certloom' : <CertText isCut>{userName ?? userUuid}</CertText>),
  },
];

/** What is done by the clock: when next, how it went last. */
export function JobList() {
  const mayWrite = useMay()('scheduled-jobs:write');
  const make = (
    <Link to="/jobs/new" className={buttonClass('primary')}>
      New job
    </Link>
  );
  return (
    <Page
      title="Jobs"
      description="What is done by the clock: Certloom’s own, and those of people."
      actions={mayWrite ? make : undefined}
    >
      <DataList
        id="jobs"
        what="jobs"
        path="/api/v1/scheduled-jobs"
        topic="jobs"
        filters={filters}
        columns={columns}
        load={loadJobs}
        keyOf={({ uuid }) => uuid}
        titleOf={({ name }) => name}
        pathOf={({ uuid }) => `/jobs/${uuid}`}
        empty={
          <EmptyState title="There is no job yet" actions={mayWrite ? make : undefined}>
            A job runs a discovery or a script again and again.
          </EmptyState>
        }
      />
    </Page>
  );
}
