import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { classes } from '../../shared/ui/classes';
import type { Operation } from './queries';
import { stepsOf, type Step } from './words';

const looks: Readonly<Record<Step['at'], { readonly sign: string; readonly words: string; readonly look: string }>> = {
  done: { sign: '✓', words: 'done', look: 'border-good bg-good-tint text-good' },
  now: { sign: '…', words: 'it stands here', look: 'border-accent bg-accent-tint text-accent' },
  later: { sign: '–', words: 'to come', look: 'border-line bg-surface text-muted' },
  ended: { sign: '✗', words: 'it ended here', look: 'border-danger bg-danger-tint text-danger' },
};

/** The way of an operation, with where it stands and what it waits for. */
export function Steps({ operation }: { readonly operation: Operation }) {
  const { message, errorCode, approvalUuid, state, nextStepAt, cancelRequested } = operation;
  return (
    <div className="flex flex-col gap-3 text-sm" aria-live="polite">
      <ol className="flex flex-wrap items-center gap-2" aria-label="The way of the operation">
        {stepsOf(operation).map(({ label, at }, index) => (
          <li key={label} className="flex items-center gap-2" aria-current={at === 'now' ? 'step' : undefined}>
            {index > 0 && <span aria-hidden="true" className="w-4 border-t border-edge sm:w-8" />}
            <span
              className={classes('flex items-center gap-1.5 rounded-full border px-3 py-1 font-medium', looks[at].look)}
            >
              <span aria-hidden="true">{looks[at].sign}</span>
              {label}
              <span className="sr-only">: {looks[at].words}</span>
            </span>
          </li>
        ))}
      </ol>
      {state === 'pending_approval' && approvalUuid !== null && (
        <p>
          It goes on as soon as it is approved.{' '}
          <PathLink to={`/approvals/${approvalUuid}`} className="underline">
            Open the approval
          </PathLink>
        </p>
      )}
      {cancelRequested && <p className="text-warn">It is being called off.</p>}
      {message !== null && (
        <p className={errorCode === null ? undefined : 'text-danger'}>
          <CertText>{message}</CertText>
          {errorCode !== null && <code className="ml-2 font-mono text-xs">{errorCode}</code>}
        </p>
      )}
      {nextStepAt !== null && (
        <p className="text-muted">
          The authority is asked again <Time at={nextStepAt} form="both" />.
        </p>
      )}
    </div>
  );
}
