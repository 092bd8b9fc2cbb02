import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter, ListPage, ListQuery } from '../../shared/list/list-types';
import { Page } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { EmptyState } from '../../shared/ui/states';
import { screenOf } from './report-words';

type Origin = Schema<'ImportOrigin'>;

const systems = { 'keyfactor-command': 'Keyfactor Command', czertainly: 'CZERTAINLY' } as const;

const filters: readonly Filter[] = [
  {
    kind: 'choice',
    name: 'system',
    label: 'From',
    isPinned: true,
    choices: Object.entries(systems).map(([value, label]) => ({ value, label })),
  },
  { kind: 'text', name: 'name', label: 'Name', isPinned: true },
  { kind: 'flag', name: 'hasKept', label: 'Values kept', isPinned: true, yes: 'Some', no: 'None' },
  { kind: 'text', name: 'originKind', label: 'Kind there' },
  { kind: 'text', name: 'originId', label: 'Id there' },
  { kind: 'text', name: 'kind', label: 'Kind here' },
  { kind: 'text', name: 'object', label: 'Object here (uuid)' },
];

const load = (query: ListQuery, signal: AbortSignal): Promise<ListPage<Origin>> =>
  dataOf(api.GET('/api/v1/imports/origins', { params: { query }, signal }));

/** Where imported objects come from, and which of their values nothing here corresponds to. */
export function Origins() {
  const [shown, setShown] = useState<Origin>();
  return (
    <Page
      title="Origins"
      description="What was imported, from where, and the values that were kept because nothing here corresponds to them."
    >
      <DataList
        id="import-origins"
        what="origins"
        path="/api/v1/imports/origins"
        filters={filters}
        columns={columnsOf(setShown)}
        load={load}
        keyOf={({ system, originKind, originId, name }) => [system, originKind, originId, name].join(' ')}
        titleOf={({ name, originKind }) => `${originKind} ${name}`}
        empty={
          <EmptyState
            title="Nothing was imported yet"
            actions={
              <PathLink to="/imports" className="underline">
                Import
              </PathLink>
            }
          >
            Exports of Keyfactor Command and CZERTAINLY can be taken over; each object keeps where it came from.
          </EmptyState>
        }
      />
      <Dialog
        title={shown === undefined ? '' : <CertText>{`Kept of ${shown.name}`}</CertText>}
        size="large"
        isOpen={shown !== undefined}
        onClose={() => setShown(undefined)}
      >
        <dl className="grid grid-cols-1 gap-x-4 gap-y-1 text-sm sm:grid-cols-[16rem_1fr]">
          {shown?.kept.map(({ path, value }) => (
            <div key={path} className="contents">
              <dt className="font-mono text-xs break-all text-muted">{path}</dt>
              <dd className="min-w-0">
                <CertText>{typeof value === 'string' ? value : JSON.stringify(value)}</CertText>
              </dd>
            </div>
          ))}
        </dl>
      </Dialog>
    </Page>
  );
}

function columnsOf(onShow: (origin: Origin) => void): readonly Column<Origin>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      sort: 'origin',
      width: 'minmax(12rem, 2fr)',
      cell: ({ name, kind, object }) => {
        const screen = screenOf(kind, object);
        const text = <CertText isCut>{name}</CertText>;
        return screen === undefined ? (
          text
        ) : (
          <PathLink to={screen} className="block truncate">
            {text}
          </PathLink>
        );
      },
    },
    {
      id: 'kind',
      header: 'Kind here',
      width: '11rem',
      cell: ({ kind, isPart }) => (isPart ? `part of ${kind}` : kind),
    },
    { id: 'system', header: 'From', width: '11rem', cell: ({ system }) => systems[system] },
    {
      id: 'originKind',
      header: 'Kind there',
      width: '11rem',
      cell: ({ originKind }) => <CertText isCut>{originKind}</CertText>,
    },
    {
      id: 'originId',
      header: 'Id there',
      width: 'minmax(9rem, 1fr)',
      cell: ({ originId }) => (
        <CertText isMono isCut>
          {originId}
        </CertText>
      ),
    },
    {
      id: 'kept',
      header: 'Values kept',
      width: '9rem',
      cell: (origin) =>
        origin.kept.length === 0 ? (
          <span className="text-muted">none</span>
        ) : (
          <Button kind="quiet" className="underline" onPress={() => onShow(origin)}>
            {origin.kept.length.toLocaleString('en')}: show
          </Button>
        ),
    },
    { id: 'importedAt', header: 'Imported', width: '9rem', cell: ({ importedAt }) => <Time at={importedAt} /> },
  ];
}
