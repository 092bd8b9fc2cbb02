import { useNavigate, useParams } from '@tanstack/react-router';
import { EditorPage } from '../../shared/forms/editor-page';
import { SchemaForm } from '../../shared/forms/schema-form';
import { useEditor } from '../../shared/forms/use-editor';
import { TextField } from '../../shared/ui/field';
import { tell } from '../../shared/ui/toasts';
import { loadDraft, saveDraft, type Secret, type SecretDraft } from './queries';

const first: SecretDraft = { name: '', description: '', contexts: ['api', 'service'] };

/** Keeps a new secret, or replaces one: what is stored is never shown. */
export function SecretEditor() {
  const { name }: { readonly name?: string } = useParams({ strict: false });
  const navigate = useNavigate();
  const editor = useEditor<SecretDraft, Secret>({
    queryKey: ['secret', name ?? 'new'],
    ...(name === undefined ? {} : { load: (signal: AbortSignal) => loadDraft(name, signal) }),
    initial: first,
    save: saveDraft,
    onSaved(secret) {
      tell(`“${secret.name}” is kept.`);
      void navigate({ to: '/secrets/$name', params: { name: secret.name } });
    },
  });
  return (
    <EditorPage
      title={name === undefined ? 'New secret' : `Change ${name}`}
      noun="secret"
      needs="secrets:write"
      editor={editor}
      shown={(pointer) => ['/description', '/secret', '/contexts'].includes(pointer)}
    >
      <div className="flex flex-col gap-4">
        {name === undefined && (
          <TextField
            label="Name"
            isRequired
            value={editor.draft.name}
            onChange={(next) => editor.set('/name', next)}
            description="Letters, digits, dots, hyphens and underscores. It never changes."
          />
        )}
        <SchemaForm
          schema="SecretRequest"
          value={editor.draft}
          onChange={editor.set}
          isStored={(pointer) => name !== undefined && pointer === '/secret'}
        />
      </div>
    </EditorPage>
  );
}
