import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { Page, Section } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { Badge, ErrorState, Loading } from '../../shared/ui/states';
import { CauseChain } from './cause-chain';
import { isConcealed } from './concealed';
import { DryRun } from './dry-run';
import { FiringFacts } from './facts';
import { firingQuery } from './queries';
import { ReplayButton } from './replay';
import { TriggerResult } from './trigger-result';
import { eventName } from '../../shared/text/event-names';
import { subjectName, verdictOf } from './words';

/** One firing: what happened, to what, decided by which rules and why, with which effect. */
export function FiringDetail() {
  const { firingId = '' } = useParams({ strict: false });
  const { awaited }: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const query = useQuery(firingQuery(firingId, awaited === 'true'));
  if (query.isPending) {
    return (
      <Page title="Event">
        <Loading what={awaited === 'true' ? 'the replay; it is being decided' : 'the event'} />
      </Page>
    );
  }
  if (query.isError) {
    return (
      <Page title="Event">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const firing = query.data;
  const { event, subject, happened, explain, causes, replayOf, replays, triggers } = firing;
  const { words, tone } = verdictOf(firing);
  const name = `${eventName(event)}: ${subjectName(subject)}`;
  const hasChain = causes.length > 0 || replayOf !== null || replays.length > 0;
  return (
    <Page
      title={name}
      heading={
        <>
          {eventName(event)}
          {happened !== null && ` (${happened})`}: <CertText>{subjectName(subject)}</CertText>
        </>
      }
      actions={<ReplayButton firing={firing} />}
    >
      <p className="flex flex-wrap items-baseline gap-2 text-base" data-testid="explanation">
        <Badge tone={tone}>{words}</Badge>
        {firing.replayOf !== null && <Badge tone="accent">replay</Badge>}
        {firing.alert?.isTest === true && <Badge tone="accent">test</Badge>}
        <span className="min-w-0">
          <CertText>{explain}</CertText>
        </span>
      </p>
      <Section title="What happened">
        <FiringFacts firing={firing} />
      </Section>
      {hasChain && (
        <Section title="Why it happened">
          <CauseChain firing={firing} />
        </Section>
      )}
      <Section title={`Rules that were asked (${triggers.length})`}>
        {triggers.length === 0 ? (
          <p className="text-sm text-muted">
            No trigger was attached for this event and subject, so nothing was decided.
          </p>
        ) : (
          <div className="flex flex-col gap-3">
            {triggers.map((trigger, index) => (
              <TriggerResult key={`${trigger.uuid} ${index}`} trigger={trigger} isConcealed={isConcealed(firing)} />
            ))}
          </div>
        )}
      </Section>
      <Section title="Try changed rules on it">
        <DryRun key={firingId} firing={firing} />
      </Section>
    </Page>
  );
}
