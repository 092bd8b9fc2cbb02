import type { Schema } from '../../shared/api/types';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Fact, Facts } from '../../shared/ui/facts';
import { Badge, EmptyState } from '../../shared/ui/states';
import { recipientsText } from '../expiration/words';
import { wordsOf } from './states';

/** Whether and when people are told that it ends. */
export function Expiry({ expiry }: { readonly expiry: Schema<'ExpiringCertificateDetail'> }) {
  const { state, dueFrom, acknowledged, lastNotice, nextNotice, willBeRenewedAt, reachesNobody } = expiry;
  return (
    <Facts>
      <Fact name="State">
        <Badge tone={state === 'expired' ? 'bad' : state === 'due' ? 'warn' : 'neutral'}>{state}</Badge>{' '}
        {reachesNobody && <Badge tone="bad">nobody is told</Badge>}
      </Fact>
      <Fact name="People are told from">
        <Time at={dueFrom} form="both" />
      </Fact>
      <Fact name="Last notice">
        {lastNotice === null ? (
          'none'
        ) : (
          <>
            <Time at={lastNotice.at} /> by <CertText>{lastNotice.profile.name}</CertText>
          </>
        )}
      </Fact>
      <Fact name="Next notice">
        {nextNotice === null ? (
          'none'
        ) : (
          <>
            <Time at={nextNotice.at} form="both" /> by <CertText>{nextNotice.profile.name}</CertText>
          </>
        )}
      </Fact>
      <Fact name="Will be renewed">
        <Time at={willBeRenewedAt} form="both" />
      </Fact>
      <Fact name="Acknowledged">{acknowledged === null ? 'no' : <Acknowledged {...acknowledged} />}</Fact>
    </Facts>
  );
}

function Acknowledged({ by, at, comment, until }: Schema<'Acknowledgement'>) {
  return (
    <>
      by <CertText>{by.name}</CertText>, <Time at={at} form="both" />
      {until === null ? ', until it is replaced' : ', until '}
      {until !== null && <Time at={until} form="both" />}
      {comment !== null && (
        <>
          : <CertText>{comment}</CertText>
        </>
      )}
    </>
  );
}

/** What each profile would still send, and what it has sent so far. */
export function Coming({ streams }: { readonly streams: Schema<'ExpiringCertificateDetail'>['streams'] }) {
  if (streams.length === 0) return <p className="text-sm text-muted">No profile tells anybody of its end.</p>;
  return (
    <ul className="flex flex-col text-sm">
      {streams.map(({ profile, applies, next, last, onItsWay, counted, warnings }) => (
        <li key={profile.uuid} className="flex flex-col border-b border-line py-1">
          <span className="flex flex-wrap gap-x-3">
            <PathLink to={`/notification-profiles/${profile.uuid}`} className="underline">
              <CertText>{profile.name}</CertText>
            </PathLink>
            {!applies ? (
              <span className="text-muted">does not apply any more</span>
            ) : next === null ? (
              <span className="text-muted">sends nothing more</span>
            ) : (
              <span>
                <Time at={next.at} form="both" /> to <CertText>{recipientsText(next.recipients)}</CertText>
              </span>
            )}
          </span>
          <span className="text-xs text-muted">
            {onItsWay !== null && (
              <>
                on its way since <Time at={onItsWay.at} />;{' '}
              </>
            )}
            {counted.toLocaleString('en')} so far
            {last !== null && (
              <>
                , the last <Time at={last.at} />
              </>
            )}
          </span>
          {warnings.map(({ step, detail }) => (
            <span key={step} className="text-xs text-warn">
              <CertText>{detail}</CertText>
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}

export function Deliveries({ items }: { readonly items: readonly Schema<'Delivery'>[] }) {
  if (items.length === 0) return <EmptyState title="Nobody was told anything about it yet" />;
  return (
    <ul className="flex flex-col text-sm">
      {items.map(({ deliveryId, createdAt, channel, status }) => (
        <li key={deliveryId} className="flex flex-wrap gap-x-3 border-b border-line py-1">
          <Time at={createdAt} />
          <span>{channel}</span>
          <Badge tone={status === 'delivered' ? 'good' : status === 'undeliverable' ? 'bad' : 'neutral'}>
            {wordsOf(status)}
          </Badge>
          <PathLink to={`/deliveries/${deliveryId}`} className="underline">
            Open the delivery
          </PathLink>
        </li>
      ))}
    </ul>
  );
}

export function Firings({ items }: { readonly items: readonly Schema<'FiringRow'>[] }) {
  if (items.length === 0) return <EmptyState title="No event was recorded for it yet" />;
  return (
    <ul className="flex flex-col text-sm">
      {items.map(({ firingId, event, occurredAt, status, outcome, message }) => (
        <li key={firingId} className="flex flex-wrap gap-x-3 border-b border-line py-1">
          <Time at={occurredAt} />
          <PathLink to={`/event-history/${firingId}`} className="underline">
            {wordsOf(event)}
          </PathLink>
          <Badge tone={status === 'failed' ? 'bad' : 'neutral'}>{wordsOf(outcome ?? status)}</Badge>
          <CertText>{message}</CertText>
        </li>
      ))}
    </ul>
  );
}
