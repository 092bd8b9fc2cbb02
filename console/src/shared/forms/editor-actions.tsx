import { Button } from '../ui/button';

export interface Steps {
  readonly undo: (() => void) | undefined;
  readonly redo: (() => void) | undefined;
}

/** The two buttons that every editor has for its draft. */
export function UndoRedo({ editor }: { readonly editor: Steps }) {
  return (
    <>
      <Button
        kind="quiet"
        disabledReason={editor.undo === undefined ? 'Nothing to undo.' : undefined}
        onPress={() => editor.undo?.()}
      >
        Undo
      </Button>
      <Button
        kind="quiet"
        disabledReason={editor.redo === undefined ? 'Nothing to redo.' : undefined}
        onPress={() => editor.redo?.()}
      >
        Redo
      </Button>
    </>
  );
}

export interface SaveState {
  readonly isSaving: boolean;
  readonly isDirty: boolean;
}

/**
 * Why a draft cannot be saved now; undefined when it can.
 * @param isAnother the draft is not what is stored although nobody has typed: it was taken from somewhere else
 */
export function whyNotSaved({ isSaving, isDirty }: SaveState, isAnother = false): string | undefined {
  if (isSaving) return 'It is being saved.';
  return isDirty || isAnother ? undefined : 'Nothing is changed yet.';
}
