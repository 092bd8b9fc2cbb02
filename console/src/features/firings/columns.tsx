import { Link } from '@tanstack/react-router';
import type { Column } from '../../shared/list/list-types';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge } from '../../shared/ui/states';
import { ObjectLink } from '../../shared/shell/object-link';
import type { FiringRow } from './queries';
import { eventName } from '../../shared/text/event-names';
import { wordsOf } from '../../shared/text/words';
import { actionsText, durationText, subjectName, verdictOf } from './words';

/** How a row is called. */
export function titleOf({ event, subject }: Pick<FiringRow, 'event' | 'subject'>): string {
  return `${eventName(event)}: ${subjectName(subject)}`;
}

export const firingColumns: readonly Column<FiringRow>[] = [
  {
    id: 'occurredAt',
    header: 'When',
    sort: 'occurredAt',
    width: '9rem',
    cell: ({ occurredAt }) => <Time at={occurredAt} />,
  },
  {
    id: 'event',
    header: 'What happened',
    width: 'minmax(12rem, 1.5fr)',
    cell: ({ firingId, event, happened }) => (
      <Link to="/event-history/$firingId" params={{ firingId }} className="block truncate">
        {eventName(event)}
        {happened !== null && <span className="text-muted"> · {happened}</span>}
      </Link>
    ),
  },
  {
    id: 'subject',
    header: 'To what',
    width: 'minmax(11rem, 2fr)',
    cell: ({ subject }) =>
      subject.name === null && subject.note !== null ? (
        <span className="text-muted">{subject.note}</span>
      ) : (
        <ObjectLink resource={subject.resource} uuid={subject.uuid} name={subjectName(subject)} isCut />
      ),
  },
  {
    id: 'outcome',
    header: 'Result',
    width: '11.5rem',
    cell: (row) => {
      const { words, tone } = verdictOf(row);
      return <Badge tone={tone}>{words}</Badge>;
    },
  },
  {
    id: 'triggers',
    header: 'Decided by',
    width: 'minmax(9rem, 1.5fr)',
    cell: ({ matchedTriggers }) => <CertText isCut>{matchedTriggers.map(({ name }) => name).join(', ')}</CertText>,
  },
  {
    id: 'actions',
    header: 'Actions',
    width: '10rem',
    cell: ({ counts }) => actionsText(counts) || <span className="text-muted">–</span>,
  },
  {
    id: 'message',
    header: 'Message',
    width: 'minmax(9rem, 1.5fr)',
    cell: ({ message }) => <CertText isCut>{message}</CertText>,
  },
  {
    id: 'marks',
    header: 'Marks',
    width: '8rem',
    cell: ({ repeatCount, replayOf }) => (
      <span className="flex gap-1">
        {replayOf !== null && <Badge tone="accent">replay</Badge>}
        {repeatCount > 1 && <Badge>{repeatCount.toLocaleString('en')} times</Badge>}
      </span>
    ),
  },
  {
    id: 'actor',
    header: 'Caused by',
    isOptional: true,
    width: '9rem',
    cell: ({ actor }) => <CertText isCut>{actor.name}</CertText>,
  },
  {
    id: 'status',
    header: 'Status',
    isOptional: true,
    width: '11rem',
    cell: ({ status }) => wordsOf(status),
  },
  {
    id: 'evaluated',
    header: 'Triggers asked',
    isOptional: true,
    width: '9rem',
    align: 'right',
    cell: ({ counts }) => counts.evaluated.toLocaleString('en'),
  },
  {
    id: 'errors',
    header: 'Undecided',
    isOptional: true,
    width: '7rem',
    align: 'right',
    cell: ({ counts }) => counts.errors.toLocaleString('en'),
  },
  {
    id: 'duration',
    header: 'Took',
    isOptional: true,
    width: '7rem',
    align: 'right',
    cell: ({ durationMs }) => durationText(durationMs),
  },
  {
    id: 'lastFiredAt',
    header: 'Last time',
    isOptional: true,
    width: '9rem',
    cell: ({ lastFiredAt }) => <Time at={lastFiredAt} />,
  },
];
