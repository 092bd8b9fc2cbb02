import { useNavigate, useParams } from '@tanstack/react-router';
import { EditorPage } from '../../shared/forms/editor-page';
import type { SpecialFields } from '../../shared/forms/form-context';
import { nameField } from '../../shared/forms/name-field';
import { SchemaForm } from '../../shared/forms/schema-form';
import { useEditor } from '../../shared/forms/use-editor';
import { tell } from '../../shared/ui/toasts';
import { loadDraft, saveDraft, type ConnectionDetail, type ConnectionDraft } from './queries';

const secretField = nameField('secrets');
const special: SpecialFields = { '/secretRef': secretField, '/signingSecretRef': secretField };

const first: ConnectionDraft = { name: '', baseUrl: '', auth: { type: 'none' }, tls: { ca: null } };

/** Makes a connection, or changes one. */
export function ConnectionEditor() {
  const { uuid }: { readonly uuid?: string } = useParams({ strict: false });
  const navigate = useNavigate();
  const editor = useEditor<ConnectionDraft, ConnectionDetail>({
    queryKey: ['connection', uuid ?? 'new'],
    ...(uuid === undefined ? {} : { load: (signal: AbortSignal) => loadDraft(uuid, signal) }),
    initial: first,
    save: (draft, etag) => saveDraft(uuid, draft, etag),
    onSaved(connection) {
      tell(`“${connection.name}” is saved.`);
      void navigate({ to: '/connections/$uuid', params: { uuid: connection.uuid } });
    },
  });
  return (
    <EditorPage
      title={uuid === undefined ? 'New connection' : 'Edit connection'}
      noun="connection"
      needs="connections:write"
      editor={editor}
      shown={(pointer) => pointer !== ''}
    >
      <SchemaForm schema="ConnectionRequest" value={editor.draft} onChange={editor.set} special={special} />
    </EditorPage>
  );
}
