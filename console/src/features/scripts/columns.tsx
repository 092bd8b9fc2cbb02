import { Link } from '@tanstack/react-router';
import type { Column } from '../../shared/list/list-types';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge } from '../../shared/ui/states';
import { LastRun } from './last-run';
import type { Script } from './queries';
import { lintText, runtimeNames, toneOfLint } from './words';

export const scriptColumns: readonly Column<Script>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    width: 'minmax(12rem, 2fr)',
    cell: ({ name }) => (
      <Link to="/scripts/$name" params={{ name }} className="block truncate">
        {name}
      </Link>
    ),
  },
  { id: 'runtime', header: 'Runtime', width: '7rem', cell: ({ runtime }) => runtimeNames[runtime] },
  {
    id: 'version',
    header: 'Version',
    width: '6rem',
    align: 'right',
    cell: ({ currentVersion }) => currentVersion.toLocaleString('en'),
  },
  {
    id: 'lint',
    header: 'Findings',
    width: '11rem',
    cell: ({ version: { lint } }) =>
      lintText(lint) === '' ? (
        <span className="text-muted">none</span>
      ) : (
        <Badge tone={toneOfLint(lint)}>{lintText(lint)}</Badge>
      ),
  },
  {
    id: 'lastByHand',
    header: 'Last run by hand',
    width: '13rem',
    cell: ({ lastRuns }) => <LastRun run={lastRuns?.api ?? null} />,
  },
  {
    id: 'lastService',
    header: 'Last run by itself',
    width: '13rem',
    cell: ({ lastRuns }) => <LastRun run={lastRuns?.service ?? null} />,
  },
  {
    id: 'usedBy',
    header: 'Used by',
    width: 'minmax(9rem, 1.5fr)',
    cell: ({ usedBy = [] }) =>
      usedBy.length === 0 ? (
        <span className="text-muted">nothing</span>
      ) : (
        <CertText isCut>{usedBy.map(({ name }) => name ?? 'something that you may not see').join(', ')}</CertText>
      ),
  },
  {
    id: 'changedAt',
    header: 'Changed',
    sort: 'changedAt',
    width: '9rem',
    cell: ({ changedAt }) => <Time at={changedAt} />,
  },
  {
    id: 'description',
    header: 'Description',
    isOptional: true,
    width: 'minmax(10rem, 2fr)',
    cell: ({ description }) => <CertText isCut>{description}</CertText>,
  },
  {
    id: 'categories',
    header: 'For',
    isOptional: true,
    width: '10rem',
    cell: ({ categories }) => categories.join(', '),
  },
  {
    id: 'createdAt',
    header: 'Made',
    sort: 'createdAt',
    isOptional: true,
    width: '9rem',
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
];
