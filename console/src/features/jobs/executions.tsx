import { useMemo } from 'react';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter } from '../../shared/list/list-types';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge, EmptyState } from '../../shared/ui/states';
import { loadExecutions, type Execution } from './queries';
import { durationText, executionNames, resultWords, toneOfExecution } from './words';

const filters: readonly Filter[] = [
  {
    kind: 'choice',
    name: 'status',
    label: 'Result',
    isPinned: true,
    choices: Object.entries(executionNames).map(([value, label]) => ({ value, label })),
  },
];

const columns: readonly Column<Execution>[] = [
  { id: 'startedAt', header: 'Began', width: '15rem', cell: ({ startedAt }) => <Time at={startedAt} form="both" /> },
  {
    id: 'status',
    header: 'Result',
    width: '8rem',
    cell: ({ status }) => <Badge tone={toneOfExecution(status)}>{executionNames[status]}</Badge>,
  },
  {
    id: 'duration',
    header: 'Took',
    width: '7rem',
    align: 'right',
    cell: ({ durationMs }) => durationText(durationMs),
  },
  {
    id: 'trigger',
    header: 'Started',
    width: '8rem',
    cell: ({ trigger }) => (trigger === 'manual' ? 'by hand' : 'by the clock'),
  },
  {
    id: 'message',
    header: 'Message',
    width: 'minmax(14rem, 2fr)',
    cell: ({ message }) => <CertText isCut>{message}</CertText>,
  },
  {
    id: 'result',
    header: 'What came of it',
    width: 'minmax(10rem, 1fr)',
    cell: ({ result }) => <CertText isCut>{resultWords(result)}</CertText>,
  },
  {
    id: 'run',
    header: 'In Temporal',
    width: '8rem',
    cell: ({ runUrl }) =>
      runUrl === null ? (
        <span className="text-muted">–</span>
      ) : (
        <a href={runUrl} className="underline" rel="noreferrer" target="_blank">
          Open the run
        </a>
      ),
  },
];

/** Runs of a job, the latest first. */
export function Executions({ job }: { readonly job: string }) {
  const load = useMemo(() => loadExecutions(job), [job]);
  return (
    <DataList
      id={`job-runs-${job}`}
      what="runs"
      path={`/api/v1/scheduled-jobs/${job}/executions`}
      filters={filters}
      columns={columns}
      load={load}
      keyOf={({ executionId }) => executionId}
      titleOf={({ startedAt }) => `Run of ${startedAt}`}
      empty={<EmptyState title="It has not run yet">“Run now” does it at once, also while it is paused.</EmptyState>}
    />
  );
}
