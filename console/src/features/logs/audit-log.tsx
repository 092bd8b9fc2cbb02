import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { rawRequest } from '../../shared/api/raw';
import type { Schema } from '../../shared/api/types';
import { labelOf, resolved, type JsonSchema } from '../../shared/forms/json-schema';
import { DataList } from '../../shared/list/data-list';
import { saveFile } from '../../shared/list/save-file';
import type { Column, Filter, ListPage, ListQuery } from '../../shared/list/list-types';
import { Page } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { Badge, EmptyState } from '../../shared/ui/states';
import { tellError } from '../../shared/ui/toasts';
import { AuditRowDialog } from './audit-row';
import { VerifyChain } from './verify-chain';

type Row = Schema<'AuditRow'>;

/** The values of a filter, from the API's own description. */
const choicesQuery = {
  queryKey: ['openapi', 'audit-filters'],
  staleTime: Infinity,
  queryFn: async ({ signal }: { readonly signal: AbortSignal }) => {
    const answer = await rawRequest('/api/v1/openapi.json', { signal });
    const document = (await answer.json()) as {
      readonly paths: Readonly<
        Record<string, { readonly get: { readonly parameters: readonly { name: string; schema: JsonSchema }[] } }>
      >;
    };
    const parameters = document.paths['/api/v1/audit-log']?.get.parameters ?? [];
    const valuesOf = (name: string) =>
      (resolved(parameters.find((one) => one.name === name)?.schema ?? {}, {}).enum ?? []) as readonly string[];
    return { operations: valuesOf('operation'), resources: valuesOf('resource') };
  },
};

function filtersOf(operations: readonly string[], resources: readonly string[]): readonly Filter[] {
  return [
    {
      kind: 'choice',
      name: 'operation',
      label: 'What was done',
      isPinned: true,
      choices: operations.map((value) => ({ value, label: value })),
    },
    {
      kind: 'choice',
      name: 'resource',
      label: 'To',
      isPinned: true,
      choices: resources.map((value) => ({ value, label: labelOf(value) })),
    },
    {
      kind: 'choice',
      name: 'result',
      label: 'Result',
      isPinned: true,
      choices: [
        { value: 'success', label: 'done' },
        { value: 'failure', label: 'refused or failed' },
      ],
    },
    {
      kind: 'choice',
      name: 'phase',
      label: 'Rows',
      choices: [
        { value: 'outcome', label: 'outcomes' },
        { value: 'request', label: 'requests' },
      ],
    },
    { kind: 'time', name: 'from', label: 'From' },
    { kind: 'time', name: 'to', label: 'Before' },
    { kind: 'text', name: 'actor', label: 'By (uuid)' },
    { kind: 'text', name: 'objectUuid', label: 'Object (uuid)' },
    { kind: 'text', name: 'requestId', label: 'Request' },
  ];
}

const load = (query: ListQuery, signal: AbortSignal): Promise<ListPage<Row>> =>
  dataOf(api.GET('/api/v1/audit-log', { params: { query }, signal }));

/** Who did what, with the proof that nobody has changed it since. */
export function AuditLog() {
  const choices = useQuery(choicesQuery);
  const [shown, setShown] = useState<Row>();
  return (
    <Page
      title="Audit log"
      description="Who did what, from where, and what came of it. Each row carries the hash of the one before it."
      actions={
        <>
          <ExportButton />
          <VerifyChain />
        </>
      }
    >
      <DataList
        id="audit-log"
        what="rows"
        path="/api/v1/audit-log"
        topic="audit-log"
        filters={filtersOf(choices.data?.operations ?? [], choices.data?.resources ?? [])}
        columns={columnsOf(setShown)}
        load={load}
        keyOf={({ id }) => String(id)}
        titleOf={({ id, operation }) => `${id} ${operation}`}
        empty={
          <EmptyState title="Nothing is recorded yet">
            Whatever is changed stands here, unless the settings send the rows elsewhere or switch them off.
          </EmptyState>
        }
      />
      {shown !== undefined && <AuditRowDialog row={shown} onClose={() => setShown(undefined)} />}
    </Page>
  );
}

function ExportButton() {
  const [isBusy, setBusy] = useState(false);
  const get = async () => {
    setBusy(true);
    try {
      const asked = new URLSearchParams(window.location.search);
      for (const name of ['sort', 'tab', 'limit', 'cursor', 'count']) asked.delete(name);
      for (const name of ['from', 'to']) {
        const day = asked.get(name);
        if (day !== null) asked.set(name, new Date(day).toISOString());
      }
      const answer = await rawRequest(`/api/v1/audit-log/export?${asked.toString()}`);
      saveFile('audit-log.jsonl', await answer.blob());
    } catch (error) {
      tellError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      disabledReason={isBusy ? 'It is being written.' : undefined}
      hint="All rows that fit the filters, with their hashes, one a line"
      onPress={() => void get()}
    >
      Export as JSON Lines
    </Button>
  );
}

function columnsOf(onShow: (row: Row) => void): readonly Column<Row>[] {
  return [
    {
      id: 'timestamp',
      header: 'When',
      sort: 'timestamp',
      width: '9rem',
      cell: ({ timestamp }) => <Time at={timestamp} />,
    },
    {
      id: 'actor',
      header: 'Who',
      width: 'minmax(9rem, 1fr)',
      cell: ({ actor }) =>
        actor.uuid === null || actor.type !== 'user' ? (
          <CertText isCut>{actor.name}</CertText>
        ) : (
          <PathLink to={`/users/${actor.uuid}`} className="block truncate">
            <CertText isCut>{actor.name}</CertText>
          </PathLink>
        ),
    },
    {
      id: 'operation',
      header: 'Did what',
      width: 'minmax(12rem, 1fr)',
      cell: (row) => (
        <Button
          kind="quiet"
          className="max-w-full justify-start underline"
          aria-label={`Row ${row.id}: ${row.operation}`}
          onPress={() => onShow(row)}
        >
          <span className="truncate">{row.operation}</span>
        </Button>
      ),
    },
    {
      id: 'object',
      header: 'To',
      width: 'minmax(12rem, 2fr)',
      cell: ({ resource }) => (
        <CertText isCut>
          {resource.objects.length === 0
            ? labelOf(resource.type)
            : resource.objects.map(({ name, uuid }) => name ?? uuid ?? '').join(', ')}
        </CertText>
      ),
    },
    {
      id: 'result',
      header: 'Result',
      width: '8rem',
      cell: ({ operationResult, phase }) =>
        operationResult === null ? (
          <Badge>{phase}</Badge>
        ) : (
          <Badge tone={operationResult === 'success' ? 'good' : 'bad'}>
            {operationResult === 'success' ? 'done' : 'failed'}
          </Badge>
        ),
    },
    { id: 'message', header: 'Message', cell: ({ message }) => <CertText isCut>{message}</CertText> },
    {
      id: 'from',
      header: 'From',
      isOptional: true,
      width: '9rem',
      cell: ({ source }) => <CertText isCut>{source?.ipAddress}</CertText>,
    },
    { id: 'id', header: 'Row', isOptional: true, width: '6rem', align: 'right', cell: ({ id }) => id },
  ];
}
