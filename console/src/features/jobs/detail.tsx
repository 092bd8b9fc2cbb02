import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { newKey } from '../../shared/api/new-key';
import { datumText } from '../../shared/attributes/values';
import { useMay } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button, buttonClass } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { Dialog } from '../../shared/ui/dialog';
import { Fact, Facts } from '../../shared/ui/facts';
import { TextField } from '../../shared/ui/field';
import { labelOf } from '../../shared/forms/json-schema';
import { Badge, ErrorState, Loading } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { Executions } from './executions';
import { jobQuery, removeJob, runJob, switchJob, type Job } from './queries';
import { NextTimes } from './when-field';
import { durationText, executionNames, toneOfExecution } from './words';

/** A job: when it runs, how it went, and what starts and stops it. */
export function JobDetail() {
  const { uuid = '' } = useParams({ strict: false });
  const query = useQuery(jobQuery(uuid));
  const client = useQueryClient();
  const last = query.data?.lastExecution;
  const mark = `${last?.executionId} ${last?.status}`;
  useEffect(() => {
    void client.resetQueries({ queryKey: ['list', `job-runs-${uuid}`] });
  }, [client, uuid, mark]);
  if (query.isPending) return <Loading what="the job" />;
  if (query.isError) {
    return (
      <Page title="Job">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const job = query.data;
  return (
    <Page title={job.name} heading={<CertText>{job.name}</CertText>} actions={<Acts job={job} />}>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Section title="About this job">
          <JobFacts job={job} />
        </Section>
        <Section title="When">
          {job.enabled ? (
            <NextTimes cron={job.cron} timeZone={job.timeZone} />
          ) : (
            <p className="text-sm">
              It is paused: it does not run by itself. The rule is <code className="font-mono">{job.cron}</code>,{' '}
              {job.timeZone}.
            </p>
          )}
        </Section>
      </div>
      <Section title="Runs">
        <Executions job={uuid} />
      </Section>
    </Page>
  );
}

function JobFacts({ job }: { readonly job: Job }) {
  const { enabled, jobType, system, userName, userUuid, oneTime, parameters, lastExecution } = job;
  return (
    <Facts>
      <Fact name="State">
        <Badge tone={enabled ? 'good' : 'warn'}>{enabled ? 'on' : 'paused'}</Badge>
        {oneTime && <Badge>once</Badge>}
      </Fact>
      <Fact name="Last run">
        {lastExecution === null ? (
          'none in the last year'
        ) : (
          <>
            <Badge tone={toneOfExecution(lastExecution.status)}>{executionNames[lastExecution.status]}</Badge>{' '}
            <Time at={lastExecution.startedAt} />
            {`, ${durationText(lastExecution.durationMs)}`}
          </>
        )}
      </Fact>
      <Fact name="Kind">{labelOf(jobType)}</Fact>
      <Fact name="For">{system ? 'Certloom itself' : <CertText>{userName ?? userUuid}</CertText>}</Fact>
      {Object.entries(parameters).map(([name, value]) => (
        <Fact key={name} name={name}>
          {name === 'discovery' && typeof value === 'string' ? (
            <PathLink to={`/discoveries/${value}`} className="underline">
              Open the discovery
            </PathLink>
          ) : name === 'script' && typeof value === 'string' ? (
            <PathLink to={`/scripts/${value}`} className="underline">
              <CertText>{value}</CertText>
            </PathLink>
          ) : (
            <CertText>{datumText(value)}</CertText>
          )}
        </Fact>
      ))}
    </Facts>
  );
}

function Acts({ job }: { readonly job: Job }) {
  const mayWrite = useMay()('scheduled-jobs:write');
  const client = useQueryClient();
  const navigate = useNavigate();
  const { uuid, name, enabled, system, lastExecution } = job;
  const [open, setOpen] = useState<'switch' | 'delete'>();
  const [note, setNote] = useState('');
  const refresh = () => client.invalidateQueries({ queryKey: ['job', uuid] });
  const run = useMutation({
    mutationFn: () => runJob(uuid, newKey()),
    onError: tellError,
    onSuccess: () => tell('It is started.'),
    onSettled: refresh,
  });
  const turn = useMutation({
    mutationFn: () => switchJob(uuid, !enabled, note),
    onError: tellError,
    onSuccess: () => tell(enabled ? 'It is paused.' : 'It runs again from its next time on.'),
    async onSettled() {
      setOpen(undefined);
      setNote('');
      await refresh();
    },
  });
  const removal = useMutation({
    mutationFn: () => removeJob(job),
    onError(error) {
      setOpen(undefined);
      tellError(error);
    },
    async onSuccess() {
      tell('It is deleted. Its runs stay for a year.');
      await navigate({ to: '/jobs' });
      await client.resetQueries({ queryKey: ['list', 'jobs'] });
    },
  });
  if (!mayWrite) return null;
  const verb = enabled ? 'Pause' : 'Resume';
  return (
    <>
      <Button
        kind="primary"
        onPress={() => run.mutate()}
        disabledReason={
          run.isPending || lastExecution?.status === 'started' ? 'A run is under way: they do not overlap.' : undefined
        }
      >
        Run now
      </Button>
      <Button onPress={() => setOpen('switch')}>{verb} …</Button>
      <Link to="/jobs/$uuid/edit" params={{ uuid }} className={buttonClass('plain')}>
        Edit
      </Link>
      <Button
        onPress={() => setOpen('delete')}
        disabledReason={system ? 'A job of Certloom cannot be deleted: pause it.' : undefined}
      >
        Delete …
      </Button>
      <Dialog
        title={`${verb} the job`}
        isOpen={open === 'switch'}
        onClose={() => setOpen(undefined)}
        actions={
          <>
            <Button onPress={() => setOpen(undefined)}>Cancel</Button>
            <Button
              kind="primary"
              onPress={() => turn.mutate()}
              disabledReason={turn.isPending ? 'It is being done.' : undefined}
            >
              {verb}
            </Button>
          </>
        }
      >
        <p className="text-sm">
          {enabled
            ? 'A run that is under way goes on; no other begins by itself.'
            : 'It runs at its next time from now on.'}
        </p>
        <TextField label="Why" value={note} onChange={setNote} description="It stands in the audit log." />
      </Dialog>
      <ConfirmDanger
        isOpen={open === 'delete'}
        onClose={() => setOpen(undefined)}
        action="Delete 1 job"
        isBusy={removal.isPending}
        onConfirm={() => removal.mutate()}
      >
        <p>
          <CertText>{name}</CertText> does not run any more. Its runs stay for a year.
        </p>
      </ConfirmDanger>
    </>
  );
}
