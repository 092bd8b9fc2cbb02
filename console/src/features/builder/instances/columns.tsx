import { Link } from '@tanstack/react-router';
import type { Column } from '../../../shared/list/list-types';
import { PathLink } from '../../../shared/shell/path-link';
import { CertText } from '../../../shared/text/cert-text';
import { Time } from '../../../shared/text/time';
import { Badge } from '../../../shared/ui/states';
import { itemPath, statusWords } from '../words';
import type { ListedInstance } from './queries';

export function instanceColumns(): readonly Column<ListedInstance>[] {
  return [
    {
      id: 'title',
      header: 'Instance',
      width: 'minmax(14rem, 2fr)',
      cell: ({ uuid, number, title }) => (
        <Link to="/builder/instances/$uuid" params={{ uuid }} className="block truncate">
          {number.toLocaleString('en')} <CertText>{title}</CertText>
        </Link>
      ),
    },
    {
      id: 'status',
      header: 'State',
      width: '8rem',
      cell: ({ status }) => {
        const { text, tone } = statusWords(status);
        return <Badge tone={tone}>{text}</Badge>;
      },
    },
    {
      id: 'said',
      header: 'Why',
      width: 'minmax(12rem, 2fr)',
      cell: ({ statusMessage, signals }) =>
        signals.some(({ maySignal }) => maySignal) ? (
          <strong className="block truncate">waits for you</strong>
        ) : (
          <CertText isCut>{statusMessage}</CertText>
        ),
    },
    { id: 'step', header: 'Step', width: '10rem', cell: ({ currentStep }) => <CertText isCut>{currentStep}</CertText> },
    {
      id: 'definition',
      header: 'Workflow',
      width: 'minmax(10rem, 1fr)',
      cell: ({ definition: { uuid, name, version } }) => (
        <PathLink to={`/builder/definitions/${uuid}`} className="block truncate">
          {name}, version {version}
        </PathLink>
      ),
    },
    {
      id: 'item',
      header: 'About',
      width: 'minmax(10rem, 1fr)',
      cell: ({ item, itemLabel }) => <Item item={item} label={itemLabel} />,
    },
    {
      id: 'startedAt',
      header: 'Started',
      sort: 'startedAt',
      width: '9rem',
      cell: ({ startedAt }) => <Time at={startedAt} />,
    },
    { id: 'endedAt', header: 'Ended', width: '9rem', cell: ({ endedAt }) => <Time at={endedAt} /> },
    {
      id: 'starter',
      header: 'Started by',
      isOptional: true,
      width: '10rem',
      cell: ({ startedByName }) => <CertText isCut>{startedByName}</CertText>,
    },
    {
      id: 'attempt',
      header: 'Attempt',
      isOptional: true,
      width: '6rem',
      align: 'right',
      cell: ({ attempt }) => attempt,
    },
  ];
}

/** What an instance is about, with the way to its screen. */
export function Item({ item, label }: { readonly item: ListedInstance['item']; readonly label: string | null }) {
  if (item === null) return <span className="text-muted">–</span>;
  const path = itemPath(item.kind, item.uuid);
  const text = <CertText isCut>{label ?? item.uuid}</CertText>;
  return path === undefined ? text : <PathLink to={path}>{text}</PathLink>;
}
