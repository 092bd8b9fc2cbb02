import { useMemo } from 'react';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter } from '../../shared/list/list-types';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge, EmptyState } from '../../shared/ui/states';
import { loadRuns, type Alert, type AlertRun } from './queries';
import { countsText, runWordsOf } from './words';

const filters: readonly Filter[] = [
  {
    kind: 'choice',
    name: 'status',
    label: 'State',
    isPinned: true,
    choices: (['running', 'finished', 'finished_with_errors', 'failed', 'no_definition'] as const).map((status) => ({
      value: status,
      label: runWordsOf({ status }).words,
    })),
  },
];

const columns: readonly Column<AlertRun>[] = [
  { id: 'startedAt', header: 'Began', width: '9rem', cell: ({ startedAt }) => <Time at={startedAt} /> },
  {
    id: 'status',
    header: 'State',
    width: '13rem',
    cell: (run) => {
      const { words, tone } = runWordsOf(run);
      return (
        <span className="flex gap-1">
          <Badge tone={tone}>{words}</Badge>
          {run.isTest && <Badge tone="accent">test</Badge>}
        </span>
      );
    },
  },
  { id: 'counts', header: 'Came to', width: 'minmax(12rem, 2fr)', cell: ({ counts }) => countsText(counts) },
  { id: 'trigger', header: 'Started by', width: '9rem', cell: ({ trigger }) => trigger },
  { id: 'actor', header: 'Who', width: '9rem', cell: ({ actorName }) => <CertText isCut>{actorName}</CertText> },
  {
    id: 'notes',
    header: 'Notes',
    width: 'minmax(12rem, 2fr)',
    cell: ({ message, notes }) => (
      <CertText isCut>
        {[message, ...notes.map(({ code, detail, count }) => `${code}${count > 1 ? ` (${count})` : ''}: ${detail}`)]
          .filter((one) => one !== null)
          .join('; ')}
      </CertText>
    ),
  },
  {
    id: 'version',
    header: 'Version',
    width: '6rem',
    align: 'right',
    cell: ({ alertVersion }) => alertVersion.toLocaleString('en'),
  },
  {
    id: 'engine',
    header: 'Engine',
    isOptional: true,
    width: '8rem',
    cell: ({ runUrl }) =>
      runUrl === null ? (
        <span className="text-muted">–</span>
      ) : (
        <a href={runUrl} target="_blank" rel="noreferrer">
          its workflow
        </a>
      ),
  },
  { id: 'endedAt', header: 'Ended', isOptional: true, width: '9rem', cell: ({ endedAt }) => <Time at={endedAt} /> },
];

/** Passes of an alert over its items, newest first. */
export function AlertRuns({ alert: { uuid } }: { readonly alert: Alert }) {
  const fixed = useMemo(() => ({ of: uuid }), [uuid]);
  return (
    <DataList
      id="runs-of-alert"
      fixed={fixed}
      what="runs"
      topic="alerts"
      filters={filters}
      columns={columns}
      load={loadRuns}
      keyOf={({ runId }) => runId}
      titleOf={(run) => runWordsOf(run).words}
      empty={<EmptyState title="It has not run yet">It runs by its schedule, or by “Run now”.</EmptyState>}
    />
  );
}
