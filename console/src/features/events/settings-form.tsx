import { FaultsOf, FaultSummary } from '../../shared/forms/faults';
import { MergeDialog } from '../../shared/forms/merge-dialog';
import { SchemaForm } from '../../shared/forms/schema-form';
import { UnsavedGuard } from '../../shared/forms/unsaved-guard';
import { useEditor } from '../../shared/forms/use-editor';
import { useMay } from '../../shared/session/me';
import { Button } from '../../shared/ui/button';
import { ErrorState, Loading } from '../../shared/ui/states';
import { tell } from '../../shared/ui/toasts';
import { loadSettings, saveSettings, type CatalogueEvent, type EventCode, type SettingsDraft } from './queries';

export interface EventSettingsFormProps {
  readonly code: EventCode;
  readonly event: CatalogueEvent;
}

const first: SettingsDraft = { onConditionError: 'admit', recordWithoutTriggers: true, retention: null };
const members = ['/overridePolicy', '/onConditionError', '/recordWithoutTriggers', '/retention'];

/** How the platform treats an event: how sets override, what an undecided ignore trigger means, and how long it is kept. */
export function EventSettingsForm({ code, event }: EventSettingsFormProps) {
  const mayWrite = useMay()('events:write');
  const editor = useEditor<SettingsDraft, unknown>({
    queryKey: ['events', code, 'settings'],
    initial: first,
    load: (signal) => loadSettings(code, signal),
    save: (draft, etag) => saveSettings(code, draft, etag),
    onSaved: () => tell('The settings are saved.'),
  });
  const { query, error } = editor;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!editor.isReady) return <Loading what="the settings" />;
  return (
    <FaultsOf error={error}>
      <div className="flex max-w-prose flex-col gap-4">
        <FaultSummary error={error} shown={(pointer) => members.includes(pointer)} />
        <SchemaForm
          schema="EventSettingsRequest"
          value={editor.draft}
          onChange={editor.set}
          without={event.overriddenBy.length === 0 ? ['overridePolicy'] : []}
        />
        <ul className="list-disc pl-5 text-xs text-muted">
          {event.overriddenBy.length > 0 && (
            <li>
              Override policy: with “replace” the nearest level that has a set is the only one; with “combine” all run.
            </li>
          )}
          <li>On condition error: with “reject” an ignore trigger that cannot be decided counts as a match.</li>
        </ul>
        <div className="flex gap-2">
          <Button
            kind="primary"
            onPress={editor.save}
            disabledReason={
              !mayWrite
                ? 'You need the permission events:write.'
                : editor.isSaving
                  ? 'It is being saved.'
                  : editor.isDirty
                    ? undefined
                    : 'Nothing is changed.'
            }
          >
            Save the settings
          </Button>
          <Button onPress={editor.reset} disabledReason={editor.isDirty ? undefined : 'Nothing is changed.'}>
            Discard changes
          </Button>
        </div>
      </div>
      <UnsavedGuard isDirty={editor.isDirty} />
      <MergeDialog {...editor.merge} />
    </FaultsOf>
  );
}
