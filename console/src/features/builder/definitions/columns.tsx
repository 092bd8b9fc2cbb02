import { Link } from '@tanstack/react-router';
import type { Column } from '../../../shared/list/list-types';
import { CertText } from '../../../shared/text/cert-text';
import { Time } from '../../../shared/text/time';
import { Badge } from '../../../shared/ui/states';
import { PathLink } from '../../../shared/shell/path-link';
import type { FlowType } from '../model/flow';
import type { DefinitionSummary, Statistics } from '../queries';
import { standingOf } from '../words';
import { ProblemsCell } from './problems-cell';

/** Not read yet, or not to be read: no number is better than a wrong one. */
const unknown = '…';

export function definitionColumns(
  types: readonly FlowType[],
  statistics: Statistics | undefined,
): readonly Column<DefinitionSummary>[] {
  const titles = new Map<string, string>(types.map(({ type, title }) => [type, title]));
  const numbers = new Map((statistics?.items ?? []).map((one) => [one.definitionUuid, one]));
  const instancesOf = (uuid: string, more: string) => `/builder/instances?definitionUuid=${uuid}${more}`;
  return [
    {
      id: 'name',
      header: 'Name',
      width: 'minmax(14rem, 2fr)',
      cell: ({ uuid, name }) => (
        <Link to="/builder/definitions/$uuid" params={{ uuid }} className="block truncate">
          <CertText isCut>{name}</CertText>
        </Link>
      ),
    },
    {
      id: 'type',
      header: 'Type',
      width: 'minmax(11rem, 1fr)',
      cell: ({ type, startedBy }) => (
        <span className="block truncate">
          {titles.get(type) ?? type}
          {startedBy === 'trigger' && ', by triggers only'}
        </span>
      ),
    },
    {
      id: 'status',
      header: 'State',
      width: '12rem',
      cell: (definition) => {
        const { text, tone } = standingOf(definition);
        return <Badge tone={tone}>{text}</Badge>;
      },
    },
    {
      id: 'open',
      header: 'Running · waiting',
      width: '9rem',
      align: 'right',
      cell: ({ uuid }) => {
        if (statistics === undefined) return unknown;
        const { running, suspended } = numbers.get(uuid)?.open ?? { running: 0, suspended: 0 };
        return (
          <>
            <PathLink to={instancesOf(uuid, '&status=running')}>{running.toLocaleString('en')}</PathLink>
            {' · '}
            <PathLink to={instancesOf(uuid, '&status=suspended')}>{suspended.toLocaleString('en')}</PathLink>
          </>
        );
      },
    },
    {
      id: 'recent',
      header: '30 days: all · failed',
      width: '11rem',
      align: 'right',
      cell: ({ uuid }) => {
        if (statistics === undefined) return unknown;
        const started = numbers.get(uuid)?.started;
        const all = Object.values(started ?? {}).reduce((sum, one) => sum + one, 0);
        const failed = started?.failed ?? 0;
        return (
          <>
            <PathLink to={instancesOf(uuid, '')}>{all.toLocaleString('en')}</PathLink>
            {' · '}
            <PathLink to={instancesOf(uuid, '&status=failed')} className={failed > 0 ? 'text-danger' : ''}>
              {failed.toLocaleString('en')}
            </PathLink>
          </>
        );
      },
    },
    { id: 'problems', header: 'Problems', width: '11rem', cell: ({ uuid }) => <ProblemsCell uuid={uuid} /> },
    { id: 'changedAt', header: 'Changed', width: '9rem', cell: ({ changedAt }) => <Time at={changedAt} /> },
    {
      id: 'version',
      header: 'Published version',
      isOptional: true,
      width: '9rem',
      align: 'right',
      cell: ({ publishedVersion }) => publishedVersion ?? '–',
    },
    {
      id: 'description',
      header: 'Description',
      isOptional: true,
      width: 'minmax(12rem, 2fr)',
      cell: ({ description }) => <CertText isCut>{description}</CertText>,
    },
    {
      id: 'createdAt',
      header: 'Made',
      isOptional: true,
      width: '9rem',
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
  ];
}
