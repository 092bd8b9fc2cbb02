import { Link } from '@tanstack/react-router';
import { PathLink } from '../../shared/shell/path-link';
import { Badge } from '../../shared/ui/states';
import { Table, type TableColumn } from '../../shared/ui/table';
import { countsText, hidings } from './places';
import type { CatalogueEvent, EventSettings, TriggerSet } from './queries';

export interface CatalogueProps {
  readonly events: readonly CatalogueEvent[];
  /** Undefined for who may not see them. */
  readonly sets: readonly TriggerSet[] | undefined;
  readonly settings: ReadonlyMap<string, EventSettings>;
}

/** The events, with what is in force on the platform and how many objects override it. */
export function Catalogue({ events, sets, settings }: CatalogueProps) {
  const of = (code: string) => (sets ?? []).filter(({ event }) => event === code);
  const columns: readonly TableColumn<CatalogueEvent>[] = [
    {
      id: 'name',
      header: 'Event',
      isHeading: true,
      cell: ({ code, name, description }) => (
        <>
          <Link to="/events/$code" params={{ code }} className="font-medium">
            {name}
          </Link>
          <p className="text-xs text-muted">{description}</p>
        </>
      ),
    },
    ...(sets === undefined
      ? []
      : ([
          {
            id: 'platform',
            header: 'Platform',
            cell: ({ code }) => {
              const platform = of(code).find(({ objectUuid }) => objectUuid === null);
              return platform === undefined ? <span className="text-muted">nothing runs</span> : countsText(platform);
            },
          },
          {
            id: 'overrides',
            header: 'Overridden at',
            cell: ({ code, overriddenBy }) => {
              if (overriddenBy.length === 0) return <span className="text-muted">nobody can</span>;
              const count = of(code).filter(({ objectUuid }) => objectUuid !== null).length;
              return count === 0 ? (
                <span className="text-muted">no place</span>
              ) : (
                `${count} ${count === 1 ? 'place' : 'places'}`
              );
            },
          },
          {
            id: 'hidden',
            header: 'Warnings',
            cell: ({ code }) => {
              const count = hidings(of(code), settings.get(code)?.overridePolicy).length;
              return count === 0 ? (
                '–'
              ) : (
                <Badge tone="warn">{count === 1 ? 'a set is hidden' : `${count} sets hidden`}</Badge>
              );
            },
          },
        ] satisfies TableColumn<CatalogueEvent>[])),
    {
      id: 'policy',
      header: 'Sets of objects',
      cell: ({ code }) => policyText(settings.get(code)),
    },
    {
      id: 'error',
      header: 'Undecided ignore',
      cell: ({ code }) => {
        const found = settings.get(code);
        return found === undefined
          ? '…'
          : found.onConditionError === 'reject'
            ? 'counts as a match'
            : 'counts as no match';
      },
    },
    {
      id: 'happened',
      header: 'What happened',
      cell: ({ code, name }) => (
        <PathLink to={`/event-history?event=${code}`}>
          Show<span className="sr-only"> what happened: {name}</span>
        </PathLink>
      ),
    },
  ];
  return <Table name="Events" rows={events} columns={columns} keyOf={({ code }) => code} />;
}

export function policyText(settings: EventSettings | undefined): string {
  if (settings === undefined) return '…';
  if (settings.overridePolicy === undefined) return '–';
  return settings.overridePolicy === 'replace' ? 'replace the platform’s' : 'come before the platform’s';
}
