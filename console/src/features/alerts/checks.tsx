import { useMemo } from 'react';
import { DataList } from '../../shared/list/data-list';
import type { Column } from '../../shared/list/list-types';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge, EmptyState, type Tone } from '../../shared/ui/states';
import { loadChecks, type Alert, type EndpointCheck } from './queries';

const tones: Readonly<Record<EndpointCheck['state'], Tone>> = {
  healthy: 'good',
  warning: 'warn',
  expired: 'bad',
  unreachable: 'bad',
  invalid: 'bad',
};

const columns: readonly Column<EndpointCheck>[] = [
  { id: 'at', header: 'When', width: '9rem', cell: ({ at }) => <Time at={at} /> },
  { id: 'state', header: 'Came to', width: '9rem', cell: ({ state }) => <Badge tone={tones[state]}>{state}</Badge> },
  {
    id: 'dashboardState',
    header: 'As of now',
    width: '9rem',
    cell: ({ dashboardState }) => <Badge tone={tones[dashboardState]}>{dashboardState}</Badge>,
  },
  { id: 'since', header: 'Since', width: '9rem', cell: ({ since }) => <Time at={since} /> },
  { id: 'thisUpdate', header: 'Holds from', width: '9rem', cell: ({ thisUpdate }) => <Time at={thisUpdate} /> },
  { id: 'nextUpdate', header: 'Until', width: '9rem', cell: ({ nextUpdate }) => <Time at={nextUpdate} /> },
  {
    id: 'detail',
    header: 'More',
    width: 'minmax(12rem, 2fr)',
    cell: ({ detail }) => <CertText isCut>{detail}</CertText>,
  },
];

/** Every look at the endpoint of an alert that watches where revocation is published. */
export function Checks({ alert: { uuid } }: { readonly alert: Alert }) {
  const fixed = useMemo(() => ({ of: uuid }), [uuid]);
  return (
    <DataList
      id="checks-of-alert"
      fixed={fixed}
      what="checks"
      topic="alerts"
      filters={[]}
      columns={columns}
      load={loadChecks}
      keyOf={({ checkId }) => checkId}
      titleOf={({ state, at }) => `${state} at ${at}`}
      empty={<EmptyState title="It has not looked yet">It looks at its endpoint with each run.</EmptyState>}
    />
  );
}
