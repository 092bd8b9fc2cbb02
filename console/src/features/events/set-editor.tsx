import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FaultsOf, FaultSummary } from '../../shared/forms/faults';
import { MergeDialog } from '../../shared/forms/merge-dialog';
import { UnsavedGuard } from '../../shared/forms/unsaved-guard';
import { useEditor } from '../../shared/forms/use-editor';
import { useMay } from '../../shared/session/me';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { ErrorState, Loading } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { placeKey } from './places';
import { deleteSet, loadSet, saveSet, type CatalogueEvent, type EventCode, type Place, type SetDraft } from './queries';
import { TriggerList } from './trigger-list';
import { UndoRedo } from '../../shared/forms/editor-actions';

export interface SetEditorProps {
  readonly event: CatalogueEvent;
  readonly place: Place;
}

const none: SetDraft = { ignore: [], actions: [] };
/** `/ignore/0`, `/actions/12`: faults that a row shows. */
const ofRow = /^\/(ignore|actions)\/\d+$/;

/** Attaches, detaches and orders the triggers of one set; nothing counts until it is saved. */
export function SetEditor({ event, place }: SetEditorProps) {
  const code = event.code as EventCode;
  const mayWrite = useMay()('trigger-sets:write');
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const [etag, setEtag] = useState<string | null>(null);
  const editor = useEditor<SetDraft, unknown>({
    queryKey: ['trigger-sets', 'one', code, placeKey(place)],
    initial: none,
    async load(signal) {
      const loaded = await loadSet(code, place, signal);
      setEtag(loaded.etag);
      return loaded;
    },
    save: (draft, seen) => saveSet(code, place, draft, seen),
    onSaved() {
      tell('The set is saved. What happens from now on goes by it.');
      void client.invalidateQueries({ queryKey: ['trigger-sets'] });
    },
  });
  const remove = useMutation({
    mutationFn: () => deleteSet(code, place, etag ?? '"0"'),
    onError: tellError,
    async onSuccess() {
      tell('The set is deleted: the next level applies.');
      await client.invalidateQueries({ queryKey: ['trigger-sets'] });
    },
    onSettled: () => setAsked(false),
  });
  const { query, draft, setDraft, error } = editor;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!editor.isReady) return <Loading what="the set" />;
  const reason = !mayWrite
    ? 'You need the permission trigger-sets:write.'
    : editor.isSaving
      ? 'It is being saved.'
      : editor.isDirty || (etag === null && place.objectUuid !== null)
        ? undefined
        : 'Nothing is changed.';
  return (
    <FaultsOf error={error}>
      <div className="flex flex-col gap-4">
        <FaultSummary error={error} shown={(pointer) => ofRow.test(pointer)} />
        <TriggerList
          title="Ignore triggers"
          what="Asked first, all of them. One that matches ends it: nothing else runs."
          list="ignore"
          event={code}
          entries={draft.ignore}
          isReadOnly={!mayWrite}
          onChange={(ignore) => setDraft({ ...draft, ignore })}
        />
        <TriggerList
          title="Action triggers"
          what="Run one after the other; what one changes, the next one sees."
          list="actions"
          event={code}
          entries={draft.actions}
          isReadOnly={!mayWrite}
          onChange={(actions) => setDraft({ ...draft, actions })}
        />
        <div className="flex flex-wrap gap-2">
          <Button kind="primary" onPress={editor.save} disabledReason={reason}>
            Save the set
          </Button>
          <UndoRedo editor={editor} />
          <Button onPress={editor.reset} disabledReason={editor.isDirty ? undefined : 'Nothing is changed.'}>
            Discard changes
          </Button>
          {etag !== null && etag !== '"0"' && mayWrite && (
            <Button kind="danger" onPress={() => setAsked(true)}>
              Delete the set …
            </Button>
          )}
        </div>
      </div>
      <UnsavedGuard isDirty={editor.isDirty} />
      <MergeDialog {...editor.merge} />
      <ConfirmDanger
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        action="Delete the set"
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        {place.objectUuid === null
          ? 'The event then runs no triggers, unless an object has a set of its own.'
          : 'The sets of the next level apply to its objects again.'}
      </ConfirmDanger>
    </FaultsOf>
  );
}
