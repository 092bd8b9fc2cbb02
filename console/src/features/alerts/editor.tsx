import { useMutation } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { FaultsOf } from '../../shared/forms/faults';
import { MergeDialog } from '../../shared/forms/merge-dialog';
import { UnsavedGuard } from '../../shared/forms/unsaved-guard';
import { useEditor } from '../../shared/forms/use-editor';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { Button } from '../../shared/ui/button';
import { EmptyState, ErrorState, Loading } from '../../shared/ui/states';
import { tell } from '../../shared/ui/toasts';
import { DraftProvider } from './draft-context';
import { firstDraft, loadDraft, previewDraft, saveDraft, toSave, type AlertDraft } from './draft';
import { DraftPreview } from './draft-preview';
import { AlertForm } from './form';
import type { Alert } from './queries';
import { SaveFaults } from './save-faults';
import { UndoRedo, whyNotSaved } from '../../shared/forms/editor-actions';

/** Makes an alert, or changes one; what it would do can be seen before it is saved. */
export function AlertEditor() {
  const { uuid }: { readonly uuid?: string } = useParams({ strict: false });
  const { version }: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const may = useMay();
  const navigate = useNavigate();
  const [itemId, setItemId] = useState('');
  const of = version === undefined ? undefined : Number(version);
  const editor = useEditor<AlertDraft, Alert>({
    queryKey: ['alert', uuid ?? 'new', of ?? 'current'],
    ...(uuid === undefined ? {} : { load: (signal: AbortSignal) => loadDraft(uuid, of, signal) }),
    initial: firstDraft,
    save: (draft, etag) => saveDraft(uuid, toSave(draft), etag),
    onSaved(alert) {
      tell(`“${alert.name}” is saved as version ${alert.version}.`);
      void navigate({ to: '/alerts/$uuid', params: { uuid: alert.uuid } });
    },
  });
  const { draft, query } = editor;
  const preview = useMutation({
    mutationFn: (page: number) =>
      previewDraft(toSave(draft), {
        page,
        ...(uuid === undefined ? {} : { uuid }),
        ...(itemId === '' ? {} : { itemId }),
      }),
  });
  const title = uuid === undefined ? 'New alert' : 'Edit alert';
  if (!may('alerts:write')) {
    return (
      <Page title={title}>
        <EmptyState title="You may not write alerts">It takes the right alerts:write.</EmptyState>
      </Page>
    );
  }
  if (query.isError) {
    return (
      <Page title={title}>
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  if (!editor.isReady) return <Loading what="the alert" />;
  const reason = whyNotSaved(editor, of !== undefined);
  const error = editor.error ?? preview.error;
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
      <FaultsOf error={error}>
        <DraftProvider value={draft}>
          {of !== undefined && (
            <p className="text-sm text-warn">
              These are the values of version {of}. Saved, they are the newest version.
            </p>
          )}
          <SaveFaults error={error} draft={draft} set={editor.set} />
          <div className="grid items-start gap-4 xl:grid-cols-[3fr_2fr]">
            <AlertForm draft={draft} set={editor.set} setDraft={editor.setDraft} isNew={uuid === undefined} />
            <DraftPreview draft={draft} preview={preview} itemId={itemId} onItem={setItemId} />
          </div>
        </DraftProvider>
      </FaultsOf>
      <UnsavedGuard isDirty={editor.isDirty && !editor.isSaving} />
      <MergeDialog {...editor.merge} />
    </Page>
  );
}
