import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ObjectPicker } from '../../shared/pick/object-picker';
import { UuidsPicker } from '../../shared/pick/uuids-picker';
import type { Picked, PickedKind } from '../../shared/pick/sources';
import { Section } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Select } from '../../shared/ui/select';
import { Badge, ErrorState, Loading } from '../../shared/ui/states';
import { placeText } from './places';
import { effectiveQuery, type CatalogueEvent, type Effective, type EffectiveOf, type EventCode } from './queries';

type Whose = 'plain' | 'object' | 'such';

/** What applies to one object: picked by name, or described by its groups and RA profile. */
export function EffectiveSet({ event }: { readonly event: CatalogueEvent }) {
  const canOverride = event.overriddenBy.length > 0;
  const isDiscovery = event.overriddenBy.includes('discoveries');
  const [whose, setWhose] = useState<Whose>('plain');
  const [object, setObject] = useState<Picked | null>(null);
  const [groups, setGroups] = useState<readonly string[]>([]);
  const [raProfile, setRaProfile] = useState<Picked | null>(null);
  const kind: PickedKind = isDiscovery ? 'discoveries' : 'certificates';
  const noun = isDiscovery ? 'what a discovery finds' : 'a certificate';
  const asked: EffectiveOf =
    whose === 'object'
      ? object === null
        ? {}
        : { objectUuid: object.uuid }
      : whose === 'such'
        ? {
            ...(groups.length > 0 ? { group: [...groups] } : {}),
            ...(raProfile === null ? {} : { raProfile: raProfile.uuid }),
          }
        : {};
  const found = useQuery(effectiveQuery(event.code as EventCode, asked));
  return (
    <div className="flex flex-col gap-4">
      {canOverride ? (
        <div className="flex flex-wrap items-start gap-3">
          <Select
            label="What applies to"
            className="w-72"
            value={whose}
            onChange={setWhose}
            choices={[
              { value: 'plain', label: 'anything that no object overrides' },
              { value: 'object', label: noun },
              ...(isDiscovery ? [] : [{ value: 'such' as const, label: 'certificates of groups and an RA profile' }]),
            ]}
          />
          {whose === 'object' && (
            <ObjectPicker
              kind={kind}
              label={isDiscovery ? 'Discovery' : 'Certificate'}
              className="w-80"
              value={object?.uuid ?? null}
              onChange={setObject}
            />
          )}
          {whose === 'such' && (
            <>
              <div className="w-72">
                <UuidsPicker kind="groups" label="Groups" value={groups} onChange={setGroups} />
              </div>
              <ObjectPicker
                kind="ra-profiles"
                label="RA profile"
                className="w-64"
                value={raProfile?.uuid ?? null}
                onChange={setRaProfile}
              />
            </>
          )}
        </div>
      ) : (
        <p className="text-sm text-muted">No object overrides this event: the platform’s set applies to all.</p>
      )}
      {found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : found.isPending ? (
        <Loading what="what applies" />
      ) : (
        <Applies found={found.data} />
      )}
    </div>
  );
}

function Applies({ found }: { readonly found: Effective }) {
  const { places, policy, ignore, actions, onConditionError } = found;
  return (
    <>
      <p className="text-sm" data-testid="effective">
        {places.length === 0 ? (
          'No set applies: nothing runs.'
        ) : (
          <>
            From {places.length === 1 ? 'the set of ' : 'the sets of, in this order, '}
            <CertText>{places.map((place) => placeText(place)).join(', ')}</CertText>
            {policy === 'replace' ? ' alone; other levels are not asked.' : ', one after the other.'}
          </>
        )}
      </p>
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <Section title={`Ignore triggers (${ignore.length})`}>
          <Applied triggers={ignore} />
          <p className="mt-2 text-xs text-muted">
            One that cannot be decided {onConditionError === 'reject' ? 'counts as a match.' : 'does not count.'}
          </p>
        </Section>
        <Section title={`Action triggers (${actions.length})`}>
          <Applied triggers={actions} />
        </Section>
      </div>
    </>
  );
}

function Applied({ triggers }: { readonly triggers: Effective['ignore'] }) {
  if (triggers.length === 0) return <p className="text-sm text-muted">None.</p>;
  return (
    <ol className="list-decimal pl-5 text-sm">
      {triggers.map(({ trigger, name, version, enabled, origin, configuredByName }) => (
        <li key={trigger} className="py-1">
          <PathLink to={`/triggers/${trigger}`}>
            <CertText>{name}</CertText>
          </PathLink>{' '}
          {!enabled && <Badge tone="warn">disabled: left out</Badge>}
          <span className="block text-xs text-muted">
            version {version}, from <CertText>{placeText(origin)}</CertText>
            {typeof configuredByName === 'string' && <>, with the rights of {configuredByName}</>}
          </span>
        </li>
      ))}
    </ol>
  );
}
