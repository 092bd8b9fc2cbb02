import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useCallback } from 'react';
import { FaultsOf, FaultSummary } from '../../shared/forms/faults';
import { schemaBookQuery, type SchemaBook } from '../../shared/forms/json-schema';
import { MergeDialog } from '../../shared/forms/merge-dialog';
import { partsOf } from '../../shared/forms/pointers';
import { SchemaForm } from '../../shared/forms/schema-form';
import { UnsavedGuard } from '../../shared/forms/unsaved-guard';
import { useEditor } from '../../shared/forms/use-editor';
import { useMay } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { targetOf } from '../../shared/shell/path-link';
import { Button } from '../../shared/ui/button';
import { EmptyState, ErrorState, Loading } from '../../shared/ui/states';
import { tell } from '../../shared/ui/toasts';
import { useInherited } from './inherited';
import type { AnyObject, FormPart, ObjectKind } from './object-kind';
import { titleOf } from './object-list';
import { changeObject, createObject, readObject, type Members } from './object-queries';
import { firstOf, requestOf } from './request-of';
import { UndoRedo } from '../../shared/forms/editor-actions';

/** Makes a new object of a kind, or changes one. */
export function ObjectEditor({ kind }: { readonly kind: ObjectKind }) {
  const { uuid }: { readonly uuid?: string } = useParams({ strict: false });
  const book = useQuery(schemaBookQuery);
  const may = useMay();
  const title = uuid === undefined ? `New ${kind.noun}` : `Change this ${kind.noun}`;
  if (!may(kind.write)) {
    return (
      <Page title={title}>
        <EmptyState title="You may not change this">You need the permission {kind.write}.</EmptyState>
      </Page>
    );
  }
  return (
    <Page title={title} description={kind.about}>
      {book.isPending ? (
        <Loading what="the form" />
      ) : book.isError ? (
        <ErrorState error={book.error} onRetry={() => void book.refetch()} />
      ) : (
        <Form key={uuid ?? 'new'} kind={kind} uuid={uuid} book={book.data} />
      )}
    </Page>
  );
}

interface FormProps {
  readonly kind: ObjectKind;
  readonly uuid: string | undefined;
  readonly book: SchemaBook;
}

const named = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function Form({ kind, uuid, book }: FormProps) {
  const { collection, noun, creation, change = creation, parts, special, storedSecrets } = kind;
  const schema = uuid === undefined ? creation : change;
  const navigate = useNavigate();
  const inherited = useInherited(kind);
  const read = useQuery({
    queryKey: [collection, uuid, 'stored'],
    enabled: uuid !== undefined && storedSecrets !== undefined,
    queryFn: ({ signal }) => readObject(collection, uuid!, signal),
  });
  const editor = useEditor<Members, AnyObject>({
    queryKey: [collection, uuid ?? 'new'],
    ...(uuid === undefined
      ? {}
      : {
          load: async (signal) => {
            const { value, etag } = await readObject(collection, uuid, signal);
            return { value: requestOf(value, named(schema), book) as Members, etag };
          },
        }),
    initial: { ...firstOf(named(schema), book), ...kind.first },
    save: (value, etag) =>
      uuid === undefined ? createObject(collection, value) : changeObject(collection, uuid, value, etag),
    onSaved(saved) {
      tell(uuid === undefined ? `The ${noun} is made.` : `The ${noun} is saved.`);
      void navigate({ ...targetOf(`/${collection}/${saved.uuid}`), ignoreBlocker: true });
    },
  });
  const stored = read.data === undefined ? [] : (storedSecrets?.(read.data.value) ?? []);
  const isStored = useCallback((pointer: string) => stored.includes(pointer), [stored]);
  const { query, draft, isDirty } = editor;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!editor.isReady) return <Loading what={`the ${noun}`} />;
  const form = (part?: FormPart) => (
    <SchemaForm
      schema={schema}
      value={draft}
      onChange={editor.set}
      inherited={inherited}
      isStored={isStored}
      {...(special === undefined ? {} : { special })}
      {...(part === undefined ? {} : { only: part.members })}
    />
  );
  const off = editor.isSaving
    ? 'It is being saved.'
    : isDirty || uuid === undefined
      ? undefined
      : 'Nothing is changed.';
  return (
    <FaultsOf error={editor.error}>
      <form
        className="flex max-w-4xl flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (off === undefined) editor.save();
        }}
      >
        <FaultSummary error={editor.error} shown={(pointer) => isShown(pointer, parts)} />
        {parts === undefined ? (
          <Section title={titleOf(noun)}>{form()}</Section>
        ) : (
          parts.map((part) => (
            <Section key={part.title} title={part.title}>
              {form(part)}
            </Section>
          ))
        )}
        <div className="sticky bottom-0 flex flex-wrap gap-2 border-t border-line bg-sunken py-3">
          <Button type="submit" kind="primary" disabledReason={off}>
            {uuid === undefined ? `Make the ${noun}` : 'Save'}
          </Button>
          <UndoRedo editor={editor} />
          <Button
            kind="quiet"
            onPress={() => void navigate(targetOf(uuid === undefined ? `/${collection}` : `/${collection}/${uuid}`))}
          >
            Cancel
          </Button>
        </div>
      </form>
      <MergeDialog {...editor.merge} />
      <UnsavedGuard isDirty={isDirty && !editor.isSaving} />
    </FaultsOf>
  );
}

/** Whether the form has a field that shows sentences about this pointer. */
function isShown(pointer: string, parts: readonly FormPart[] | undefined): boolean {
  const [member] = partsOf(pointer);
  if (member === undefined) return false;
  return parts === undefined || parts.some(({ members }) => members.includes(member));
}
