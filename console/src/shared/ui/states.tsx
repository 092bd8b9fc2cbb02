import type { ReactNode } from 'react';
import { ApiError, sentenceOf } from '../api/problem';
import { Button } from './button';

/** What stands where there is nothing: what this would be, and what to do first. */
export function EmptyState({ title, children, actions }: StateProps) {
  return <State title={title} actions={actions} children={children} />;
}

interface StateProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

function State({ title, children, actions }: StateProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-12 text-center">
      <p className="text-base font-semibold">{title}</p>
      {children !== undefined && <div className="max-w-prose text-sm text-muted">{children}</div>}
      {actions !== undefined && <div className="mt-2 flex flex-wrap justify-center gap-2 text-sm">{actions}</div>}
    </div>
  );
}

/** A refusal or a failure in place of what was asked for, with the next step. */
export function ErrorState({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const problem = error instanceof ApiError ? error.problem : undefined;
  return (
    <div role="alert">
      <State
        title={titleOf(error)}
        actions={onRetry !== undefined && problem?.status !== 403 ? <Button onPress={onRetry}>Try again</Button> : null}
      >
        <p>{sentenceOf(error)}</p>
        {(problem?.missing ?? []).length > 0 && <p>Missing: {problem!.missing!.join(', ')}</p>}
        {problem?.status === 403 && <p>An administrator can give you a role that allows it.</p>}
        {problem !== undefined && problem.instance !== '' && (
          <p className="mt-2 text-xs">
            Request <code className="font-mono">{problem.instance}</code>
          </p>
        )}
      </State>
    </div>
  );
}

function titleOf(error: unknown): string {
  if (!(error instanceof ApiError)) return 'The console has a fault here';
  if (error.isUnreachable) return 'The server does not answer';
  if (error.status === 403) return 'You may not see this';
  if (error.status === 404) return 'This does not exist';
  return error.problem.title;
}

/** Shown while something is awaited; says so to screen readers, too. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p role="status" className="animate-pulse px-6 py-12 text-center text-sm text-muted">
      Loading {what} …
    </p>
  );
}

/** A bar for work whose end is known: how much of how much. */
export function Progress({
  label,
  value,
  max,
}: {
  readonly label: string;
  readonly value: number;
  readonly max: number;
}) {
  const percent = max === 0 ? 0 : Math.min(100, Math.round((value / max) * 100));
  return (
    <div className="flex flex-col gap-1 text-sm">
      <div className="flex justify-between gap-4">
        <span>{label}</span>
        <span className="tabular-nums">
          {value.toLocaleString('en')} of {max.toLocaleString('en')}
        </span>
      </div>
      <progress className="h-2 w-full accent-accent" aria-label={label} value={percent} max={100} />
    </div>
  );
}

const badges = {
  neutral: 'border-line bg-sunken text-ink',
  good: 'border-good/40 bg-good-tint text-good',
  warn: 'border-warn/40 bg-warn-tint text-warn',
  bad: 'border-danger/40 bg-danger-tint text-danger',
  accent: 'border-accent/40 bg-accent-tint text-accent',
} as const;

export type Tone = keyof typeof badges;

/** A state in a word or two, with a colour that only repeats what the word says. */
export function Badge({ tone = 'neutral', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span
      className={`inline-block rounded-full border px-2 py-px text-xs font-medium whitespace-nowrap ${badges[tone]}`}
    >
      {children}
    </span>
  );
}
