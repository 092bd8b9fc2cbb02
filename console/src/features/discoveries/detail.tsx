import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { newKey } from '../../shared/api/new-key';
import { datumText } from '../../shared/attributes/values';
import { labelOf } from '../../shared/forms/json-schema';
import { useMay } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button, buttonClass } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { Fact, Facts } from '../../shared/ui/facts';
import { ErrorState, Loading } from '../../shared/ui/states';
import { Tabs } from '../../shared/ui/tabs';
import { tell, tellError } from '../../shared/ui/toasts';
import { ScheduleDialog } from '../jobs/schedule-dialog';
import { discoveryQuery, remove, runsQuery, startRun, type Discovery } from './queries';
import { Gaps, Rows } from './rows';
import { Runs } from './runs';
import { isOver, kindNames } from './words';

/** A discovery with its runs, and what the chosen one has found. */
export function DiscoveryDetail() {
  const { uuid = '' } = useParams({ strict: false });
  const search: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const client = useQueryClient();
  const query = useQuery(discoveryQuery(uuid));
  const runs = useQuery(runsQuery(uuid));
  const list = runs.data ?? [];
  const shown = Number(search['run'] ?? list[0]?.number ?? 0);
  const isUnderWay = list.some((run) => run.number === shown && !isOver(run));
  const found = list.find(({ number }) => number === shown)?.certificates;
  const sum = found === undefined ? 0 : Object.values(found).reduce((all, count) => all + count, 0);
  // What a run finds while somebody looks appears without asking for it, and once more at its end.
  useEffect(() => {
    void client.resetQueries({ queryKey: ['list', `discovery-rows-${uuid}`] });
    void client.resetQueries({ queryKey: ['list', `discovery-gaps-${uuid}`] });
  }, [client, uuid, isUnderWay, sum]);
  if (query.isPending) return <Loading what="the discovery" />;
  if (query.isError) {
    return (
      <Page title="Discovery">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const discovery = query.data;
  return (
    <Page
      title={discovery.name}
      heading={<CertText>{discovery.name}</CertText>}
      description={discovery.description === '' ? undefined : <CertText>{discovery.description}</CertText>}
      actions={<Acts discovery={discovery} isUnderWay={list.some((run) => !isOver(run))} />}
    >
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Section title="Source">
          <Source discovery={discovery} />
        </Section>
        <Section title="Runs">
          {runs.isError ? (
            <ErrorState error={runs.error} onRetry={() => void runs.refetch()} />
          ) : runs.isPending ? (
            <Loading what="the runs" />
          ) : (
            <Runs
              discovery={discovery}
              runs={list}
              shown={shown}
              onShow={(number) =>
                void navigate({
                  to: '/discoveries/$uuid',
                  params: { uuid },
                  search: { run: String(number) },
                  replace: true,
                })
              }
            />
          )}
        </Section>
      </div>
      {shown > 0 && (
        <Section title={`What run ${shown} found`}>
          <Tabs
            name="What the run found"
            tabs={[
              { id: 'rows', label: 'Certificates', content: <Rows discovery={uuid} run={shown} /> },
              { id: 'gaps', label: 'What could not be read', content: <Gaps discovery={uuid} run={shown} /> },
            ]}
          />
        </Section>
      )}
    </Page>
  );
}

function Source({ discovery }: { readonly discovery: Discovery }) {
  const { kind, attributes, customAttributes, createdAt } = discovery;
  return (
    <Facts>
      <Fact name="Kind">{kindNames[kind]}</Fact>
      <Fact name="Made">
        <Time at={createdAt} form="both" />
      </Fact>
      {Object.entries(attributes).map(([name, value]) => (
        <Fact key={name} name={labelOf(name)}>
          <CertText>
            {Array.isArray(value)
              ? value.length > 20
                ? `${value.slice(0, 20).map(datumText).join(', ')} and ${(value.length - 20).toLocaleString('en')} more`
                : value.map(datumText).join(', ')
              : datumText(value)}
          </CertText>
        </Fact>
      ))}
      {customAttributes.map(({ name, content }) => (
        <Fact key={name} name={name}>
          <CertText>{content.map(({ data }) => datumText(data)).join(', ')}</CertText>
        </Fact>
      ))}
    </Facts>
  );
}

function Acts({ discovery, isUnderWay }: { readonly discovery: Discovery; readonly isUnderWay: boolean }) {
  const may = useMay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { uuid, name } = discovery;
  const [open, setOpen] = useState<'schedule' | 'delete'>();
  const run = useMutation({
    mutationFn: () => startRun(uuid, newKey()),
    onError: tellError,
    onSuccess({ number }) {
      tell(`Run ${number} is under way.`);
      void navigate({ to: '/discoveries/$uuid', params: { uuid }, search: {}, replace: true });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['discovery', uuid] }),
  });
  const removal = useMutation({
    mutationFn: () => remove(discovery),
    onError(error) {
      setOpen(undefined);
      tellError(error);
    },
    async onSuccess() {
      tell('It is deleted. The certificates that it found stay.');
      await navigate({ to: '/discoveries' });
      await client.resetQueries({ queryKey: ['list', 'discoveries'] });
    },
  });
  if (!may('discoveries:write')) return null;
  return (
    <>
      <Button
        kind="primary"
        onPress={() => run.mutate()}
        disabledReason={isUnderWay ? 'A run is under way.' : run.isPending ? 'It is being started.' : undefined}
      >
        Run now
      </Button>
      {may('scheduled-jobs:write') && discovery.kind !== 'pushed_content' && (
        <Button onPress={() => setOpen('schedule')}>Schedule …</Button>
      )}
      <Link to="/discoveries/$uuid/edit" params={{ uuid }} className={buttonClass('plain')}>
        Edit
      </Link>
      <Button
        onPress={() => setOpen('delete')}
        disabledReason={isUnderWay ? 'A run is under way: stop it first.' : undefined}
      >
        Delete …
      </Button>
      {open === 'schedule' && (
        <ScheduleDialog
          name={name}
          jobType="discovery"
          parameters={{ discovery: uuid }}
          onClose={() => setOpen(undefined)}
        />
      )}
      <ConfirmDanger
        isOpen={open === 'delete'}
        onClose={() => setOpen(undefined)}
        action="Delete 1 discovery"
        typed={/^[\x20-\x7e]{1,64}$/.test(name) ? name : 'delete'}
        isBusy={removal.isPending}
        onConfirm={() => removal.mutate()}
      >
        <p>
          Its {discovery.lastRun.toLocaleString('en')} runs and its trigger sets are deleted with it. The certificates
          that it found stay.
        </p>
      </ConfirmDanger>
    </>
  );
}
