import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { api } from '../../shared/api/client';
import { FaultsOf, FaultSummary, useFaults } from '../../shared/forms/faults';
import { JsonField } from '../../shared/forms/json-field';
import { MergeDialog } from '../../shared/forms/merge-dialog';
import { UnsavedGuard } from '../../shared/forms/unsaved-guard';
import { useEditor } from '../../shared/forms/use-editor';
import { ObjectPicker } from '../../shared/pick/object-picker';
import { Page, Section } from '../../shared/shell/page';
import { Button } from '../../shared/ui/button';
import { TextField } from '../../shared/ui/field';
import { Checkbox, Select } from '../../shared/ui/select';
import { ErrorState, Loading } from '../../shared/ui/states';
import { tell } from '../../shared/ui/toasts';
import { createJob, jobTypesQuery, updateJob, type Job, type JobRequest, type JobType } from './queries';
import { WhenField } from './when-field';
import { UndoRedo, whyNotSaved } from '../../shared/forms/editor-actions';

interface Draft {
  readonly name: string;
  readonly jobType: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly oneTime: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly [member: string]: unknown;
}

const initial: Draft = {
  ...{ name: '', jobType: 'discovery', cron: '30 2 * * *', timeZone: 'UTC', enabled: true, oneTime: false },
  parameters: {},
};

function draftOf({ name, jobType, cron, timeZone, enabled, oneTime, parameters }: Job): Draft {
  return { name, jobType, cron, timeZone, enabled, oneTime, parameters };
}

function bodyOf({ name, jobType, cron, timeZone, enabled, oneTime, parameters }: Draft): JobRequest {
  return { name, jobType, cron, timeZone, enabled, oneTime, parameters: { ...parameters } };
}

/** Makes a job, or changes one. */
export function JobEditor() {
  const { uuid } = useParams({ strict: false });
  const navigate = useNavigate();
  const types = useQuery(jobTypesQuery);
  const editor = useEditor<Draft, Job>({
    queryKey: ['job', uuid ?? 'new'],
    initial,
    ...(uuid === undefined
      ? {}
      : {
          async load(signal: AbortSignal) {
            const answer = await api.GET('/api/v1/scheduled-jobs/{uuid}', { params: { path: { uuid } }, signal });
            return { value: draftOf(answer.data as Job), etag: answer.response.headers.get('ETag') };
          },
        }),
    save: (draft, etag) => (uuid === undefined ? createJob(bodyOf(draft)) : updateJob(uuid, bodyOf(draft), etag ?? '')),
    onSaved(saved) {
      tell('It is saved.');
      void navigate({ to: '/jobs/$uuid', params: { uuid: saved.uuid } });
    },
  });
  const { draft, set, setDraft, error } = editor;
  const title = uuid === undefined ? 'New job' : 'Edit the job';
  if (types.isError || editor.query.isError) {
    return (
      <Page title={title}>
        <ErrorState error={types.error ?? editor.query.error} onRetry={() => void types.refetch()} />
      </Page>
    );
  }
  if (types.isPending || !editor.isReady) return <Loading what="the form" />;
  const reason = draft.name.trim() === '' ? 'Give it a name first.' : whyNotSaved(editor);
  const isSystem = types.data.find(({ jobType }) => jobType === draft.jobType)?.system === true;
  return (
    <Page
      title={title}
      actions={
        <>
          <UndoRedo editor={editor} />
          <Button kind="primary" onPress={editor.save} disabledReason={reason}>
            {uuid === undefined ? 'Make the job' : 'Save'}
          </Button>
        </>
      }
    >
      <UnsavedGuard isDirty={editor.isDirty && !editor.isSaving} />
      <MergeDialog {...editor.merge} />
      <FaultsOf error={error}>
        <FaultSummary error={error} shown={(at) => /^\/(name|jobType|cron|timeZone|parameters)/.test(at)} />
        <div className="grid items-start gap-4 xl:grid-cols-2">
          <Section title="What it does">
            <What
              draft={draft}
              set={set}
              types={types.data}
              isNew={uuid === undefined}
              isSystem={isSystem}
              onType={(jobType) => setDraft({ ...draft, jobType, parameters: {} })}
            />
          </Section>
          <Section title="When">
            <div className="flex flex-col gap-4">
              <WhenField
                value={{ cron: draft.cron, timeZone: draft.timeZone }}
                onChange={(when) => setDraft({ ...draft, ...when })}
              />
              <Checkbox isSelected={draft.enabled} onChange={(enabled) => set('/enabled', enabled)}>
                On: it runs by the clock
              </Checkbox>
              {!isSystem && (
                <Checkbox isSelected={draft.oneTime} onChange={(oneTime) => set('/oneTime', oneTime)}>
                  Once: only at its next time
                </Checkbox>
              )}
            </div>
          </Section>
        </div>
      </FaultsOf>
    </Page>
  );
}

interface WhatProps {
  readonly draft: Draft;
  readonly set: (pointer: string, value: unknown) => void;
  readonly types: readonly JobType[];
  readonly isNew: boolean;
  readonly isSystem: boolean;
  readonly onType: (jobType: string) => void;
}

function What({ draft, set, types, isNew, isSystem, onType }: WhatProps) {
  const name = useFaults('/name');
  const jobType = useFaults('/jobType');
  const parameters = useFaults('/parameters', true);
  const type = types.find((one) => one.jobType === draft.jobType);
  const { discovery } = draft.parameters;
  return (
    <div className="flex flex-col gap-4">
      {isSystem ? (
        <p className="text-sm">
          <strong>{draft.name}</strong> is a job of Certloom: only when it runs can be changed.
        </p>
      ) : (
        <TextField
          label="Name"
          isRequired
          value={draft.name}
          onChange={(value) => set('/name', value)}
          errors={name}
          autoComplete="off"
        />
      )}
      {isNew ? (
        <Select
          label="Kind"
          value={draft.jobType}
          choices={types.filter(({ system }) => !system).map((one) => ({ value: one.jobType, label: one.jobType }))}
          onChange={onType}
          description={type?.description}
          errors={jobType}
        />
      ) : (
        <p className="text-sm text-muted">{type?.description}</p>
      )}
      {draft.jobType === 'discovery' && (
        <ObjectPicker
          kind="discoveries"
          label="Discovery"
          isRequired
          value={typeof discovery === 'string' ? discovery : null}
          onChange={(picked) => set('/parameters', picked === null ? {} : { discovery: picked.uuid })}
          errors={parameters}
        />
      )}
      {draft.jobType !== 'discovery' && !isSystem && (
        <JsonField
          label="Parameters"
          value={draft.parameters}
          onChange={(value) => set('/parameters', value ?? {})}
          errors={parameters}
          description="An object, as the kind takes it."
        />
      )}
    </div>
  );
}
