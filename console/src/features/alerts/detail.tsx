import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Page, Section } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { ErrorState, Loading } from '../../shared/ui/states';
import { Tabs } from '../../shared/ui/tabs';
import { AlertActions } from './actions';
import { Checks } from './checks';
import { DueNow } from './due-now';
import { AlertFacts } from './facts';
import { Ledger } from './ledger';
import { alertQuery } from './queries';
import { AlertRuns } from './runs';
import { AlertVersions } from './versions';
import { Warnings } from './warnings';
import { kindNames } from './words';

/** An alert: what is due and would be sent now, how its runs ended, and what it has reported. */
export function AlertScreen() {
  const { uuid = '' } = useParams({ strict: false });
  const { tab }: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const query = useQuery(alertQuery(uuid));
  if (query.isPending) {
    return (
      <Page title="Alert">
        <Loading what="the alert" />
      </Page>
    );
  }
  if (query.isError) {
    return (
      <Page title="Alert">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        <PathLink to="/alerts" className="text-center underline">
          All alerts
        </PathLink>
      </Page>
    );
  }
  const alert = query.data;
  const select = (next: string) =>
    void navigate({ to: '/alerts/$uuid', params: { uuid }, search: { tab: next }, replace: true });
  return (
    <Page
      title={alert.name}
      heading={<CertText>{alert.name}</CertText>}
      description={
        <>
          {kindNames[alert.kind]}
          {alert.description !== '' && (
            <>
              . <CertText>{alert.description}</CertText>
            </>
          )}
        </>
      }
      actions={<AlertActions alert={alert} />}
    >
      <Warnings warnings={alert.warnings} />
      <Section title="About this alert">
        <AlertFacts alert={alert} />
      </Section>
      <Tabs
        name="Parts of the alert"
        selected={tab ?? 'due'}
        onSelect={select}
        tabs={[
          { id: 'due', label: 'Due now', content: <DueNow alert={alert} /> },
          { id: 'runs', label: 'Runs', content: <AlertRuns alert={alert} /> },
          { id: 'ledger', label: 'Reported', content: <Ledger alert={alert} /> },
          ...(alert.kind === 'revocation_monitoring'
            ? [{ id: 'checks', label: 'Checks', content: <Checks alert={alert} /> }]
            : []),
          { id: 'versions', label: 'Versions', content: <AlertVersions alert={alert} /> },
        ]}
      />
    </Page>
  );
}
