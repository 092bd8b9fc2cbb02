import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Page, Section } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Hex } from '../../shared/text/hex';
import { Time } from '../../shared/text/time';
import { Fact, Facts } from '../../shared/ui/facts';
import { ErrorState, Loading } from '../../shared/ui/states';
import { runQuery, type ScriptRunDetail } from './queries';
import { RunView } from './run-view';
import { causeOf, contextWords } from './words';

/** One run of a script: output, result, files, and under which conditions it ran. */
export function ScriptRunScreen() {
  const { runId = '' } = useParams({ strict: false });
  const query = useQuery(runQuery(runId));
  if (query.isPending) {
    return (
      <Page title="Script run">
        <Loading what="the run" />
      </Page>
    );
  }
  if (query.isError) {
    return (
      <Page title="Script run">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const { script } = query.data;
  return (
    <Page
      title={`Run of ${script}`}
      heading={
        <>
          Run of <CertText>{script}</CertText>
        </>
      }
    >
      <Section title="What came of it">
        <RunView runId={runId} />
      </Section>
      <Section title="How it ran">
        <RunFacts run={query.data} />
      </Section>
    </Page>
  );
}

function RunFacts({ run }: { readonly run: ScriptRunDetail }) {
  const { script, version, runtime, runtimeVersion, mode, trigger, context, account, process } = run;
  const cause = causeOf(trigger);
  return (
    <Facts>
      <Fact name="Script">
        {version === null ? (
          <CertText>{script}</CertText>
        ) : (
          <PathLink to={`/scripts/${script}?tab=versions`} className="underline">
            {script}, version {version}
          </PathLink>
        )}
      </Fact>
      <Fact name="Started by">
        {cause.path === undefined ? (
          cause.text
        ) : (
          <PathLink to={cause.path} className="underline">
            {cause.text}
          </PathLink>
        )}
        {`, ${contextWords(context)}`}
      </Fact>
      <Fact name="Mode">{mode}</Fact>
      <Fact name="Runtime">
        {runtime} <CertText>{runtimeVersion}</CertText>
      </Fact>
      {run.itemId !== null && (
        <Fact name="About">
          <CertText isMono>{run.itemId}</CertText>
        </Fact>
      )}
      {run.recipient !== null && (
        <Fact name="Recipient">
          <CertText>{run.recipient}</CertText>
        </Fact>
      )}
      <Fact name="Asked for">
        <Time at={run.requestedAt} form="both" />
      </Fact>
      <Fact name="Began">
        <Time at={run.startedAt} form="both" />
      </Fact>
      <Fact name="Ended">
        <Time at={run.finishedAt} form="both" />
      </Fact>
      <Fact name="Worker">
        <CertText>{run.workerIdentity}</CertText>
      </Fact>
      <Fact name="Machine">
        <CertText>{run.host}</CertText>
      </Fact>
      <Fact name="Account">
        <CertText>{run.osUser}</CertText>
        {account !== null && (account === 'own' ? ', of its own' : ', that of the worker')}
      </Fact>
      <Fact name="Process">{process ?? '–'}</Fact>
      <Fact name="Limits">
        {run.timeoutSeconds} s{run.memoryLimit === 'not_enforced' && ', memory not limited on this machine'}
      </Fact>
      <Fact name="Lock">
        <CertText>{run.lock}</CertText>
      </Fact>
      <Fact name="Attempt">
        {run.attempt}
        {run.repeatable ? ', may be started again' : ''}
      </Fact>
      <Fact name="SHA-256 of the text">
        <Hex value={run.sha256} what="SHA-256" />
      </Fact>
    </Facts>
  );
}
