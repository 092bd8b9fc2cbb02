import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from '../../shared/api/problem';
import { CodeEditor } from '../../shared/code/code-editor';
import { FaultsOf, FaultSummary } from '../../shared/forms/faults';
import { MergeDialog } from '../../shared/forms/merge-dialog';
import { UnsavedGuard } from '../../shared/forms/unsaved-guard';
import { useEditor } from '../../shared/forms/use-editor';
import { useMay } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { Button } from '../../shared/ui/button';
import { TextField } from '../../shared/ui/field';
import { Checkbox, Select } from '../../shared/ui/select';
import { EmptyState, ErrorState, Loading } from '../../shared/ui/states';
import { tell } from '../../shared/ui/toasts';
import { loadDraft, newDraft, saveDraft, type ScriptDraft } from './draft';
import { Findings } from './findings';
import type { Runtime } from './queries';
import { isShownFault, ScriptSettings } from './settings';
import { useLint } from './use-lint';
import { firstTexts, languageOfRuntime, runtimeNames, wordsOfScript } from './words';
import { UndoRedo, whyNotSaved } from '../../shared/forms/editor-actions';

/** Writes a new script, or the next version of one, with the linter's marks at their lines. */
export function ScriptEditor() {
  const { name }: { readonly name?: string } = useParams({ strict: false });
  const { version }: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const may = useMay();
  const navigate = useNavigate();
  const [allowsErrors, setAllowsErrors] = useState(false);
  const [line, setLine] = useState<{ readonly line: number }>();
  const isNew = name === undefined;
  const of = version === undefined ? undefined : Number(version);
  const editor = useEditor<ScriptDraft, Awaited<ReturnType<typeof saveDraft>>>({
    queryKey: ['script', name ?? 'new', of ?? 'current'],
    ...(isNew ? {} : { load: (signal) => loadDraft(name, of, signal) }),
    initial: newDraft('node'),
    save: (draft, etag) => saveDraft(draft, etag, allowsErrors),
    onSaved(script) {
      tell(`“${script.name}” is saved as version ${script.currentVersion}.`);
      void navigate({ to: '/scripts/$name', params: { name: script.name }, search: { tab: 'bench' } });
    },
  });
  const { draft, set, query, error } = editor;
  const { findings, lintedBy, marks } = useLint({
    ...{ runtime: draft.runtime, content: draft.content, categories: draft.categories },
    ...{ parameters: draft.parameters, strict: draft.strict, windows: draft.windows, reuse: draft.reuse },
  });
  const title = isNew ? 'New script' : `Edit ${name}`;
  if (!may('scripts:write')) {
    return (
      <Page title={title}>
        <EmptyState title="You may not write scripts">It takes the right scripts:write.</EmptyState>
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
  if (!editor.isReady) return <Loading what="the script" />;
  const hasErrors = findings.some(({ severity }) => severity === 'error');
  const isRefusedByLint =
    error instanceof ApiError && (error.problem.errors ?? []).some(({ pointer }) => pointer.startsWith('/content'));
  const changeRuntime = (runtime: Runtime) => {
    const isUntouched = draft.content === firstTexts[draft.runtime] || draft.content.trim() === '';
    editor.setDraft({
      ...draft,
      runtime,
      ...(isUntouched ? { content: firstTexts[runtime] } : {}),
      ...(runtime === 'pwsh' ? {} : { strict: false, windows: false }),
      ...(runtime === 'pwsh' || runtime === 'node' ? {} : { reuse: false }),
    });
  };
  const reason =
    whyNotSaved(editor, of !== undefined) ?? (draft.name.trim() === '' ? 'Give it a name first.' : undefined);
  return (
    <Page
      title={title}
      actions={
        <>
          <UndoRedo editor={editor} />
          <Button kind="primary" disabledReason={reason} onPress={editor.save}>
            {isNew ? 'Save' : 'Save as the next version'}
          </Button>
        </>
      }
    >
      <FaultsOf error={error}>
        <FaultSummary error={error} shown={isShownFault} />
        {of !== undefined && (
          <p className="text-sm text-warn">This is the text of version {of}. Saved, it becomes the newest version.</p>
        )}
        <Section title="Text">
          <div className="flex flex-col gap-3">
            {isNew && (
              <div className="flex flex-wrap gap-3">
                <TextField
                  label="Name"
                  isRequired
                  className="w-72"
                  value={draft.name}
                  onChange={(next) => set('/name', next)}
                  description="Letters, digits, dots, hyphens and underscores. It never changes."
                />
                <Select
                  label="Runtime"
                  className="w-44"
                  value={draft.runtime}
                  choices={Object.entries(runtimeNames).map(([value, label]) => ({ value: value as Runtime, label }))}
                  onChange={changeRuntime}
                  description="It never changes."
                />
              </div>
            )}
            <CodeEditor
              name="Text of the script"
              language={languageOfRuntime[draft.runtime]}
              value={draft.content}
              onChange={(content) => set('/content', content)}
              marks={marks}
              words={wordsOfScript(draft.runtime, {
                parameters: draft.parameters.map((one) => one.name),
                ...{ secrets: draft.secrets, connections: draft.connections },
              })}
              goTo={line}
              height="min(60vh, 36rem)"
            />
            <Findings findings={findings} lintedBy={lintedBy} onLine={(at) => setLine({ line: at })} />
            {(hasErrors || isRefusedByLint) && (
              <Checkbox isSelected={allowsErrors} onChange={setAllowsErrors}>
                Save in spite of findings that are errors
              </Checkbox>
            )}
            <TextField
              label="What is new in this version"
              value={draft.comment}
              onChange={(comment) => set('/comment', comment)}
            />
          </div>
        </Section>
        <ScriptSettings draft={draft} set={set} />
      </FaultsOf>
      <UnsavedGuard isDirty={editor.isDirty && !editor.isSaving} />
      <MergeDialog {...editor.merge} />
    </Page>
  );
}
