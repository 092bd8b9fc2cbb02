import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Section } from '../../shared/shell/page';
import { ObjectName } from '../../shared/pick/object-name';
import { ObjectPicker } from '../../shared/pick/object-picker';
import { classes } from '../../shared/ui/classes';
import { Select } from '../../shared/ui/select';
import { ErrorState, Loading } from '../../shared/ui/states';
import { HidingWarnings } from './hiding-warnings';
import { countsText, inOrder, nounOf, pickerOf, placeKey, placeOf, placeText } from './places';
import { setsQuery, settingsQuery, type CatalogueEvent, type EventCode, type Place, type TriggerSet } from './queries';
import { SetEditor } from './set-editor';

/** The sets of an event: of the platform, of each overriding place, and of a place that is to have one. */
export function EventSets({ event }: { readonly event: CatalogueEvent }) {
  const code = event.code as EventCode;
  const all = useQuery(setsQuery);
  const settings = useQuery(settingsQuery(code));
  const { place: wanted }: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const place = placeOf(wanted);
  const open = (next: Place) =>
    void navigate({
      to: '/events/$code',
      params: { code },
      search: next.objectUuid === null ? {} : { place: placeKey(next) },
    });
  if (all.isPending) return <Loading what="the trigger sets" />;
  if (all.isError) return <ErrorState error={all.error} onRetry={() => void all.refetch()} />;
  const sets = all.data.filter((one) => one.event === code);
  const known = sets.find((one) => placeKey(one) === placeKey(place));
  const named = known === undefined ? place : { ...place, objectName: known.objectName ?? null };
  return (
    <div className="grid grid-cols-1 gap-4 lg:grid-cols-[18rem_minmax(0,1fr)]">
      <div className="flex flex-col gap-4">
        <Places sets={sets} chosen={place} onOpen={open} />
        {event.overriddenBy.length > 0 && <OtherPlace resources={event.overriddenBy} onOpen={open} />}
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <HidingWarnings sets={sets} policy={settings.data?.overridePolicy} place={placeKey(place)} />
        <Section
          title={
            known === undefined && place.objectUuid !== null
              ? `New set of a ${nounOf(place.resource)}`
              : placeText(named)
          }
        >
          {known === undefined && place.objectUuid !== null && (
            <p className="mb-3 text-sm">
              <PlaceName place={place} /> has no set of its own yet: the next level applies. A set that is saved empty
              keeps everything of the next level from running.
            </p>
          )}
          <SetEditor key={`${code} ${placeKey(place)}`} event={event} place={place} />
        </Section>
      </div>
    </div>
  );
}

function PlaceName({ place }: { readonly place: Place }) {
  const kind = pickerOf(place.resource);
  if (kind === undefined || place.objectUuid === null) return <>The platform</>;
  return <ObjectName kind={kind} uuid={place.objectUuid} />;
}

interface PlacesProps {
  readonly sets: readonly TriggerSet[];
  readonly chosen: Place;
  readonly onOpen: (place: Place) => void;
}

function Places({ sets, chosen, onOpen }: PlacesProps) {
  const hasPlatform = sets.some(({ objectUuid }) => objectUuid === null);
  const platform = { resource: 'settings', objectUuid: null, objectName: null, ignore: [], actions: [] };
  const rows = inOrder([...sets, ...(hasPlatform ? [] : [platform])]);
  return (
    <nav aria-label="Places with a set" className="rounded-lg border border-line bg-surface p-2">
      <ul>
        {rows.map((row) => {
          const isChosen = placeKey(row) === placeKey(chosen);
          return (
            <li key={placeKey(row)}>
              <button
                type="button"
                aria-current={isChosen ? 'true' : undefined}
                className={classes(
                  'w-full cursor-pointer rounded-md px-2 py-1.5 text-left text-sm hover:bg-hover',
                  isChosen && 'bg-accent-tint font-semibold',
                )}
                onClick={() => onOpen(row)}
              >
                <span className="block break-words">{placeText(row)}</span>
                <span className="block text-xs font-normal text-muted">{countsText(row)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

interface OtherPlaceProps {
  readonly resources: readonly string[];
  readonly onOpen: (place: Place) => void;
}

/** A place that has no set yet, by its name. */
function OtherPlace({ resources, onOpen }: OtherPlaceProps) {
  const [resource, setResource] = useState(resources[0] ?? 'groups');
  const kind = pickerOf(resource);
  return (
    <Section title="Override at another place">
      <div className="flex flex-col gap-3">
        {resources.length > 1 && (
          <Select
            label="Kind of place"
            value={resource}
            choices={resources.map((value) => ({ value, label: nounOf(value) }))}
            onChange={setResource}
          />
        )}
        {kind !== undefined && (
          <ObjectPicker
            key={resource}
            kind={kind}
            label={nounOf(resource)}
            value={null}
            onChange={(picked) => picked !== null && onOpen({ resource, objectUuid: picked.uuid })}
          />
        )}
      </div>
    </Section>
  );
}
