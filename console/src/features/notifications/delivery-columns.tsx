import { Link } from '@tanstack/react-router';
import type { Column } from '../../shared/list/list-types';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { Badge } from '../../shared/ui/states';
import type { Delivery } from './queries';
import { RecipientText } from './recipient';
import { channelText, eventText, toneOfDelivery, whyNotAgain, whyText } from './words';

export function deliveryColumns(mayWrite: boolean, onAgain: (row: Delivery) => void): readonly Column<Delivery>[] {
  return [
    { id: 'createdAt', header: 'When', width: '9rem', cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      id: 'event',
      header: 'What happened',
      width: 'minmax(11rem, 1fr)',
      cell: ({ deliveryId, event }) => (
        <Link to="/deliveries/$deliveryId" params={{ deliveryId }} className="block truncate">
          {eventText(event)}
        </Link>
      ),
    },
    {
      id: 'recipient',
      header: 'Told to',
      width: 'minmax(11rem, 1fr)',
      cell: ({ recipient }) => <RecipientText recipient={recipient} />,
    },
    { id: 'channel', header: 'By', width: '10rem', cell: ({ channel }) => channelText(channel) },
    {
      id: 'status',
      header: 'State',
      width: '8rem',
      cell: ({ status }) => <Badge tone={toneOfDelivery(status)}>{status}</Badge>,
    },
    { id: 'why', header: 'Why', width: 'minmax(12rem, 2fr)', cell: (row) => <CertText isCut>{whyText(row)}</CertText> },
    {
      id: 'again',
      header: 'Do',
      width: '9rem',
      cell: (row) => (
        <Button kind="quiet" disabledReason={whyNotAgain(row, mayWrite)} onPress={() => onAgain(row)}>
          Send again
        </Button>
      ),
    },
    {
      id: 'profile',
      header: 'Profile',
      isOptional: true,
      width: '11rem',
      cell: ({ profileName, profile }) => <CertText isCut>{profileName ?? profile}</CertText>,
    },
    {
      id: 'attempts',
      header: 'Attempts',
      isOptional: true,
      align: 'right',
      width: '6rem',
      cell: (row) => row.attemptCount,
    },
    {
      id: 'next',
      header: 'Next attempt',
      isOptional: true,
      width: '9rem',
      cell: ({ nextAttemptAt }) => <Time at={nextAttemptAt} />,
    },
    {
      id: 'finished',
      header: 'Finished',
      isOptional: true,
      width: '9rem',
      cell: ({ finishedAt }) => <Time at={finishedAt} />,
    },
    {
      id: 'firing',
      header: 'Event',
      isOptional: true,
      width: '8rem',
      cell: ({ kind, firingId }) =>
        kind === 'resolve' ? 'closes an incident' : <PathLink to={`/event-history/${firingId}`}>why</PathLink>,
    },
  ];
}
