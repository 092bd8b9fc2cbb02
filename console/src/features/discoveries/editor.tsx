import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { api } from '../../shared/api/client';
import { AttributeValues } from '../../shared/attributes/attribute-values';
import type { AttributeChange } from '../../shared/attributes/values';
import { FaultsOf, FaultSummary, useFaults } from '../../shared/forms/faults';
import { MergeDialog } from '../../shared/forms/merge-dialog';
import { SchemaForm } from '../../shared/forms/schema-form';
import { UnsavedGuard } from '../../shared/forms/unsaved-guard';
import { useEditor } from '../../shared/forms/use-editor';
import { Page, Section } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import { ErrorState, Loading } from '../../shared/ui/states';
import { tell } from '../../shared/ui/toasts';
import { create, kindsQuery, preview, update, type Discovery, type DiscoveryRequest } from './queries';
import { kindNames } from './words';
import { UndoRedo, whyNotSaved } from '../../shared/forms/editor-actions';

interface Draft {
  readonly name: string;
  readonly description: string;
  readonly kind: Discovery['kind'];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly customAttributes: readonly AttributeChange[];
  readonly [member: string]: unknown;
}

const initial: Draft = {
  ...{ name: '', description: '', kind: 'tls_scan', attributes: { targets: [''] }, customAttributes: [] },
};

function draftOf({ name, description, kind, attributes, customAttributes }: Discovery): Draft {
  const values = customAttributes.map((value) => ({ name: value.name, content: value.content }));
  return { name, description, kind, attributes, customAttributes: values };
}

function bodyOf({ name, description, kind, attributes, customAttributes }: Draft): DiscoveryRequest {
  return {
    ...{ name, description, kind },
    attributes: { ...attributes },
    customAttributes: customAttributes.map((value) => ({ name: value.name, content: value.content ?? [] })),
  };
}

/** Makes a discovery, or changes one; with a count of what a run would ask, without asking. */
export function DiscoveryEditor() {
  const { uuid } = useParams({ strict: false });
  const navigate = useNavigate();
  const kinds = useQuery(kindsQuery);
  const editor = useEditor<Draft, Discovery>({
    queryKey: ['discovery', uuid ?? 'new'],
    initial,
    ...(uuid === undefined
      ? {}
      : {
          async load(signal: AbortSignal) {
            const answer = await api.GET('/api/v1/discoveries/{uuid}', { params: { path: { uuid } }, signal });
            return { value: draftOf(answer.data as Discovery), etag: answer.response.headers.get('ETag') };
          },
        }),
    save: (draft, etag) => (uuid === undefined ? create(bodyOf(draft)) : update(uuid, bodyOf(draft), etag ?? '')),
    onSaved(saved) {
      tell(uuid === undefined ? 'It is made. It does nothing until it is run or scheduled.' : 'It is saved.');
      void navigate({ to: '/discoveries/$uuid', params: { uuid: saved.uuid }, search: {} });
    },
  });
  const { draft, set, setDraft, error } = editor;
  const title = uuid === undefined ? 'New discovery' : 'Edit the discovery';
  if (kinds.isError || editor.query.isError) {
    return (
      <Page title={title}>
        <ErrorState error={kinds.error ?? editor.query.error} onRetry={() => void kinds.refetch()} />
      </Page>
    );
  }
  if (kinds.isPending || !editor.isReady) return <Loading what="the form" />;
  const kind = kinds.data.find((one) => one.kind === draft.kind);
  const reason = draft.name.trim() === '' ? 'Give it a name first.' : whyNotSaved(editor);
  return (
    <Page
      title={title}
      actions={
        <>
          <UndoRedo editor={editor} />
          <Button kind="primary" onPress={editor.save} disabledReason={reason}>
            {uuid === undefined ? 'Make the discovery' : 'Save'}
          </Button>
        </>
      }
    >
      <UnsavedGuard isDirty={editor.isDirty && !editor.isSaving} />
      <MergeDialog {...editor.merge} />
      <FaultsOf error={error}>
        <FaultSummary error={error} shown={(at) => /^\/(name|description|attributes|customAttributes)/.test(at)} />
        <div className="grid items-start gap-4 xl:grid-cols-2">
          <Section title="What it is">
            <div className="flex flex-col gap-4">
              <Named draft={draft} set={set} />
              {uuid === undefined ? (
                <Select
                  label="Source"
                  value={draft.kind}
                  choices={kinds.data.map((one) => ({ value: one.kind, label: kindNames[one.kind] }))}
                  onChange={(next) =>
                    setDraft({ ...draft, kind: next, attributes: next === 'tls_scan' ? initial.attributes : {} })
                  }
                  description={kind?.description}
                />
              ) : (
                <p className="text-sm">
                  Source: {kindNames[draft.kind]}. <span className="text-muted">It cannot be changed.</span>
                </p>
              )}
              <fieldset className="rounded-md border border-line p-3">
                <legend className="px-1 text-sm font-semibold">Attributes</legend>
                <AttributeValues
                  resource="discoveries"
                  values={draft.customAttributes}
                  onChange={(values) => set('/customAttributes', values)}
                  pointer="/customAttributes"
                />
              </fieldset>
            </div>
          </Section>
          <Section title="Where it looks">
            <div className="flex flex-col gap-4">
              {kind !== undefined && Object.keys(kind.attributes.properties ?? {}).length > 0 ? (
                <SchemaForm
                  key={draft.kind}
                  schema={kind.attributes}
                  value={draft.attributes}
                  pointer="/attributes"
                  onChange={set}
                />
              ) : (
                <p className="text-sm text-muted">There is nothing to configure: a program sends what it has found.</p>
              )}
              {draft.kind === 'tls_scan' && <Count draft={draft} />}
            </div>
          </Section>
        </div>
      </FaultsOf>
    </Page>
  );
}

function Named({ draft, set }: { readonly draft: Draft; readonly set: (pointer: string, value: unknown) => void }) {
  const name = useFaults('/name');
  const description = useFaults('/description');
  return (
    <>
      <TextField
        label="Name"
        isRequired
        value={draft.name}
        onChange={(value) => set('/name', value)}
        errors={name}
        autoComplete="off"
      />
      <TextField
        label="Description"
        rows={2}
        value={draft.description}
        onChange={(value) => set('/description', value)}
        errors={description}
      />
    </>
  );
}

/** How many targets a run would ask, without asking one. */
function Count({ draft }: { readonly draft: Draft }) {
  const count = useMutation({
    mutationFn: () => preview({ kind: draft.kind, attributes: { ...draft.attributes } }),
  });
  const { data } = count;
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line p-3 text-sm">
      <div>
        <Button onPress={() => count.mutate()} disabledReason={count.isPending ? 'It is being counted.' : undefined}>
          Count the targets
        </Button>
      </div>
      <FaultSummary error={count.error} shown={() => false} />
      <div aria-live="polite">
        {data !== undefined && (
          <>
            <p>
              A run asks <strong>{(data.targets ?? 0).toLocaleString('en')}</strong>{' '}
              {data.targets === 1 ? 'target' : 'targets'}, ports and names counted
              {data.ofRanges > 0 && `; ${data.ofRanges.toLocaleString('en')} of them are addresses of ranges`}. Nothing
              was asked for that.
            </p>
            <ul className="mt-1 list-disc pl-5">
              {data.first.map((target) => (
                <li key={target}>
                  <CertText isMono>{target}</CertText>
                </li>
              ))}
              {(data.targets ?? 0) > data.first.length && (
                <li>and {((data.targets ?? 0) - data.first.length).toLocaleString('en')} others</li>
              )}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}
