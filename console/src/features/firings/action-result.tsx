import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge } from '../../shared/ui/states';
import { ObjectLink } from '../../shared/shell/object-link';
import type { FiringAction } from './queries';
import { valueText, wordsOf } from '../../shared/text/words';
import { durationText, toneOfAction } from './words';

/** One action: what it changed from what to what, whom it told, and what went wrong. */
export function ActionResult({ action }: { readonly action: FiringAction }) {
  const { type, outcome, errorCode, message, deliveries } = action;
  const { before, after, changed, parameters, attempts, durationMs, instance, scriptRun } = action;
  const tries = Array.isArray(attempts) ? attempts.length : 0;
  const hasChange = (before !== null && before !== undefined) || (after !== null && after !== undefined);
  return (
    <li className="rounded-md border border-line bg-sunken p-2 text-sm">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <span className="font-medium">{wordsOf(type)}</span>
        <Badge tone={toneOfAction(outcome)}>{outcome === 'ok' ? 'done' : outcome}</Badge>
        <span className="text-muted">
          {tries > 1 && `${tries} attempts, `}
          {typeof durationMs === 'number' && durationText(durationMs)}
        </span>
        {typeof instance === 'string' && (
          <span>
            started <ObjectLink resource="instances" uuid={instance} name="a workflow" />
          </span>
        )}
        {isScriptRun(scriptRun) && <span>script run {scriptRun.status}</span>}
      </div>
      {(errorCode !== null || message !== null) && (
        <p className={outcome === 'failed' ? 'mt-1 text-danger' : 'mt-1'}>
          <CertText>{[errorCode, message].filter((part) => part !== null).join(': ')}</CertText>
        </p>
      )}
      {hasChange && (
        <dl className="mt-1 grid gap-x-4 sm:grid-cols-2">
          <Side name="Before" value={before} />
          <Side name={changed === false ? 'After (nothing to change)' : 'After'} value={after} />
        </dl>
      )}
      {deliveries.length > 0 && (
        <ul aria-label="Told" className="mt-1 flex flex-col">
          {deliveries.map((delivery) => (
            <DeliveryItem key={delivery.deliveryId} delivery={delivery} />
          ))}
        </ul>
      )}
      {parameters !== undefined && (
        <details className="mt-1">
          <summary className="cursor-pointer text-xs text-muted">As it was set up</summary>
          <pre className="mt-1 max-h-48 overflow-auto font-mono text-xs whitespace-pre-wrap" tabIndex={0}>
            <CertText>{JSON.stringify(parameters, null, 2)}</CertText>
          </pre>
        </details>
      )}
    </li>
  );
}

function Side({ name, value }: { readonly name: string; readonly value: unknown }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="break-words whitespace-pre-wrap">
        {valueText(value) === '' ? (
          <span className="text-muted">nothing</span>
        ) : (
          <CertText>{valueText(value)}</CertText>
        )}
      </dd>
    </div>
  );
}

function DeliveryItem({ delivery }: { readonly delivery: FiringAction['deliveries'][number] }) {
  const { deliveryId, channel, recipient, status, attempts, nextAttemptAt } = delivery;
  const tries = Array.isArray(attempts) ? attempts : [];
  const last: unknown = tries.at(-1);
  const error = typeof last === 'object' && last !== null && 'error' in last ? last.error : null;
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 border-t border-line py-1">
      <Badge
        tone={status === 'delivered' ? 'good' : status === 'undeliverable' || status === 'failed' ? 'bad' : 'neutral'}
      >
        {wordsOf(String(status))}
      </Badge>
      <span>
        {wordsOf(String(channel))} to <Recipient recipient={recipient} />
      </span>
      <ObjectLink resource="deliveries" uuid={deliveryId} name="the delivery" />
      {tries.length > 1 && <span className="text-muted">{tries.length} attempts</span>}
      {typeof nextAttemptAt === 'string' && (
        <span className="text-muted">
          next attempt <Time at={nextAttemptAt} />
        </span>
      )}
      {typeof error === 'string' && (
        <span className="text-danger">
          <CertText>{error}</CertText>
        </span>
      )}
    </li>
  );
}

/** An address, a user, or nobody in particular, as the ledger of deliveries names them. */
function Recipient({ recipient }: { readonly recipient: unknown }) {
  const { kind, value } = (typeof recipient === 'object' && recipient !== null ? recipient : {}) as Readonly<
    Record<string, unknown>
  >;
  if (typeof value !== 'string') return <>nobody in particular</>;
  return kind === 'user' ? <ObjectLink resource="users" uuid={value} name={null} /> : <CertText>{value}</CertText>;
}

function isScriptRun(value: unknown): value is { readonly status: string } {
  return typeof value === 'object' && value !== null && 'status' in value && typeof value.status === 'string';
}
