import { Link } from '@tanstack/react-router';
import type { Column } from '../../shared/list/list-types';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge } from '../../shared/ui/states';
import type { ComingNotice, Profile } from './queries';
import { channelsText, comingOf, recipientsText, whenText } from './words';

/** @param coming certificates with their next notices; undefined for who may not see them */
export function profileColumns(coming: readonly ComingNotice[] | undefined): readonly Column<Profile>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      width: 'minmax(11rem, 1.5fr)',
      cell: ({ uuid, name }) => (
        <Link to="/notification-profiles/$uuid" params={{ uuid }} className="block truncate">
          <CertText isCut>{name}</CertText>
        </Link>
      ),
    },
    {
      id: 'who',
      header: 'Tells',
      width: 'minmax(9rem, 1fr)',
      cell: (profile) => <CertText isCut>{recipientsText(profile)}</CertText>,
    },
    { id: 'channels', header: 'Through', width: 'minmax(8rem, 1fr)', cell: (profile) => channelsText(profile) },
    { id: 'when', header: 'When', width: 'minmax(11rem, 1.5fr)', cell: (profile) => whenText(profile) },
    ...(coming === undefined
      ? []
      : [
          {
            id: 'next',
            header: 'Next notice',
            width: '8rem',
            cell: ({ uuid }: Profile) => <Time at={comingOf(uuid, coming)[0]?.nextNotice?.at} />,
          },
        ]),
    {
      id: 'usedBy',
      header: 'Used by',
      width: 'minmax(9rem, 1fr)',
      cell: ({ usedBy }) =>
        usedBy.length === 0 ? (
          <span className="text-muted">nothing yet</span>
        ) : (
          <CertText isCut>{usedBy.map(({ name }) => name).join(', ')}</CertText>
        ),
    },
    {
      id: 'warnings',
      header: 'Warnings',
      width: '7rem',
      cell: ({ warnings }) => (warnings.length === 0 ? '–' : <Badge tone="warn">{warnings.length}</Badge>),
    },
    {
      id: 'version',
      header: 'Version',
      isOptional: true,
      width: '6rem',
      align: 'right',
      cell: ({ version }) => version,
    },
    {
      id: 'updated',
      header: 'Changed',
      isOptional: true,
      width: '9rem',
      cell: ({ updatedAt }) => <Time at={updatedAt} />,
    },
  ];
}
