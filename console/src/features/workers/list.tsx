import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter, ListPage, ListQuery } from '../../shared/list/list-types';
import { Page } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge, EmptyState } from '../../shared/ui/states';

type Worker = Schema<'Worker'>;

const choices = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

const filters: readonly Filter[] = [
  { kind: 'choice', name: 'state', label: 'State', isPinned: true, choices: choices(['running', 'lost', 'stopped']) },
  { kind: 'text', name: 'host', label: 'Host', isPinned: true },
  { kind: 'text', name: 'queue', label: 'Queue' },
  { kind: 'choice', name: 'context', label: 'Scripts of', choices: choices(['api', 'service']) },
  { kind: 'choice', name: 'runtime', label: 'Can start', choices: choices(['pwsh', 'node', 'bash', 'python']) },
];

const tones = { running: 'good', lost: 'bad', stopped: 'neutral' } as const;

const columns: readonly Column<Worker>[] = [
  { id: 'host', header: 'Host', width: 'minmax(10rem, 1fr)', cell: ({ host }) => <CertText isCut>{host}</CertText> },
  { id: 'state', header: 'State', width: '7rem', cell: ({ state }) => <Badge tone={tones[state]}>{state}</Badge> },
  { id: 'seen', header: 'Last heard of', width: '9rem', cell: ({ lastSeenAt }) => <Time at={lastSeenAt} /> },
  { id: 'started', header: 'Started', width: '9rem', cell: ({ startedAt }) => <Time at={startedAt} /> },
  {
    id: 'queues',
    header: 'Queues',
    width: 'minmax(12rem, 2fr)',
    cell: ({ queues }) => <CertText isCut>{queues.join(', ')}</CertText>,
  },
  {
    id: 'runtimes',
    header: 'Can start',
    width: '12rem',
    cell: ({ runtimes }) => <CertText isCut>{runtimesText(runtimes)}</CertText>,
  },
  { id: 'version', header: 'Version', width: '7rem', cell: ({ version }) => version },
  { id: 'ended', header: 'Ended', isOptional: true, width: '9rem', cell: ({ endedAt }) => <Time at={endedAt} /> },
  {
    id: 'osUser',
    header: 'OS account',
    isOptional: true,
    width: '9rem',
    cell: ({ osUser }) => <CertText isCut>{osUser}</CertText>,
  },
  {
    id: 'script',
    header: 'Scripts run under',
    isOptional: true,
    width: '9rem',
    cell: ({ scriptAccount }) => <CertText isCut>{scriptAccount}</CertText>,
  },
  {
    id: 'contexts',
    header: 'Scripts of',
    isOptional: true,
    width: '9rem',
    cell: ({ contexts }) => contexts.join(', '),
  },
  { id: 'pid', header: 'Process', isOptional: true, width: '6rem', align: 'right', cell: ({ pid }) => pid },
  {
    id: 'identity',
    header: 'Identity',
    isOptional: true,
    width: '16rem',
    cell: ({ identity }) => (
      <CertText isMono isCut>
        {identity}
      </CertText>
    ),
  },
];

function runtimesText(runtimes: Worker['runtimes']): string {
  return runtimes
    .filter(({ available }) => available)
    .map(({ runtime }) => runtime)
    .join(', ');
}

function loadWorkers(query: ListQuery, signal: AbortSignal): Promise<ListPage<Worker>> {
  return dataOf(api.GET('/api/v1/workers', { params: { query }, signal }));
}

/** The processes that do the work, and whether they are there. */
export function WorkerList() {
  return (
    <Page title="Workers">
      <DataList
        id="workers"
        what="workers"
        path="/api/v1/workers"
        topic="workers"
        filters={filters}
        columns={columns}
        load={loadWorkers}
        keyOf={({ workerId }) => workerId}
        titleOf={({ host, pid }) => `${host}, process ${pid}`}
        empty={
          <EmptyState title="No worker has ever run">
            Nothing is done without one: start a worker, and it stands here within seconds.
          </EmptyState>
        }
      />
    </Page>
  );
}
