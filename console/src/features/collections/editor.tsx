import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { ApiError, sentenceOf } from '../../shared/api/problem';
import { ConditionBuilder } from '../../shared/conditions/builder';
import { isComplete } from '../../shared/conditions/leaf-faults';
import { certificateFieldsQuery } from '../../shared/conditions/queries';
import { readTree } from '../../shared/conditions/tree';
import { useLate } from '../../shared/conditions/use-late';
import { FaultsOf, FaultSummary } from '../../shared/forms/faults';
import { MergeDialog } from '../../shared/forms/merge-dialog';
import { SchemaForm } from '../../shared/forms/schema-form';
import { UnsavedGuard } from '../../shared/forms/unsaved-guard';
import { useEditor } from '../../shared/forms/use-editor';
import type { FilterValues } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { ErrorState, Loading } from '../../shared/ui/states';
import { tell } from '../../shared/ui/toasts';
import {
  bodyOf,
  loadCollection,
  previewQuery,
  saveCollection,
  type CollectionBody,
  type CollectionDetail,
} from './queries';
import { whyNotSaved } from '../../shared/forms/editor-actions';

type Draft = CollectionBody & Readonly<Record<string, unknown>>;
type Editor = ReturnType<typeof useEditor<Draft, CollectionDetail>>;

const empty: Draft = { name: '', description: '', query: null, favorite: false, showOnDashboard: false, track: false };

export function NewCollection() {
  const { query }: FilterValues = useSearch({ strict: false });
  const initial = useMemo(() => ({ ...empty, query: readQuery(query) }) as Draft, [query]);
  const { save, onSaved } = useSaving(undefined);
  const editor = useEditor<Draft, CollectionDetail>({ queryKey: ['collections', 'new'], initial, save, onSaved });
  return <CollectionEditor title="New collection" editor={editor} isNew />;
}

export function EditCollection() {
  const { uuid = '' } = useParams({ strict: false });
  const { save, onSaved } = useSaving(uuid);
  const editor = useEditor<Draft, CollectionDetail>({
    queryKey: ['collections', uuid],
    load: async (signal) => {
      const { value, etag } = await loadCollection(uuid, signal);
      return { value: bodyOf(value), etag };
    },
    initial: empty,
    save,
    onSaved,
  });
  if (editor.query.isError) {
    return (
      <Page title="Collection">
        <ErrorState error={editor.query.error} onRetry={() => void editor.query.refetch()} />
      </Page>
    );
  }
  if (!editor.isReady) return <Loading what="the collection" />;
  return <CollectionEditor title={`Edit ${editor.draft.name}`} editor={editor} isNew={false} />;
}

function useSaving(uuid: string | undefined) {
  const navigate = useNavigate();
  return {
    save: (draft: Draft, etag: string | null) => saveCollection(uuid, draft, etag),
    onSaved(saved: CollectionDetail) {
      tell(`“${saved.name}” is saved.`);
      void navigate({ to: `/collections/${saved.uuid}`, ignoreBlocker: true });
    },
  };
}

/** A search that the list of certificates was left with. */
function readQuery(text: string | undefined): unknown {
  try {
    return text === undefined ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

interface EditorProps {
  readonly title: string;
  readonly editor: Editor;
  readonly isNew: boolean;
}

function CollectionEditor({ title, editor, isNew }: EditorProps) {
  const may = useMay();
  const { draft, error, set, setDraft } = editor;
  const fields = useQuery(certificateFieldsQuery);
  const context = useMemo(() => ({ fields: fields.data ?? [] }), [fields.data]);
  const late = useLate(draft.query, 500);
  const isReady = fields.isSuccess && isComplete(readTree(late), context) && may('certificates:read');
  const preview = useQuery({ ...previewQuery(late), enabled: isReady });
  const faults = useMemo(() => faultsOf(preview.error), [preview.error]);
  const warnings = useMemo(
    () =>
      new Map(
        (preview.data?.warnings ?? []).map(({ pointer, detail }) => [pointer.replace(/^\/query/, ''), [detail ?? '']]),
      ),
    [preview.data],
  );
  const reason = may('collections:write')
    ? whyNotSaved(editor, isNew)
    : 'You may not change collections: collections:write is missing.';
  if (fields.isError) {
    return (
      <Page title={title}>
        <ErrorState error={fields.error} onRetry={() => void fields.refetch()} />
      </Page>
    );
  }
  return (
    <Page
      title={title}
      actions={
        <Button kind="primary" disabledReason={reason} onPress={editor.save}>
          Save
        </Button>
      }
    >
      <UnsavedGuard isDirty={editor.isDirty && !editor.isSaving} />
      <FaultsOf error={error}>
        <FaultSummary error={error} shown={(pointer) => /^\/(name|description|query)/.test(pointer)} />
        <Section title="What is in it">
          <div className="flex flex-col gap-3">
            <ConditionBuilder
              label="Condition"
              pointer="/query"
              value={draft.query ?? null}
              fields={fields.data ?? []}
              faults={faults}
              warnings={warnings}
              history={editor}
              emptyText="There is no condition: all certificates are in it."
              onChange={(query, typed) => setDraft({ ...draft, query: query as null }, typed)}
            />
            {preview.isError && <p className="text-sm text-danger">{sentenceOf(preview.error)}</p>}
            {preview.data !== undefined && (
              <div className="text-sm" aria-live="polite">
                <p>
                  <strong>
                    {preview.data.total.relation === 'exact' ? '' : 'more than '}
                    {preview.data.total.value.toLocaleString('en')}
                  </strong>{' '}
                  certificates are in it.
                </p>
                <ul aria-label="Some of them" className="flex flex-wrap gap-x-3 text-muted">
                  {preview.data.items.slice(0, 8).map(({ uuid, commonName, subjectDn }) => (
                    <li key={uuid}>
                      <PathLink to={`/certificates/${uuid}`} className="underline">
                        <CertText>{commonName ?? subjectDn}</CertText>
                      </PathLink>
                    </li>
                  ))}
                </ul>
              </div>
            )}
          </div>
        </Section>
        <Section title="About it">
          <SchemaForm schema="CollectionRequest" value={draft} without={['query']} onChange={set} />
        </Section>
      </FaultsOf>
      <MergeDialog {...editor.merge} />
    </Page>
  );
}

function faultsOf(error: unknown): ReadonlyMap<string, readonly string[]> {
  const faults = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  return new Map(faults.map(({ pointer, code, detail }) => [pointer.replace(/^\/query/, ''), [detail ?? code]]));
}
