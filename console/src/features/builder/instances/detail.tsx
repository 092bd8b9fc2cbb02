import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useMay } from '../../../shared/session/me';
import { Page, Section } from '../../../shared/shell/page';
import { PathLink } from '../../../shared/shell/path-link';
import { CertText } from '../../../shared/text/cert-text';
import { Time } from '../../../shared/text/time';
import { Button } from '../../../shared/ui/button';
import { Fact, Facts } from '../../../shared/ui/facts';
import { Badge, ErrorState, Loading } from '../../../shared/ui/states';
import { Settings } from '../editor/preview-dialog';
import { useKinds } from '../editor/use-flow';
import { useWide } from '../editor/use-wide';
import { stepsOf } from '../model/flow';
import type { InstanceDetail } from '../model/walk';
import { definitionQuery } from '../queries';
import { statusWords } from '../words';
import { Item } from './columns';
import { InstanceActions } from './instance-actions';
import { instanceQuery, lookAgainMs } from './queries';
import { Signals } from './signals';
import { VisitLog } from './visit-log';

const RunCanvas = lazy(() => import('./run-canvas'));

/** One run of a workflow: the way that it took, where it stands, what was known at each step, and what can be done. */
export function InstanceDetailScreen() {
  const { uuid = '' } = useParams({ strict: false });
  const query = useQuery(instanceQuery(uuid));
  useLookAgain(query.data?.status, query.refetch);
  const may = useMay();
  const [step, setStep] = useState<string>();
  if (query.isPending) return <Loading what="the instance" />;
  if (query.isError) {
    return (
      <Page title="Instance">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const instance = query.data;
  const { number, title, status, statusMessage } = instance;
  const { text, tone } = statusWords(status);
  return (
    <Page
      title={`Instance ${number}: ${title}`}
      heading={
        <>
          {number.toLocaleString('en')} <CertText>{title}</CertText> <Badge tone={tone}>{text}</Badge>
        </>
      }
      description={statusMessage === null ? undefined : <CertText>{statusMessage}</CertText>}
      actions={<InstanceActions instance={instance} />}
    >
      <Signals instance={instance} />
      {/* Whoever is only asked by a step does not see how the workflow is made. */}
      {may('builder:read') && <Way instance={instance} onOpen={setStep} />}
      <Section
        title={step === undefined ? 'Steps' : `Visits of ${step}`}
        actions={step === undefined ? undefined : <Button onPress={() => setStep(undefined)}>All steps</Button>}
      >
        <VisitLog instance={instance} only={step} />
      </Section>
      <Section title="Variables now">
        {Object.keys(instance.variables).length === 0 ? (
          <p className="text-sm text-muted">None.</p>
        ) : (
          <Settings settings={instance.variables} />
        )}
      </Section>
      <About instance={instance} />
    </Page>
  );
}

/** While it is under way. */
function useLookAgain(status: InstanceDetail['status'] | undefined, look: () => unknown): void {
  const isUnderWay = status === 'running' || status === 'suspended';
  useEffect(() => {
    if (!isUnderWay) return;
    const timer = setInterval(() => void look(), lookAgainMs);
    return () => clearInterval(timer);
  }, [isUnderWay, look]);
}

function Way({ instance, onOpen }: { readonly instance: InstanceDetail; readonly onOpen: (step: string) => void }) {
  const { uuid, version } = instance.definition;
  const definition = useQuery(definitionQuery(uuid, version));
  const { query: kindsQuery, kinds } = useKinds();
  const isWide = useWide();
  if (!isWide) return null;
  return (
    <Section title="The way that was taken">
      {definition.isError ? (
        <ErrorState error={definition.error} onRetry={() => void definition.refetch()} />
      ) : definition.data === undefined || kindsQuery.data === undefined ? (
        <Loading what="the graph" />
      ) : (
        <div className="h-112 overflow-hidden rounded-md border border-line">
          <Suspense fallback={<Loading what="the graph" />}>
            <RunCanvas
              steps={stepsOf(definition.data)}
              canvas={definition.data.canvas}
              kinds={kinds}
              visits={instance.steps}
              onOpen={onOpen}
            />
          </Suspense>
        </div>
      )}
    </Section>
  );
}

function About({ instance }: { readonly instance: InstanceDetail }) {
  const { definition, item, itemLabel, context, startedByName, startedAt, endedAt, attempt, restartedAs, workflowId } =
    instance;
  return (
    <Section title="About this instance">
      <Facts>
        <Fact name="Workflow">
          <PathLink to={`/builder/definitions/${definition.uuid}`} className="underline">
            <CertText>{definition.name}</CertText>
          </PathLink>
          , version {definition.version}
        </Fact>
        <Fact name="About">
          <Item item={item} label={itemLabel} />
        </Fact>
        <Fact name="Started by">
          <CertText>{startedByName}</CertText> <Time at={startedAt} form="both" />
        </Fact>
        <Fact name="Ended">
          <Time at={endedAt} form="both" />
        </Fact>
        <Fact name="Attempt">{attempt}</Fact>
        <Fact name="Scripts run as">{context}</Fact>
        {restartedAs !== null && (
          <Fact name="Restarted as">
            <Link to="/builder/instances/$uuid" params={{ uuid: restartedAs }}>
              another instance
            </Link>
          </Fact>
        )}
        <Fact name="Temporal workflow">
          <code className="font-mono text-xs">{workflowId}</code>
        </Fact>
      </Facts>
    </Section>
  );
}
