import { useState } from 'react';
import { sentenceOf } from '../../shared/api/problem';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { onlyThis, triedOf, type TriggerDraft } from './draft';
import { compareRuns, useHistoryRun, type HistoryRow } from './history';

export interface HistoryBarProps {
  readonly draft: TriggerDraft;
  /** False while parts of the condition are missing. */
  readonly isReady: boolean;
  readonly published: { readonly uuid: string; readonly version: number } | undefined;
}

/** What the trigger would have matched in the last 30 days, and how that differs from what is published. */
export function HistoryBar({ draft, isReady, published }: HistoryBarProps) {
  const [to] = useState(() => new Date().toISOString());
  const [isWhole, setWhole] = useState(false);
  const [open, setOpen] = useState<string>();
  const { event, kind } = draft;
  const own = useHistoryRun(event, onlyThis(kind, triedOf(draft)), to, isReady, isWhole);
  const before = useHistoryRun(
    event,
    onlyThis(kind, published?.uuid),
    to,
    isReady && published !== undefined && own.isSuccess,
    isWhole,
  );
  if (!isReady) return <p className="text-sm text-muted">Complete the condition to see what it would have matched.</p>;
  if (own.isPending) return <p className="text-sm text-muted">Looking through the last 30 days …</p>;
  if (own.isError)
    return <p className="text-sm text-danger">The last 30 days cannot be tried: {sentenceOf(own.error)}</p>;
  const { looked, gone, matched, reached, isComplete } = own.data;
  const compared = before.data === undefined ? undefined : compareRuns(own.data, before.data);
  const lists: Readonly<Record<string, readonly HistoryRow[]>> = {
    'would match': matched,
    ...(compared === undefined ? {} : { more: compared.more, fewer: compared.fewer }),
  };
  const number = (name: string) => (
    <Button
      kind="quiet"
      className="underline"
      aria-expanded={open === name}
      onPress={() => setOpen(open === name ? undefined : name)}
    >
      {(lists[name] ?? []).length.toLocaleString('en')} {name}
    </Button>
  );
  const share = looked === 0 ? 0 : (matched.length / looked) * 100;
  return (
    <div className="flex flex-col gap-2 text-sm">
      <div className="flex flex-wrap items-center gap-x-1" aria-live="polite">
        <span>
          {isComplete ? (
            'Last 30 days:'
          ) : (
            <>
              Since <Time at={reached} />:
            </>
          )}
        </span>
        <PathLink to={`/event-history?event=${event}`} className="px-1 underline">
          {looked.toLocaleString('en')} events
        </PathLink>
        {number('would match')}
        {compared !== undefined && (
          <>
            {number('more')} and {number('fewer')}
            <span>than version {published!.version}</span>
          </>
        )}
      </div>
      <div aria-hidden="true" className="h-2 overflow-hidden rounded-full bg-hover">
        <div className="h-full bg-accent" style={{ width: `${share}%` }} />
      </div>
      {gone > 0 && (
        <p className="text-xs text-muted">
          {gone.toLocaleString('en')} of them cannot be tried: what they were about was deleted, or rejected and never
          kept.
        </p>
      )}
      {!isComplete && (
        <div>
          <Button onPress={() => setWhole(true)}>Look through all 30 days</Button>
        </div>
      )}
      {open !== undefined && <Rows name={open} rows={lists[open] ?? []} />}
    </div>
  );
}

const mostShown = 50;

function Rows({ name, rows }: { readonly name: string; readonly rows: readonly HistoryRow[] }) {
  if (rows.length === 0) return <p className="text-muted">There is none.</p>;
  return (
    <ul aria-label={`Events: ${name}`} className="max-h-64 overflow-auto rounded-md border border-line" tabIndex={0}>
      {rows.slice(0, mostShown).map(({ firingId, occurredAt, subject, was, would }) => (
        <li key={firingId} className="flex flex-wrap gap-x-3 border-b border-line px-3 py-1 last:border-0">
          <PathLink to={`/event-history/${firingId}`} className="font-medium underline">
            <CertText>{subject.name ?? subject.uuid}</CertText>
          </PathLink>
          <Time at={occurredAt} />
          <span className="text-muted">
            was {was.outcome ?? 'without outcome'}; <CertText>{would.explain}</CertText>
          </span>
        </li>
      ))}
      {rows.length > mostShown && <li className="px-3 py-1 text-muted">and {rows.length - mostShown} more</li>}
    </ul>
  );
}
