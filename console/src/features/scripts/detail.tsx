import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMay } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { ErrorState, Loading } from '../../shared/ui/states';
import { Tabs } from '../../shared/ui/tabs';
import { TestBench } from './bench';
import { CurrentText } from './current-text';
import { DeleteScript } from './delete-script';
import { ScriptFacts } from './facts';
import { scriptQuery } from './queries';
import { ScriptRuns } from './runs';
import { Versions } from './versions';
import { runtimeNames } from './words';

/** A script: its text, its versions, its test bench, how its runs ended, and what uses it. */
export function ScriptScreen() {
  const { name = '' } = useParams({ strict: false });
  const { tab }: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const may = useMay();
  const navigate = useNavigate();
  const query = useQuery(scriptQuery(name));
  if (query.isPending) {
    return (
      <Page title="Script">
        <Loading what="the script" />
      </Page>
    );
  }
  if (query.isError) {
    return (
      <Page title="Script">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        <PathLink to="/scripts" className="text-center underline">
          All scripts
        </PathLink>
      </Page>
    );
  }
  const script = query.data;
  const reason = may('scripts:write') ? undefined : 'You need the right scripts:write.';
  const select = (next: string) =>
    void navigate({ to: '/scripts/$name', params: { name }, search: { tab: next }, replace: true });
  return (
    <Page
      title={script.name}
      description={
        <>
          {runtimeNames[script.runtime]}, version {script.currentVersion}
          {script.description !== '' && (
            <>
              . <CertText>{script.description}</CertText>
            </>
          )}
        </>
      }
      actions={
        <>
          <Button
            kind="primary"
            disabledReason={reason}
            onPress={() => void navigate({ to: '/scripts/$name/edit', params: { name: script.name } })}
          >
            Edit
          </Button>
          <DeleteScript script={script} />
        </>
      }
    >
      {script.warnings.length > 0 && (
        <div role="status" className="rounded-md border border-warn/40 bg-warn-tint p-3 text-sm text-warn">
          <ul className="list-disc pl-5">
            {script.warnings.map(({ detail }) => (
              <li key={detail}>
                <CertText>{detail}</CertText>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Section title="About this script">
        <ScriptFacts script={script} />
      </Section>
      <Tabs
        name="Parts of the script"
        selected={tab ?? 'text'}
        onSelect={select}
        tabs={[
          { id: 'text', label: 'Text', content: <CurrentText script={script} /> },
          { id: 'bench', label: 'Test bench', content: <TestBench key={script.uuid} script={script} /> },
          { id: 'versions', label: 'Versions', content: <Versions script={script} /> },
          { id: 'runs', label: 'Runs', content: <ScriptRuns name={script.name} /> },
        ]}
      />
    </Page>
  );
}
