import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter, ListPage, ListQuery } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge, EmptyState } from '../../shared/ui/states';
import { Tabs } from '../../shared/ui/tabs';
import { settingsQuery } from '../objects/inherited';

type Call = Schema<'CompatCall'>;
type Usage = Schema<'CompatUsage'>;

/** Who still calls the API of Keyfactor Command here, what is served, and what has no effect. */
export function CompatCalls() {
  const { tab = 'usage' }: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const may = useMay();
  const settings = useQuery({ ...settingsQuery, enabled: may('settings:read') });
  return (
    <Page
      title="Calls of Keyfactor Command"
      description={
        <>
          Programs that still call under <code className="font-mono">/KeyfactorAPI</code>.{' '}
          {settings.data !== undefined && (
            <>
              They are {settings.data.compatApi.enabled ? 'answered' : 'not answered'} now:{' '}
              <PathLink to="/settings" className="underline">
                settings
              </PathLink>
              .
            </>
          )}
        </>
      }
    >
      <Tabs
        name="Calls"
        selected={tab}
        onSelect={(id) =>
          void navigate({ to: '.', search: (id === 'usage' ? {} : { tab: id }) as never, replace: true })
        }
        tabs={[
          { id: 'usage', label: 'By call and caller', content: <UsageList /> },
          { id: 'calls', label: 'One by one', content: <CallList /> },
        ]}
      />
    </Page>
  );
}

const empty = (
  <EmptyState title="Nobody has called yet">
    Once the setting “Compat API: enabled” is on and a program calls, its calls stand here for 90 days.
  </EmptyState>
);

const callFilters: readonly Filter[] = [
  { kind: 'flag', name: 'supported', label: 'Served', isPinned: true },
  {
    kind: 'choice',
    name: 'method',
    label: 'Method',
    isPinned: true,
    choices: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((value) => ({ value, label: value })),
  },
  { kind: 'time', name: 'from', label: 'From' },
  { kind: 'time', name: 'to', label: 'Before' },
  { kind: 'text', name: 'user', label: 'Caller (uuid)' },
];

const loadCalls = (query: ListQuery, signal: AbortSignal): Promise<ListPage<Call>> =>
  dataOf(api.GET('/api/v1/compat-calls', { params: { query }, signal }));

function CallList() {
  return (
    <DataList
      id="compat-calls"
      what="calls"
      path="/api/v1/compat-calls"
      filters={callFilters}
      columns={callColumns}
      load={loadCalls}
      keyOf={({ callId }) => callId}
      titleOf={({ method, path }) => `${method} ${path}`}
      empty={empty}
    />
  );
}

/** The whole usage is one answer of the API, of at most 500 rows. */
async function loadUsage(_query: ListQuery, signal: AbortSignal): Promise<ListPage<Usage>> {
  const { items } = await dataOf(api.GET('/api/v1/compat-usage', { signal }));
  return { items, nextCursor: null, total: { value: items.length, relation: 'exact' } };
}

function UsageList() {
  return (
    <DataList
      id="compat-usage"
      what="calls"
      path="/api/v1/compat-usage"
      filters={noFilters}
      columns={usageColumns}
      load={loadUsage}
      keyOf={({ method, path, caller }) => `${method} ${path} ${caller.uuid ?? caller.name}`}
      titleOf={({ method, path }) => `${method} ${path}`}
      empty={empty}
    />
  );
}

const noFilters: readonly Filter[] = [];

function Served({ isServed }: { readonly isServed: boolean }) {
  return isServed ? <Badge tone="good">yes</Badge> : <Badge tone="bad">no: 501</Badge>;
}

const shared: readonly Column<Usage | Call>[] = [
  {
    id: 'path',
    header: 'Call',
    width: 'minmax(14rem, 2fr)',
    cell: ({ method, path }) => (
      <CertText isMono isCut>
        {`${method} ${path}`}
      </CertText>
    ),
  },
  { id: 'supported', header: 'Served', width: '7rem', cell: ({ supported }) => <Served isServed={supported} /> },
  {
    id: 'caller',
    header: 'Caller',
    width: 'minmax(9rem, 1fr)',
    cell: ({ caller }) =>
      caller.uuid === null ? (
        <CertText isCut>{caller.name}</CertText>
      ) : (
        <PathLink to={`/users/${caller.uuid}`} className="block truncate">
          <CertText isCut>{caller.name}</CertText>
        </PathLink>
      ),
  },
  {
    id: 'ignored',
    header: 'Without effect here',
    width: 'minmax(9rem, 1fr)',
    cell: ({ ignored }) => <CertText isCut>{ignored.join(', ')}</CertText>,
  },
  {
    id: 'userAgent',
    header: 'Program',
    isOptional: true,
    cell: ({ userAgent }) => <CertText isCut>{userAgent}</CertText>,
  },
];

const usageColumns: readonly Column<Usage>[] = [
  ...shared,
  { id: 'count', header: 'Calls', width: '6rem', align: 'right', cell: ({ count }) => count.toLocaleString('en') },
  {
    id: 'refused',
    header: 'Refused',
    width: '6rem',
    align: 'right',
    cell: ({ refused }) => refused.toLocaleString('en'),
  },
  { id: 'lastAt', header: 'Last', width: '9rem', cell: ({ lastAt }) => <Time at={lastAt} /> },
  { id: 'firstAt', header: 'First', width: '9rem', isOptional: true, cell: ({ firstAt }) => <Time at={firstAt} /> },
];

const callColumns: readonly Column<Call>[] = [
  { id: 'at', header: 'When', sort: 'at', width: '9rem', cell: ({ at }) => <Time at={at} /> },
  ...shared,
  {
    id: 'status',
    header: 'Answer',
    width: '10rem',
    cell: ({ status, code }) => <CertText isCut>{code === null ? String(status) : `${status} ${code}`}</CertText>,
  },
  {
    id: 'durationMs',
    header: 'Took',
    width: '6rem',
    align: 'right',
    cell: ({ durationMs }) => `${durationMs.toLocaleString('en')} ms`,
  },
  {
    id: 'ipAddress',
    header: 'From',
    isOptional: true,
    cell: ({ ipAddress }) => <CertText isCut>{ipAddress}</CertText>,
  },
  {
    id: 'parameters',
    header: 'Parameters',
    isOptional: true,
    cell: ({ parameters }) => <CertText isCut>{parameters.join(', ')}</CertText>,
  },
];
