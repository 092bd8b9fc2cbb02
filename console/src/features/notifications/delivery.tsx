import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMay } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { Fact, Facts } from '../../shared/ui/facts';
import { Badge, EmptyState, ErrorState, Loading } from '../../shared/ui/states';
import { deliveryQuery, type Delivery } from './queries';
import { RecipientText } from './recipient';
import { useRedeliver } from './redeliver';
import { channelText, eventText, toneOfDelivery, whyNotAgain } from './words';

/** One delivery: to whom, each attempt with its reason, and the text. */
export function DeliveryDetail() {
  const { deliveryId = '' } = useParams({ strict: false });
  const mayWrite = useMay()('deliveries:write');
  const query = useQuery(deliveryQuery(deliveryId));
  const again = useRedeliver();
  if (query.isPending) return <Loading what="the delivery" />;
  if (query.isError) {
    return (
      <Page title="Delivery">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const { message, ...delivery } = query.data;
  const reason = again.isPending ? 'It is being done.' : whyNotAgain(delivery, mayWrite);
  return (
    <Page
      title={`Delivery: ${eventText(delivery.event)}`}
      actions={
        <Button disabledReason={reason} onPress={() => again.mutate([delivery])}>
          Send again
        </Button>
      }
    >
      <Section title="About this delivery">
        <DeliveryFacts delivery={delivery} />
      </Section>
      <Section title="Attempts">
        <Attempts delivery={delivery} />
      </Section>
      <Section title="What it said">
        {message === null ? (
          <EmptyState title="Its text is not kept">It was about a rejected upload, and has been erased.</EmptyState>
        ) : (
          <div className="flex flex-col gap-2 text-sm">
            <strong>
              <CertText>{message.subject}</CertText>
            </strong>
            <div className="whitespace-pre-wrap">
              <CertText>{message.text}</CertText>
            </div>
            {message.defaultTextUsed && (
              <p className="text-warn">Its template failed, so the text that Certloom brings was used.</p>
            )}
          </div>
        )}
      </Section>
    </Page>
  );
}

function DeliveryFacts({ delivery }: { readonly delivery: Delivery }) {
  const { kind, firingId, channel, recipient, status, profile, profileName, profileVersion } = delivery;
  return (
    <Facts>
      <Fact name="Told to">
        <RecipientText recipient={recipient} />
      </Fact>
      <Fact name="By">{channelText(channel)}</Fact>
      <Fact name="State">
        <Badge tone={toneOfDelivery(status)}>{status}</Badge>
        {delivery.possibleRepeat && ' It may have arrived twice.'}
      </Fact>
      <Fact name="Because of">
        {kind === 'resolve' ? (
          'a replacement: it closes the incident that notices opened'
        ) : (
          <PathLink to={`/event-history/${firingId}`} className="underline">
            {eventText(delivery.event)}
          </PathLink>
        )}
      </Fact>
      <Fact name="Profile">
        <CertText>{profileName ?? profile}</CertText>, version {profileVersion}
      </Fact>
      <Fact name="Made">
        <Time at={delivery.createdAt} form="both" />
      </Fact>
      <Fact name="Next attempt">
        <Time at={delivery.nextAttemptAt} form="both" />
      </Fact>
      <Fact name={delivery.finishedAt === null ? 'Given up at the latest' : 'Finished'}>
        <Time at={delivery.finishedAt ?? delivery.giveUpAt} form="both" />
      </Fact>
    </Facts>
  );
}

function Attempts({ delivery: { attempts, attemptCount } }: { readonly delivery: Delivery }) {
  if (attemptCount === 0) return <EmptyState title="It was not tried yet" />;
  return (
    <>
      {attemptCount > attempts.length && (
        <p className="text-sm text-muted">
          The last {attempts.length} of {attemptCount.toLocaleString('en')}.
        </p>
      )}
      <ol className="flex flex-col text-sm">
        {attempts.map(({ at, durationMs, result, error, note }) => (
          <li key={at} className="flex flex-wrap gap-x-3 border-b border-line py-1">
            <Time at={at} form="both" />
            <Badge tone={result === 'delivered' ? 'good' : 'bad'}>{result}</Badge>
            <span className="text-muted">{Math.round(durationMs).toLocaleString('en')} ms</span>
            {error !== null && <CertText>{error}</CertText>}
            {note !== undefined && <CertText className="text-muted">{note}</CertText>}
          </li>
        ))}
      </ol>
    </>
  );
}
