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
import { Fact, Facts } from '../../shared/ui/facts';
import { Badge, EmptyState, type Tone } from '../../shared/ui/states';

type Entry = Schema<'EventLogEntry'>;

const levels = ['Error', 'Warning', 'Information', 'SuccessAudit', 'FailureAudit'] as const;
const tones: Readonly<Record<string, Tone>> = {
  Error: 'bad',
  FailureAudit: 'bad',
  Warning: 'warn',
  SuccessAudit: 'good',
};
const states: Readonly<Record<Entry['delivery'][number]['state'], Tone>> = {
  delivered: 'good',
  waiting: 'warn',
  failed: 'bad',
};

const filters: readonly Filter[] = [
  { kind: 'text', name: 'text', label: 'Search', isPinned: true, placeholder: 'Words of the message' },
  {
    kind: 'choice',
    name: 'level',
    label: 'Level',
    isPinned: true,
    choices: levels.map((value) => ({ value, label: value })),
  },
  { kind: 'time', name: 'from', label: 'From', isPinned: true },
  { kind: 'time', name: 'to', label: 'Before' },
  { kind: 'text', name: 'source', label: 'Source' },
  { kind: 'text', name: 'eventId', label: 'Event id (number)' },
  { kind: 'text', name: 'category', label: 'Category (number)' },
  { kind: 'text', name: 'firingId', label: 'Event (uuid)' },
  { kind: 'text', name: 'itemId', label: 'Item' },
];

const load = (query: ListQuery, signal: AbortSignal): Promise<ListPage<Entry>> =>
  dataOf(api.GET('/api/v1/event-log', { params: { query }, signal }));

/** Entries as they went to the event log of the system, to syslog and elsewhere. */
export function EventLog() {
  const [shown, setShown] = useState<Entry>();
  return (
    <Page
      title="Event log"
      description="What steps, handlers and Certloom itself wrote for the logs of the system. What was decided of events is in the Event Viewer."
    >
      <DataList
        id="event-log"
        what="entries"
        path="/api/v1/event-log"
        topic="event-log"
        filters={filters}
        columns={columnsOf(setShown)}
        load={load}
        keyOf={({ entryId }) => entryId}
        titleOf={({ message }) => message}
        empty={
          <EmptyState title="Nothing was written yet">
            Alerts with the handler “event log”, workflow steps and Certloom itself write entries.
          </EmptyState>
        }
      />
      {shown !== undefined && <EntryDialog entry={shown} onClose={() => setShown(undefined)} />}
    </Page>
  );
}

function columnsOf(onShow: (entry: Entry) => void): readonly Column<Entry>[] {
  return [
    { id: 'time', header: 'When', width: '9rem', cell: ({ time }) => <Time at={time} /> },
    {
      id: 'level',
      header: 'Level',
      width: '9rem',
      cell: ({ level }) => <Badge tone={tones[level] ?? 'neutral'}>{level}</Badge>,
    },
    {
      id: 'message',
      header: 'Message',
      width: 'minmax(16rem, 3fr)',
      cell: (entry) => (
        <Button kind="quiet" className="max-w-full justify-start underline" onPress={() => onShow(entry)}>
          <span className="truncate">
            <CertText isCut>{entry.message}</CertText>
          </span>
        </Button>
      ),
    },
    { id: 'source', header: 'Source', width: '10rem', cell: ({ source }) => <CertText isCut>{source}</CertText> },
    { id: 'eventId', header: 'Event id', width: '7rem', align: 'right', cell: ({ eventId }) => eventId },
    {
      id: 'delivery',
      header: 'Written to',
      width: 'minmax(10rem, 1fr)',
      cell: ({ delivery }) => (
        <span className="flex gap-1">
          {delivery.map(({ sink, state }) => (
            <Badge key={sink} tone={states[state]}>
              {sink}
              {state === 'delivered' ? '' : `: ${state}`}
            </Badge>
          ))}
        </span>
      ),
    },
    {
      id: 'category',
      header: 'Category',
      isOptional: true,
      width: '7rem',
      align: 'right',
      cell: ({ category }) => category,
    },
    {
      id: 'host',
      header: 'Host',
      isOptional: true,
      width: '9rem',
      cell: ({ host }) => <CertText isCut>{host}</CertText>,
    },
  ];
}

function EntryDialog({ entry, onClose }: { readonly entry: Entry; readonly onClose: () => void }) {
  return (
    <Dialog title={`Entry ${entry.eventId} of ${entry.source}`} size="large" isOpen onClose={onClose}>
      <p className="text-sm whitespace-pre-wrap">
        <CertText>{entry.message}</CertText>
      </p>
      <Facts>
        <Fact name="When">
          <Time at={entry.time} form="both" />
        </Fact>
        <Fact name="Level">{entry.level}</Fact>
        <Fact name="Category">{entry.category}</Fact>
        <Fact name="Host">
          <CertText>{entry.host}</CertText>
        </Fact>
        {entry.firingId !== null && (
          <Fact name="Event">
            <PathLink to={`/event-history/${entry.firingId}`} className="underline">
              What happened, and why
            </PathLink>
          </Fact>
        )}
        {entry.instanceId !== null && (
          <Fact name="Workflow">
            <PathLink to={`/builder/instances/${entry.instanceId}`} className="underline">
              The instance that wrote it
            </PathLink>
          </Fact>
        )}
        {Object.entries(entry.data).map(([name, value]) => (
          <Fact key={name} name={name}>
            <CertText>{value}</CertText>
          </Fact>
        ))}
      </Facts>
      <ul className="flex flex-col gap-1 text-sm" aria-label="Where it was written to">
        {entry.delivery.map(({ sink, state, attempts, error }) => (
          <li key={sink}>
            <Badge tone={states[state]}>{state}</Badge> {sink}, {attempts} {attempts === 1 ? 'attempt' : 'attempts'}
            {error !== null && (
              <>
                : <CertText>{error}</CertText>
              </>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
