import { Link } from '@tanstack/react-router';
import { CertText } from '../../shared/text/cert-text';
import { EmptyState } from '../../shared/ui/states';
import { Table, type TableColumn } from '../../shared/ui/table';
import type { CatalogueProps } from './catalogue';
import { HidingWarnings } from './hiding-warnings';
import { countsText, inOrder, nounOf, placeKey } from './places';
import type { TriggerSet } from './queries';

/** Places down, events across: what is in force where, and where a set falls through to the next level. */
export function Matrix({ events, sets, settings }: CatalogueProps) {
  if (sets === undefined) {
    return <EmptyState title="You may not see trigger sets">It needs the permission trigger-sets:read.</EmptyState>;
  }
  const overridable = events.filter(({ overriddenBy }) => overriddenBy.length > 0);
  const places = inOrder([...new Map(sets.map((set) => [placeKey(set), set])).values()]);
  const platform: Pick<TriggerSet, 'resource' | 'objectUuid' | 'objectName'> = {
    resource: 'settings',
    objectUuid: null,
  };
  const rows = [...places.filter(({ objectUuid }) => objectUuid !== null), platform];
  const columns: readonly TableColumn<(typeof rows)[number]>[] = [
    {
      id: 'place',
      header: 'Place',
      isHeading: true,
      cell: ({ resource, objectUuid, objectName }) => (
        <>
          <span className="text-muted">{nounOf(resource)}</span>{' '}
          {objectUuid !== null && <CertText>{objectName ?? objectUuid}</CertText>}
        </>
      ),
    },
    ...overridable.map(({ code, name, overriddenBy }) => ({
      id: code,
      header: name,
      cell: (place: (typeof rows)[number]) => {
        if (place.objectUuid !== null && !overriddenBy.includes(place.resource)) {
          return <span className="text-muted">cannot</span>;
        }
        const set = sets.find((one) => one.event === code && placeKey(one) === placeKey(place));
        const text =
          set === undefined ? (place.objectUuid === null ? 'nothing runs' : 'falls through') : countsText(set);
        return (
          <Link
            to="/events/$code"
            params={{ code }}
            search={place.objectUuid === null ? {} : { place: placeKey(place) }}
          >
            {text}
            <span className="sr-only">: {name}</span>
          </Link>
        );
      },
    })),
  ];
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-prose text-sm text-muted">
        The set nearest to an object is asked first: its groups in the order of their names, its RA profile, the
        platform; for what a discovery finds, the discovery and the platform. “Falls through” means that the place has
        no set. Other events have the platform’s set only.
      </p>
      {overridable.map(({ code, name }) => (
        <HidingWarnings
          key={code}
          title={name}
          sets={sets.filter(({ event }) => event === code)}
          policy={settings.get(code)?.overridePolicy}
        />
      ))}
      <Table name="Sets by place and event" rows={rows} columns={columns} keyOf={placeKey} />
    </div>
  );
}
