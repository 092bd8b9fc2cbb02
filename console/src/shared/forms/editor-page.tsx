import type { ReactNode } from 'react';
import { useMay, type Permission } from '../session/me';
import { Page } from '../shell/page';
import { Button } from '../ui/button';
import { EmptyState, ErrorState, Loading } from '../ui/states';
import { FaultsOf, FaultSummary } from './faults';
import type { Members } from './merge';
import { MergeDialog } from './merge-dialog';
import { UnsavedGuard } from './unsaved-guard';
import type { useEditor } from './use-editor';
import { UndoRedo, whyNotSaved } from './editor-actions';

export interface EditorPageProps<T extends Members, R> {
  readonly title: string;
  /** What is edited: `connection`. */
  readonly noun: string;
  readonly needs: Permission;
  readonly editor: ReturnType<typeof useEditor<T, R>>;
  /** Whether the form shows a fault at its field; others stand above it. */
  readonly shown: (pointer: string) => boolean;
  readonly children: ReactNode;
}

/** The frame of a plain editor: undo, save, refusals, unsaved changes, and both sides after somebody else has saved. */
export function EditorPage<T extends Members, R>(props: EditorPageProps<T, R>) {
  const { title, noun, needs, editor, shown, children } = props;
  const may = useMay()(needs);
  const { query, error } = editor;
  if (!may) {
    return (
      <Page title={title}>
        <EmptyState title={`You may not change ${noun}s`}>It takes the right {needs}.</EmptyState>
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
  if (!editor.isReady) return <Loading what={`the ${noun}`} />;
  const reason = whyNotSaved(editor);
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
        <FaultSummary error={error} shown={shown} />
        <div className="max-w-3xl rounded-lg border border-line bg-surface p-4">{children}</div>
      </FaultsOf>
      <UnsavedGuard isDirty={editor.isDirty && !editor.isSaving} />
      <MergeDialog {...editor.merge} />
    </Page>
  );
}
