import type { Column, Total } from '../../shared/list/list-types';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { eventName } from '../../shared/text/event-names';
import { Time } from '../../shared/text/time';
import { Badge } from '../../shared/ui/states';
import type { Statistics, TriggerRow } from './queries';

export const kindWords = { ignore: 'ignores', action: 'acts' } as const;

/** `12`, or `more than 10,000`. */
export function totalText({ value, relation }: Total): string {
  const count = value.toLocaleString('en');
  return relation === 'exact' ? count : `${relation === 'moreThan' ? 'more than' : 'at least'} ${count}`;
}

/** What of a trigger needs a look, in few words; nothing where all is well. */
export function TriggerState({
  trigger,
  statistics,
}: {
  readonly trigger: TriggerRow;
  readonly statistics: Statistics | undefined;
}) {
  const failures = (statistics?.conditionErrors ?? 0) + (statistics?.failedActions ?? 0);
  return (
    <span className="inline-flex flex-wrap gap-1">
      {!trigger.enabled && <Badge>disabled</Badge>}
      {trigger.attachedTo.length === 0 && <Badge tone="warn">not attached: does nothing</Badge>}
      {failures > 0 && <Badge tone="bad">failed {failures.toLocaleString('en')}×</Badge>}
      {statistics !== undefined && statistics.lastMatchedAt === null && trigger.attachedTo.length > 0 && (
        <Badge tone="warn">never matched</Badge>
      )}
    </span>
  );
}

export const triggerColumns: readonly Column<TriggerRow>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: ({ uuid, name }) => (
      <PathLink to={`/triggers/${uuid}`} className="block truncate font-medium underline">
        <CertText isCut>{name}</CertText>
      </PathLink>
    ),
  },
  { id: 'event', header: 'Event', width: '14rem', cell: ({ event }) => eventName(event) },
  { id: 'kind', header: 'Kind', width: '5rem', cell: ({ kind }) => kindWords[kind] },
  {
    id: 'day',
    header: '24 hours',
    width: '6rem',
    align: 'right',
    cell: ({ statistics }) => (statistics === undefined ? '–' : totalText(statistics.lastDay)),
  },
  {
    id: 'month',
    header: '30 days',
    width: '7rem',
    align: 'right',
    cell: ({ uuid, statistics }) =>
      statistics === undefined ? (
        '–'
      ) : (
        <PathLink to={`/event-history?trigger=${uuid}`} className="underline">
          {totalText(statistics.last30Days)}
        </PathLink>
      ),
  },
  {
    id: 'last',
    header: 'Last match',
    width: '9rem',
    cell: ({ statistics }) =>
      statistics === undefined ? (
        '–'
      ) : statistics.lastMatchedAt === null ? (
        'never'
      ) : (
        <Time at={statistics.lastMatchedAt} />
      ),
  },
  {
    id: 'state',
    header: 'State',
    width: '15rem',
    cell: (trigger) => <TriggerState trigger={trigger} statistics={trigger.statistics} />,
  },
  { id: 'version', header: 'Version', width: '5rem', align: 'right', isOptional: true, cell: ({ version }) => version },
  {
    id: 'changed',
    header: 'Changed',
    width: '9rem',
    isOptional: true,
    cell: ({ updatedAt }) => <Time at={updatedAt} />,
  },
];
