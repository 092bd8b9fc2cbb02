import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import { useMay } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge, ErrorState, Loading, type Tone } from '../../shared/ui/states';
import { adviceOn, ageText } from './advice';

const every = { refetchInterval: 30_000 };

/** What works and what does not, with what to do about it. */
export function Health() {
  const may = useMay();
  return (
    <Page title="Health" description="Looked at again every half minute.">
      <Checks />
      {may('expiring:read') && <Scan />}
      {may('workers:read') && <Workers />}
      {may('deliveries:read') && <Undelivered />}
    </Page>
  );
}

interface ItemProps {
  readonly tone: Tone;
  readonly state: string;
  readonly children: React.ReactNode;
  readonly advice?: string | undefined;
}

function Item({ tone, state, children, advice }: ItemProps) {
  return (
    <div className="flex flex-col gap-1 py-1 text-sm">
      <p className="flex flex-wrap items-baseline gap-2">
        <Badge tone={tone}>{state}</Badge> <span className="min-w-0">{children}</span>
      </p>
      {advice !== undefined && <p className="text-muted">What to do: {advice}</p>}
    </div>
  );
}

function Checks() {
  const query = useQuery({
    ...every,
    queryKey: ['health'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/health', { signal })),
  });
  return (
    <Section title="Mail, scripts, event log">
      {query.isPending ? (
        <Loading what="the state of health" />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <>
          <Mail mail={query.data.checks.mail} />
          {query.data.warnings.map(({ code, detail }) => (
            <Item
              key={code}
              tone={code === 'no_script_worker' ? 'bad' : 'warn'}
              state={code === 'no_script_worker' ? 'fault' : 'warning'}
              advice={adviceOn(code)}
            >
              <CertText>{detail ?? code}</CertText>
            </Item>
          ))}
          {query.data.warnings.length === 0 && (
            <Item tone="good" state="ok">
              Nothing to say of workers for scripts and of the event log.
            </Item>
          )}
        </>
      )}
    </Section>
  );
}

interface MailProps {
  readonly mail: {
    readonly status: 'off' | 'ok' | 'failed';
    readonly detail: string | null;
    readonly checkedAt: string;
  };
}

function Mail({ mail: { status, detail, checkedAt } }: MailProps) {
  const tones = { off: 'neutral', ok: 'good', failed: 'bad' } as const;
  const words = { off: 'No mail server is configured.', ok: 'Mail would go out.', failed: 'Mail does not go out.' };
  return (
    <Item tone={tones[status]} state={status} advice={adviceOn(`mail_${status}`)}>
      {words[status]} {detail !== null && <CertText>{detail}</CertText>}{' '}
      <span className="text-muted">
        Looked at <Time at={checkedAt} />.
      </span>
    </Item>
  );
}

function Scan() {
  const query = useQuery({
    ...every,
    queryKey: ['expiration-scan'],
    meta: { topic: 'jobs' },
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/expiration-scan', { signal })),
  });
  return (
    <Section title="Scan for expiring certificates">
      {query.isPending ? (
        <Loading what="the scan" />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <>
          <Item
            tone={query.data.alarms.length > 0 ? 'bad' : 'good'}
            state={query.data.alarms.length > 0 ? 'fault' : 'ok'}
            advice={
              query.data.alarms.length > 0
                ? 'Look at its last run below, start the workers that do it, and run it once: nobody is told of what ends until then.'
                : undefined
            }
          >
            {query.data.ageSeconds === null
              ? 'It has not run to its end yet.'
              : `The last good one was ${ageText(query.data.ageSeconds)} ago.`}
          </Item>
          <PathLink to="/expiring" className="text-sm underline">
            What ends
          </PathLink>
        </>
      )}
    </Section>
  );
}

function Workers() {
  const query = useQuery({
    ...every,
    queryKey: ['workers', 'lost'],
    meta: { topic: 'workers' },
    queryFn: async ({ signal }) => {
      const of = async (state: 'running' | 'lost') =>
        (await dataOf(api.GET('/api/v1/workers', { params: { query: { state, limit: 1, count: true } }, signal })))
          .total?.value ?? 0;
      return { running: await of('running'), lost: await of('lost') };
    },
  });
  return (
    <Section title="Workers">
      {query.isPending ? (
        <Loading what="the workers" />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <>
          <Item
            tone={query.data.running === 0 ? 'bad' : query.data.lost > 0 ? 'warn' : 'good'}
            state={query.data.running === 0 ? 'fault' : query.data.lost > 0 ? 'warning' : 'ok'}
            advice={
              query.data.running === 0
                ? 'Start a worker: nothing is decided, sent or scanned without one.'
                : query.data.lost > 0
                  ? 'A worker has gone without saying so. Look at its machine; what it did is done again elsewhere.'
                  : undefined
            }
          >
            {query.data.running.toLocaleString('en')} running, {query.data.lost.toLocaleString('en')} lost.
          </Item>
          <PathLink to="/workers" className="text-sm underline">
            All workers
          </PathLink>
        </>
      )}
    </Section>
  );
}

function Undelivered() {
  const query = useQuery({
    ...every,
    queryKey: ['deliveries', 'undeliverable'],
    meta: { topic: 'deliveries' },
    queryFn: async ({ signal }) =>
      (
        await dataOf(
          api.GET('/api/v1/deliveries', {
            params: { query: { status: 'undeliverable', limit: 1, count: true } },
            signal,
          }),
        )
      ).total ?? { value: 0, relation: 'atLeast' as const },
  });
  return (
    <Section title="Notices">
      {query.isPending ? (
        <Loading what="the deliveries" />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Item
          tone={query.data.value > 0 ? 'warn' : 'good'}
          state={query.data.value > 0 ? 'warning' : 'ok'}
          advice={
            query.data.value > 0 ? 'Look at the reasons, mend addresses or channels, and send them again.' : undefined
          }
        >
          <PathLink to="/deliveries?status=undeliverable" className="underline">
            {query.data.value.toLocaleString('en')} could not be delivered
          </PathLink>
        </Item>
      )}
    </Section>
  );
}
