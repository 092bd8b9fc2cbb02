import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { ApiError, sentenceOf } from '../../shared/api/problem';
import { CodeEditor } from '../../shared/code/code-editor';
import { useMay } from '../../shared/session/me';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import { Badge } from '../../shared/ui/states';
import { isConcealed } from './concealed';
import { conditionText, dryRunBody, readConditionText } from './dry-run-body';
import { triggerQuery, type DryRun as DryRunResult, type Firing } from './queries';
import { TriggerResult } from './trigger-result';
import { verdictOf } from './words';

/** Changes the condition of one of the firing's triggers and shows what would have come of it beside what did. */
export function DryRun({ firing }: { readonly firing: Firing }) {
  const may = useMay();
  const tried = firing.triggers.filter(
    ({ kind, result }) => (kind === 'ignore' || kind === 'action') && result !== 'skipped',
  );
  const [chosen, setChosen] = useState(tried[0]?.uuid);
  const trigger = tried.find(({ uuid }) => uuid === chosen);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [pem, setPem] = useState('');
  const saved = useQuery({
    ...triggerQuery(trigger?.uuid ?? ''),
    enabled: trigger !== undefined && may('triggers:read'),
  });
  const needsPem = firing.subject.uuid === null;
  const text = trigger === undefined ? '' : (texts[trigger.uuid] ?? conditionText(trigger));
  const read = readConditionText(text);
  const run = useMutation({
    mutationFn: () => {
      if (trigger === undefined || 'fault' in read) throw new Error('There is nothing to try.');
      const rule = { trigger, condition: read.condition, saved: saved.data };
      return dataOf(
        api.POST('/api/v1/triggers/dry-run', { body: dryRunBody(firing, rule, needsPem ? pem : undefined) }),
      );
    },
  });
  if (!may('triggers:read'))
    return <p className="text-sm text-muted">You need the right triggers:read to try rules.</p>;
  if (trigger === undefined)
    return <p className="text-sm text-muted">No trigger was asked here, so there is none to change.</p>;
  const reason =
    'fault' in read
      ? read.fault
      : run.isPending
        ? 'It is being tried.'
        : saved.isPending
          ? 'The trigger is being read.'
          : needsPem && pem.trim() === ''
            ? 'Paste the certificate first: it was not kept.'
            : undefined;
  const isNewer = saved.data !== undefined && trigger.version !== null && saved.data.version !== trigger.version;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-muted">Nothing is stored, counted, sent or started by this.</p>
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <div className="flex flex-col gap-2">
          <Select
            label="Trigger to change"
            value={trigger.uuid}
            choices={tried.map(({ uuid, name }) => ({ value: uuid, label: name ?? uuid }))}
            onChange={setChosen}
          />
          {isNewer && (
            <p className="text-sm text-warn">
              The condition is that of version {trigger.version}, which was used; the trigger is at version{' '}
              {saved.data?.version} now.
            </p>
          )}
          <CodeEditor
            key={trigger.uuid}
            name="Condition as JSON"
            language="json"
            height="16rem"
            value={text}
            onChange={(value) => setTexts({ ...texts, [trigger.uuid]: value })}
          />
          {'fault' in read && (
            <p role="status" className="text-sm text-danger">
              {read.fault}
            </p>
          )}
          {needsPem && (
            <TextField
              label="Certificate (PEM)"
              rows={5}
              isMono
              value={pem}
              onChange={setPem}
              description="What was rejected is not kept. Pasted here, it is tried and not kept either."
            />
          )}
          <div className="flex flex-wrap gap-2">
            <Button kind="primary" disabledReason={reason} onPress={() => run.mutate()}>
              Try it
            </Button>
            {texts[trigger.uuid] !== undefined && (
              <Button
                onPress={() =>
                  setTexts(Object.fromEntries(Object.entries(texts).filter(([uuid]) => uuid !== trigger.uuid)))
                }
              >
                Back to the condition that was used
              </Button>
            )}
          </div>
          {run.isError && <Refusal error={run.error} />}
        </div>
        <div aria-live="polite" className="min-w-0">
          {run.data === undefined ? (
            <p className="text-sm text-muted">What would come of it stands here, beside what did.</p>
          ) : (
            <Compared firing={firing} result={run.data} />
          )}
        </div>
      </div>
      {run.data !== undefined && (
        <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
          <Side title="As it was" triggers={firing.triggers} isWithoutValues={isConcealed(firing)} />
          <Side title="With the change" triggers={run.data.triggers} />
        </div>
      )}
    </div>
  );
}

function Compared({ firing, result }: { readonly firing: Firing; readonly result: DryRunResult }) {
  const was = verdictOf({ status: 'finished', outcome: firing.outcome });
  const would = verdictOf({ status: 'finished', outcome: result.outcome });
  return (
    <dl className="grid grid-cols-[6rem_1fr] gap-2 text-sm">
      <dt className="text-muted">It was</dt>
      <dd>
        <Badge tone={was.tone}>{was.words}</Badge>
        <p className="mt-1">
          <CertText>{firing.explain}</CertText>
        </p>
      </dd>
      <dt className="text-muted">It would be</dt>
      <dd>
        <Badge tone={would.tone}>{would.words}</Badge>
        {firing.outcome === result.outcome && <span className="ml-2 text-muted">the same result</span>}
        <p className="mt-1">
          <CertText>{result.explain}</CertText>
        </p>
      </dd>
    </dl>
  );
}

interface SideProps {
  readonly title: string;
  readonly triggers: Firing['triggers'];
  /** The values that were looked at are not kept. */
  readonly isWithoutValues?: boolean;
}

function Side({ title, triggers, isWithoutValues = false }: SideProps) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-2">
      <h3 className="text-sm font-semibold">{title}</h3>
      {triggers.map((trigger, index) => (
        <TriggerResult key={`${trigger.uuid} ${index}`} trigger={trigger} isConcealed={isWithoutValues} />
      ))}
    </section>
  );
}

/** The refusal with the sentences about single members of the condition. */
function Refusal({ error }: { readonly error: unknown }) {
  const faults = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  return (
    <div role="alert" className="text-sm text-danger">
      <p>{sentenceOf(error)}</p>
      <ul className="list-disc pl-5">
        {faults.map(({ pointer, detail }) => (
          <li key={pointer + (detail ?? '')}>
            <code className="font-mono text-xs">{pointer}</code> {detail}
          </li>
        ))}
      </ul>
    </div>
  );
}
