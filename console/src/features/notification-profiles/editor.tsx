import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FaultsOf, FaultSummary } from '../../shared/forms/faults';
import type { Members } from '../../shared/forms/merge';
import { MergeDialog } from '../../shared/forms/merge-dialog';
import { SchemaForm } from '../../shared/forms/schema-form';
import { UnsavedGuard } from '../../shared/forms/unsaved-guard';
import type { useEditor } from '../../shared/forms/use-editor';
import { useMay } from '../../shared/session/me';
import { Section } from '../../shared/shell/page';
import { Button } from '../../shared/ui/button';
import { tell } from '../../shared/ui/toasts';
import { EscalationLine, type Step } from './escalation-line';
import { TextsWithPreview } from './preview';
import { saveProfile, type Profile } from './queries';
import { DraftContext, recipientFields } from './recipients-field';
import { UndoRedo, whyNotSaved } from '../../shared/forms/editor-actions';

export type ProfileEditor = ReturnType<typeof useEditor<Members, Profile>>;

/** What a new profile begins with: mail to whom the event concerns. */
export const firstDraft: Members = { name: '', recipientType: 'default', channels: [{ type: 'email' }] };

/** What happens after saving, and how it is saved; the state of the editor is the screen's. */
export function useSaving(uuid: string | undefined) {
  const navigate = useNavigate();
  const client = useQueryClient();
  return {
    save: (draft: Members, etag: string | null) => saveProfile(uuid, draft, etag),
    onSaved(saved: Profile) {
      tell(`“${saved.name}” is saved as version ${saved.version}.`);
      void client.resetQueries({ queryKey: ['list', 'notification-profiles'] });
      if (uuid !== undefined) return;
      // After the draft is clean: else leaving would ask whether to throw it away.
      setTimeout(() => void navigate({ to: '/notification-profiles/$uuid', params: { uuid: saved.uuid } }), 0);
    },
  };
}

const whom = ['name', 'description', 'recipientType', 'recipients', 'recipientAttribute'];
const how = ['frequency', 'repetitions', 'escalationSteps', 'quietHours', 'mode', 'include'];

export interface ProfileFormProps {
  readonly editor: ProfileEditor;
  /** The saved profile whose secrets stay while they are left out. */
  readonly saved?: Profile | undefined;
}

/** The whole profile: whom, through what, when, and in which words, each with what comes of it beside it. */
export function ProfileForm({ editor, saved }: ProfileFormProps) {
  const mayWrite = useMay()('notification-profiles:write');
  const { draft, set, error } = editor;
  const isStored = (pointer: string) => {
    const [, index, member] = /^\/channels\/(\d+)\/(url|routingKey|secrets.*)$/.exec(pointer) ?? [];
    if (index === undefined || member === undefined) return false;
    const type = editor.at(`/channels/${index}/type`);
    return saved?.channels.some((channel) => channel.type === type) === true;
  };
  const form = { schema: 'NotificationProfileRequest', value: draft, onChange: set, special: recipientFields } as const;
  const saving = mayWrite ? whyNotSaved(editor) : 'You need the permission notification-profiles:write.';
  return (
    <FaultsOf error={error}>
      <DraftContext.Provider value={draft}>
        <div className="flex flex-col gap-4">
          <FaultSummary error={error} shown={(pointer) => pointer !== '' && pointer !== '/channels'} />
          <div className="grid items-start gap-4 xl:grid-cols-2">
            <div className="flex min-w-0 flex-col gap-4">
              <Section title="Whom to tell">
                <SchemaForm {...form} only={whom} />
              </Section>
              <Section title="Through which channels">
                <SchemaForm {...form} only={['channels']} isStored={isStored} />
              </Section>
            </div>
            <div className="flex min-w-0 flex-col gap-4">
              <Section title="Escalation on a time line">
                <EscalationLine steps={stepsOf(draft)} own={draft} />
              </Section>
              <Section title="When and how often">
                <SchemaForm {...form} only={how} />
              </Section>
            </div>
          </div>
          <Section title="Texts and how they read">
            <TextsWithPreview draft={draft} set={set} />
          </Section>
          <div className="sticky bottom-0 flex flex-wrap gap-2 border-t border-line bg-sunken py-3">
            <Button kind="primary" onPress={editor.save} disabledReason={saving}>
              Save the profile
            </Button>
            <UndoRedo editor={editor} />
            <Button onPress={editor.reset} disabledReason={editor.isDirty ? undefined : 'Nothing is changed.'}>
              Discard changes
            </Button>
          </div>
        </div>
      </DraftContext.Provider>
      <UnsavedGuard isDirty={editor.isDirty} />
      <MergeDialog {...editor.merge} />
    </FaultsOf>
  );
}

function stepsOf(draft: Members): readonly Step[] {
  const steps = (draft['escalationSteps'] ?? []) as readonly Partial<Step>[];
  return steps.flatMap((step) =>
    step.before === undefined || step.before === '' ? [] : [{ ...step, before: step.before }],
  );
}
