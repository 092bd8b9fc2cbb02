import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useEditor } from '../../shared/forms/use-editor';
import type { FilterValues } from '../../shared/list/list-types';
import { Page } from '../../shared/shell/page';
import { ErrorState, Loading } from '../../shared/ui/states';
import { tell } from '../../shared/ui/toasts';
import { bodyOf, draftOf, newDraft, type TriggerDraft } from './draft';
import { TriggerEditor } from './editor';
import { loadTrigger, saveTrigger, triggerQuery, versionsQuery, type SavedTrigger } from './queries';

export function NewTrigger() {
  const navigate = useNavigate();
  const editor = useEditor<TriggerDraft, SavedTrigger>({
    queryKey: ['triggers', 'new'],
    initial: newDraft,
    save: (value) => saveTrigger(undefined, bodyOf(value), null),
    onSaved: ({ uuid, name }) => {
      tell(`“${name}” is saved. It does nothing until it is attached to an event.`);
      void navigate({ to: `/triggers/${uuid}`, ignoreBlocker: true });
    },
  });
  return <TriggerEditor title="New trigger" editor={editor} published={undefined} />;
}

export function EditTrigger() {
  const { uuid = '' } = useParams({ strict: false });
  const { restore }: FilterValues = useSearch({ strict: false });
  const navigate = useNavigate();
  const saved = useQuery(triggerQuery(uuid));
  const versions = useQuery({ ...versionsQuery(uuid), enabled: restore !== undefined });
  const editor = useEditor<TriggerDraft, SavedTrigger>({
    queryKey: ['triggers', uuid],
    load: async (signal) => {
      const { value, etag } = await loadTrigger(uuid, signal);
      return { value: draftOf(value), etag };
    },
    initial: newDraft,
    save: (value, etag) => saveTrigger(uuid, bodyOf(value), etag),
    onSaved: ({ name, version }) => {
      tell(`“${name}” is saved as version ${version}.`);
      void navigate({ to: `/triggers/${uuid}`, ignoreBlocker: true });
    },
  });
  const { isReady, setDraft } = editor;
  const old = versions.data?.items.find(({ version }) => String(version) === restore);
  const isRestored = useRef(false);
  useEffect(() => {
    // Once: what is changed after that is the person's own.
    if (!isReady || old === undefined || isRestored.current) return;
    isRestored.current = true;
    setDraft(draftOf(old));
  }, [isReady, old, setDraft]);
  if (editor.query.isError) {
    return (
      <Page title="Trigger">
        <ErrorState error={editor.query.error} onRetry={() => void editor.query.refetch()} />
      </Page>
    );
  }
  if (!isReady || saved.data === undefined) return <Loading what="the trigger" />;
  const { name, version, attachedTo } = saved.data.value;
  return (
    <TriggerEditor
      title={`Edit ${name}`}
      editor={editor}
      published={{ uuid, version, isAttached: attachedTo.length > 0 }}
    />
  );
}
