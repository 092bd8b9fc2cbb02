import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ConditionBuilder } from '../../shared/conditions/builder';
import { isComplete } from '../../shared/conditions/leaf-faults';
import { eventFieldsQuery } from '../../shared/conditions/queries';
import { readTree } from '../../shared/conditions/tree';
import { useLate } from '../../shared/conditions/use-late';
import { FaultsOf, FaultSummary, useFaults } from '../../shared/forms/faults';
import { MergeDialog } from '../../shared/forms/merge-dialog';
import { SchemaForm } from '../../shared/forms/schema-form';
import { UnsavedGuard } from '../../shared/forms/unsaved-guard';
import type { useEditor } from '../../shared/forms/use-editor';
import { useMay } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { eventNames } from '../../shared/text/event-names';
import { Button } from '../../shared/ui/button';
import { TextField } from '../../shared/ui/field';
import { Checkbox, Select } from '../../shared/ui/select';
import { ErrorState } from '../../shared/ui/states';
import { ActionsEditor } from './actions-editor';
import type { Action, TriggerDraft } from './draft';
import { HistoryBar } from './history-bar';
import { conditionFaults, useMatchCount } from './live-check';
import { MatchLine } from './match-line';
import type { SavedTrigger } from './queries';
import { TryOn } from './try-on';
import { UndoRedo, whyNotSaved } from '../../shared/forms/editor-actions';

export interface TriggerEditorProps {
  readonly title: string;
  readonly editor: ReturnType<typeof useEditor<TriggerDraft, SavedTrigger>>;
  /** What is saved; undefined for a new one. */
  readonly published: { readonly uuid: string; readonly version: number; readonly isAttached: boolean } | undefined;
}

/** A trigger being written, with what it would match beside it all the time. */
export function TriggerEditor({ title, editor, published }: TriggerEditorProps) {
  const may = useMay();
  const { draft, error } = editor;
  const reason = may('triggers:write')
    ? whyNotSaved(editor)
    : 'You may not change triggers: triggers:write is missing.';
  return (
    <Page
      title={title}
      actions={
        <>
          <UndoRedo editor={editor} />
          <Button kind="primary" disabledReason={reason} onPress={editor.save}>
            Save
          </Button>
        </>
      }
    >
      <UnsavedGuard isDirty={editor.isDirty && !editor.isSaving} />
      <FaultsOf error={error}>
        <FaultSummary error={error} shown={(pointer) => /^\/(name|description|condition|actions)/.test(pointer)} />
        <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="flex min-w-0 flex-col gap-4">
            <About editor={editor} published={published} />
            <Condition editor={editor} published={published} />
            {draft.kind === 'action' ? <Actions editor={editor} /> : <Telling editor={editor} />}
          </div>
          <Section title="Try it">
            <Tried draft={draft} />
          </Section>
        </div>
      </FaultsOf>
      <MergeDialog {...editor.merge} />
    </Page>
  );
}

type PartProps = Pick<TriggerEditorProps, 'editor'>;

function About({ editor, published }: Pick<TriggerEditorProps, 'editor' | 'published'>) {
  const { draft, set } = editor;
  const fixed = published?.isAttached === true ? 'It is attached: event and kind stay as they are.' : undefined;
  return (
    <Section title="About it">
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
        <TextField
          label="Name"
          isRequired
          value={draft.name}
          onChange={(name) => set('/name', name)}
          errors={useFaults('/name')}
        />
        <TextField
          label="Description"
          value={draft.description}
          onChange={(text) => set('/description', text)}
          errors={useFaults('/description')}
        />
        {fixed === undefined ? (
          <>
            <Select
              label="Event"
              value={draft.event}
              choices={Object.entries(eventNames).map(([value, label]) => ({ value, label }))}
              onChange={(event) => set('/event', event)}
              errors={useFaults('/event')}
            />
            <Select
              label="Kind"
              value={draft.kind}
              choices={[
                { value: 'ignore', label: 'Ignores: what it matches is not taken in' },
                { value: 'action', label: 'Acts: something is done with what it matches' },
              ]}
              onChange={(kind) => set('/kind', kind)}
              errors={useFaults('/kind')}
            />
          </>
        ) : (
          <p className="text-sm text-muted md:col-span-2">
            {eventNames[draft.event] ?? draft.event}, {draft.kind === 'ignore' ? 'ignores' : 'acts'}. {fixed}
          </p>
        )}
        <Checkbox isSelected={draft.enabled} onChange={(enabled) => set('/enabled', enabled)}>
          Enabled
        </Checkbox>
      </div>
    </Section>
  );
}

/** The stage that an upload's fields are known in; other events know all of them in both. */
function useReady({ event, kind, condition }: TriggerDraft) {
  const fields = useQuery(eventFieldsQuery(event));
  const context = useMemo(() => ({ fields: fields.data ?? [], stage: kind }), [fields.data, kind]);
  return { fields, isReady: fields.isSuccess && isComplete(readTree(condition), context) };
}

function Condition({ editor, published }: Pick<TriggerEditorProps, 'editor' | 'published'>) {
  const { draft, setDraft } = editor;
  const may = useMay();
  const { fields, isReady } = useReady(draft);
  const isOfCertificates = draft.event.startsWith('certificate_');
  const isCounted = isOfCertificates && isReady && may('certificates:read') && may('triggers:read');
  const count = useMatchCount(draft.condition, isCounted);
  const faults = useMemo(
    () => (count.isCurrent ? conditionFaults(count.matching.error) : new Map<string, readonly string[]>()),
    [count.isCurrent, count.matching.error],
  );
  const late = useLate(draft, 800);
  const { isReady: isLateReady } = useReady(late);
  if (fields.isError) return <ErrorState error={fields.error} onRetry={() => void fields.refetch()} />;
  return (
    <Section title="When it matches">
      <div className="flex flex-col gap-4">
        <ConditionBuilder
          label="Condition"
          value={draft.condition}
          fields={fields.data ?? []}
          stage={draft.kind}
          faults={faults}
          history={editor}
          emptyText={
            draft.kind === 'ignore'
              ? 'There is no condition: nothing at all would be taken in.'
              : 'There is no condition: it acts each time.'
          }
          onChange={(condition, typed) => setDraft({ ...draft, condition }, typed)}
        />
        {isOfCertificates && may('certificates:read') && <MatchLine count={count} isReady={isReady} />}
        {may('event-history:read') && <HistoryBar draft={late} isReady={isLateReady} published={published} />}
      </div>
    </Section>
  );
}

function Actions({ editor }: PartProps) {
  const { draft, setDraft, set } = editor;
  return (
    <Section title="What it does, in this order">
      <ActionsEditor
        actions={draft.actions}
        onChange={(actions: readonly Action[]) => setDraft({ ...draft, actions })}
        onMember={set}
      />
    </Section>
  );
}

function Telling({ editor }: PartProps) {
  const { draft, set } = editor;
  const only = ['notificationProfiles', ...(draft.event === 'certificate_uploaded' ? ['message'] : [])];
  return (
    <Section title="Whom it tells">
      <SchemaForm schema="TriggerRequest" value={draft} only={only} onChange={set} />
    </Section>
  );
}

function Tried({ draft }: { readonly draft: TriggerDraft }) {
  const { isReady } = useReady(draft);
  return <TryOn draft={draft} isReady={isReady} />;
}
