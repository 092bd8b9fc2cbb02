import { Link } from '@tanstack/react-router';
import type { Column } from '../../shared/list/list-types';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge } from '../../shared/ui/states';
import type { AlertRun, ListedAlert } from './queries';
import { countsText, kindNames, runWordsOf, scheduleText } from './words';

/** How the last run of a context ended, when, and what it came to. */
export function LastAlertRun({ run }: { readonly run: AlertRun | null | undefined }) {
  if (run === null || run === undefined) return <span className="text-muted">never</span>;
  const { words, tone } = runWordsOf(run);
  return (
    <span className="flex items-center gap-1.5 overflow-hidden" title={countsText(run.counts)}>
      <Badge tone={tone}>{words}</Badge>
      {run.isTest && <Badge tone="accent">test</Badge>}
      <Time at={run.startedAt} />
    </span>
  );
}

export const alertColumns: readonly Column<ListedAlert>[] = [
  {
    id: 'kind',
    header: 'What it watches',
    sort: 'kind',
    width: '14rem',
    cell: ({ kind }) => <span className="block truncate">{kindNames[kind]}</span>,
  },
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    width: 'minmax(12rem, 2fr)',
    cell: ({ uuid, name }) => (
      <Link to="/alerts/$uuid" params={{ uuid }} className="block truncate">
        <CertText>{name}</CertText>
      </Link>
    ),
  },
  {
    id: 'state',
    header: 'State',
    width: '10rem',
    cell: ({ enabled, warnings, semantics }) => (
      <span className="flex gap-1">
        {enabled ? <Badge tone="good">on</Badge> : <Badge>off</Badge>}
        {warnings.length > 0 && <Badge tone="warn">warnings</Badge>}
        {semantics === 'compat' && <Badge>compat</Badge>}
      </span>
    ),
  },
  {
    id: 'lastService',
    header: 'Last run by schedule',
    width: '14rem',
    cell: ({ lastRuns }) => <LastAlertRun run={lastRuns?.service} />,
  },
  {
    id: 'lastApi',
    header: 'Last run by hand',
    width: '14rem',
    cell: ({ lastRuns }) => <LastAlertRun run={lastRuns?.api} />,
  },
  { id: 'next', header: 'Next', width: '8rem', cell: ({ nextRuns }) => <Time at={nextRuns[0]} /> },
  {
    id: 'handlers',
    header: 'Does',
    width: 'minmax(9rem, 1fr)',
    cell: ({ mode, handlers }) =>
      mode === 'workflow' ? (
        'starts a workflow'
      ) : (
        <CertText isCut>{handlers.map(({ name }) => name).join(', ')}</CertText>
      ),
  },
  {
    id: 'changedAt',
    header: 'Changed',
    sort: 'changedAt',
    isOptional: true,
    width: '9rem',
    cell: ({ changedAt }) => <Time at={changedAt} />,
  },
  {
    id: 'schedule',
    header: 'Looks',
    isOptional: true,
    width: '14rem',
    cell: (alert) => <span className="block truncate">{scheduleText(alert)}</span>,
  },
  {
    id: 'description',
    header: 'Description',
    isOptional: true,
    width: 'minmax(10rem, 2fr)',
    cell: ({ description }) => <CertText isCut>{description}</CertText>,
  },
  {
    id: 'recipients',
    header: 'Recipients',
    isOptional: true,
    width: 'minmax(10rem, 1fr)',
    cell: ({ recipients }) => <CertText isCut>{recipients.join(', ')}</CertText>,
  },
];
