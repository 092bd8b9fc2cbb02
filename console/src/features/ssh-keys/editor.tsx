import { useNavigate, useParams } from '@tanstack/react-router';
import { EditorPage } from '../../shared/forms/editor-page';
import type { SpecialFieldProps, SpecialFields } from '../../shared/forms/form-context';
import { SchemaForm } from '../../shared/forms/schema-form';
import { useEditor } from '../../shared/forms/use-editor';
import { TextField } from '../../shared/ui/field';
import { tell } from '../../shared/ui/toasts';
import { loadDraft, saveDraft, type SshKey, type SshKeyDraft } from './queries';

/** It is public, so it may be seen while it is pasted. */
function PublicKey({ value, onChange, label, description, errors }: SpecialFieldProps) {
  return (
    <TextField
      label={label}
      value={typeof value === 'string' ? value : ''}
      onChange={(text) => onChange(text.trim() === '' ? undefined : text)}
      errors={errors}
      rows={3}
      isMono
      {...(description === undefined ? {} : { description })}
    />
  );
}

const special: SpecialFields = { '/publicKey': PublicKey };
const first: SshKeyDraft = { userName: '', serverLogons: [] };
const ofNew = ['publicKey', 'userName', 'serverLogons', 'createdAt', 'ownerMail'];

/** Adds a key by its public part, or changes what is known of one. */
export function SshKeyEditor() {
  const { uuid }: { readonly uuid?: string } = useParams({ strict: false });
  const navigate = useNavigate();
  const editor = useEditor<SshKeyDraft, SshKey>({
    queryKey: ['ssh-key', uuid ?? 'new'],
    ...(uuid === undefined ? {} : { load: (signal: AbortSignal) => loadDraft(uuid, signal) }),
    initial: first,
    save: (draft, etag) => saveDraft(uuid, draft, etag),
    onSaved(key) {
      tell('The key is saved.');
      void navigate({ to: '/ssh-keys/$uuid', params: { uuid: key.uuid } });
    },
  });
  return (
    <EditorPage
      title={uuid === undefined ? 'New SSH key' : 'Edit SSH key'}
      noun="SSH key"
      needs="ssh-keys:write"
      editor={editor}
      shown={(pointer) => uuid !== undefined || ofNew.includes(pointer.slice(1))}
    >
      <SchemaForm
        schema="SshKeyRequest"
        value={editor.draft}
        onChange={editor.set}
        special={special}
        {...(uuid === undefined ? { only: ofNew } : {})}
      />
    </EditorPage>
  );
}
