import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Schema } from '../../shared/api/types';
import { useMay } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { buttonClass } from '../../shared/ui/button';
import { EmptyState, ErrorState, Loading } from '../../shared/ui/states';
import { wordsOf } from '../certificates/states';
import { ExpiringOverview } from './expiring-overview';
import {
  approvalsQuery,
  countsQuery,
  expiringQuery,
  failingJobsQuery,
  firingsQuery,
  healthQuery,
  scanQuery,
  undeliveredQuery,
  workersQuery,
} from './queries';
import { Tile } from './tile';

/** What needs somebody now; each number leads to its list. */
export function Overview() {
  const may = useMay();
  return (
    <Page title="Overview">
      <h2 className="sr-only">What needs somebody now</h2>
      <ul className="grid grid-cols-2 gap-3 md:grid-cols-4 xl:grid-cols-7">
        {may('approvals:read') && <Approvals />}
        {may('expiring:read') && <ReachingNobody />}
        {may('event-history:read') && <FailedFirings />}
        {may('deliveries:read') && <Undelivered />}
        {may('scheduled-jobs:read') && <FailingJobs />}
        {may('expiring:read') && <ScanAge />}
        {may('workers:read') && <Workers />}
      </ul>
      <Warnings />
      {may('expiring:read') && <ExpiringOverview />}
      {may('certificates:read') && <Inventory />}
    </Page>
  );
}

function textOf({ value, relation }: Schema<'Total'>): string {
  return `${relation === 'exact' ? '' : 'over '}${value.toLocaleString('en')}`;
}

function Approvals() {
  const show = (total: Schema<'Total'>) => ({ value: textOf(total), isBad: total.value > 0 });
  return (
    <Tile
      title="Approvals waiting for me"
      query={useQuery(approvalsQuery)}
      to="/approvals?mine=waiting&status=pending"
      show={show}
    />
  );
}

function Undelivered() {
  const show = (total: Schema<'Total'>) => ({ value: textOf(total), isBad: total.value > 0 });
  return (
    <Tile
      title="Notices not delivered"
      query={useQuery(undeliveredQuery)}
      to="/deliveries?status=undeliverable"
      show={show}
    />
  );
}

function FailedFirings() {
  return (
    <Tile
      title="Failed firings"
      query={useQuery(firingsQuery)}
      to="/event-history?errorsOnly=true"
      show={({ items }) => {
        const failed = items.reduce((sum, item) => sum + item.failed, 0);
        const all = items.reduce((sum, item) => sum + item.evaluated, 0);
        return {
          value: failed.toLocaleString('en'),
          isBad: failed > 0,
          note: `of ${all.toLocaleString('en')} in a day`,
        };
      }}
    />
  );
}

function FailingJobs() {
  const show = (total: Schema<'Total'>) => ({ value: textOf(total), isBad: total.value > 0 });
  return <Tile title="Failing jobs" query={useQuery(failingJobsQuery)} to="/jobs?lastStatus=failed" show={show} />;
}

function ReachingNobody() {
  return (
    <Tile
      title="Ending, and nobody is told"
      query={useQuery(expiringQuery)}
      to="/expiring?reachesNobody=true"
      show={({ reachingNobody }) => {
        if (reachingNobody === null) return { value: '…', isBad: false, note: 'being counted' };
        const { certificates, isCut } = reachingNobody;
        return { value: `${isCut ? 'over ' : ''}${certificates.toLocaleString('en')}`, isBad: certificates > 0 };
      }}
    />
  );
}

function ScanAge() {
  return (
    <Tile
      title="Last scan for expiry"
      query={useQuery(scanQuery)}
      to="/expiring"
      show={({ ageSeconds, alarms }) => ({
        value: ageSeconds === null ? 'none yet' : ageOf(ageSeconds),
        isBad: alarms.length > 0,
        ...(alarms[0] === undefined ? {} : { note: alarms[0].text }),
      })}
    />
  );
}

/** `12 min`, `3 h`, `2 d`. */
export function ageOf(seconds: number): string {
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

function Workers() {
  return (
    <Tile
      title="Workers"
      query={useQuery(workersQuery)}
      to="/workers"
      show={({ running, lost }) => ({
        value: textOf(running),
        isBad: running.value === 0 || lost.value > 0,
        note: lost.value > 0 ? `${textOf(lost)} lost` : 'running',
      })}
    />
  );
}

/** What the installation itself says is wrong with it. */
function Warnings() {
  const may = useMay();
  const health = useQuery({ ...healthQuery, enabled: may('settings:read') });
  const { warnings = [], checks } = health.data ?? {};
  const mail =
    checks?.mail.status === 'failed'
      ? [{ code: 'mail', detail: `Mail: ${checks.mail.detail ?? 'the server refuses'}` }]
      : [];
  const all = [...mail, ...warnings];
  if (all.length === 0) return null;
  return (
    <Section title="What the installation says">
      <ul className="list-disc pl-5 text-sm">
        {all.map(({ code, detail }) => (
          <li key={code + (detail ?? '')}>{detail ?? wordsOf(code)}</li>
        ))}
      </ul>
    </Section>
  );
}

function Inventory() {
  const may = useMay();
  const counts = useQuery(countsQuery);
  return (
    <Section title="Certificates by state">
      {counts.isPending ? (
        <Loading what="the numbers" />
      ) : counts.isError ? (
        <ErrorState error={counts.error} onRetry={() => void counts.refetch()} />
      ) : counts.data.byState.length === 0 ? (
        <EmptyState
          title="There are no certificates yet"
          actions={
            may('certificates:upload') && (
              <Link to="/upload" className={buttonClass('primary', 'hover:no-underline')}>
                Upload the first
              </Link>
            )
          }
        >
          Upload some, or let a discovery find them.
        </EmptyState>
      ) : (
        <ul className="flex flex-wrap gap-6">
          {counts.data.byState.map(({ state, certificates }) => (
            <li key={state}>
              <Link to="/certificates" search={{ state }} className="block text-2xl font-semibold tabular-nums">
                {certificates.toLocaleString('en')}
                <span className="block text-sm font-normal">{wordsOf(state)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
