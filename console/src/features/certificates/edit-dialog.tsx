import { api, dataOf } from '../../shared/api/client';
import { useDefinitions } from '../../shared/attributes/definitions';
import { ValueField } from '../../shared/attributes/value-field';
import type { AttributeContent, AttributeDefinition } from '../../shared/attributes/values';
import { FaultsOf, FaultSummary, useFaults } from '../../shared/forms/faults';
import { MergeDialog } from '../../shared/forms/merge-dialog';
import { UnsavedGuard } from '../../shared/forms/unsaved-guard';
import { useEditor } from '../../shared/forms/use-editor';
import { ObjectPicker } from '../../shared/pick/object-picker';
import { ObjectsPicker } from '../../shared/pick/objects-picker';
import type { Picked } from '../../shared/pick/sources';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { Checkbox } from '../../shared/ui/select';
import { ErrorState, Loading } from '../../shared/ui/states';
import { tell } from '../../shared/ui/toasts';
import { draftOf, patchOf, type CertificateDraft } from './edit';
import type { Certificate } from './queries';
import { whyNotSaved } from '../../shared/forms/editor-actions';

const empty: CertificateDraft = {
  ...{ owner: null, groups: [], raProfile: null, attributes: {}, archived: false, trustedCa: null },
};

export interface EditDialogProps {
  readonly certificate: Certificate;
  readonly onClose: () => void;
}

/** Changes what people set of a certificate: owner, groups, RA profile, attributes, archive, trust. */
export function EditDialog({ certificate: { uuid }, onClose }: EditDialogProps) {
  const definitions = useDefinitions('certificates');
  const path = { uuid };
  const editor = useEditor<CertificateDraft, unknown>({
    queryKey: ['certificate', uuid],
    initial: empty,
    async load(signal) {
      const { data, response } = await api.GET('/api/v1/certificates/{uuid}', { params: { path }, signal });
      return { value: draftOf(data as Certificate), etag: response.headers.get('ETag') };
    },
    save: (draft, etag) =>
      dataOf(
        api.PATCH('/api/v1/certificates/{uuid}', {
          params: { path, header: { 'If-Match': etag ?? '' } },
          body: patchOf(draft, definitions),
        }),
      ),
    onSaved() {
      tell('It is saved.');
      onClose();
    },
  });
  const { draft, set, error, query } = editor;
  const reason = whyNotSaved(editor);
  return (
    <>
      <Dialog
        title="Edit the certificate"
        size="large"
        isOpen
        onClose={onClose}
        isDismissable={!editor.isDirty}
        actions={
          <>
            <Button onPress={onClose}>{editor.isDirty ? 'Discard the changes' : 'Cancel'}</Button>
            <Button kind="primary" onPress={editor.save} disabledReason={reason}>
              Save
            </Button>
          </>
        }
      >
        <UnsavedGuard isDirty={editor.isDirty} />
        {query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : !editor.isReady ? (
          <Loading what="the certificate" />
        ) : (
          <FaultsOf error={error}>
            <FaultSummary error={error} shown={(at) => /^\/(owner|groups|raProfile|customAttributes)/.test(at)} />
            <Fields draft={draft} set={set} definitions={definitions} />
          </FaultsOf>
        )}
      </Dialog>
      <MergeDialog {...editor.merge} />
    </>
  );
}

interface FieldsProps {
  readonly draft: CertificateDraft;
  readonly set: (pointer: string, value: unknown) => void;
  readonly definitions: readonly AttributeDefinition[];
}

function Fields({ draft, set, definitions }: FieldsProps) {
  const owner = useFaults('/owner');
  const groups = useFaults('/groups', true);
  const raProfile = useFaults('/raProfile');
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <ObjectPicker
          kind="users"
          label="Owner"
          value={draft.owner}
          onChange={(picked) => set('/owner', picked?.uuid ?? null)}
          errors={owner}
        />
        <ObjectPicker
          kind="ra-profiles"
          label="RA profile"
          value={draft.raProfile}
          onChange={(picked) => set('/raProfile', picked?.uuid ?? null)}
          errors={raProfile}
        />
      </div>
      <ObjectsPicker
        kind="groups"
        label="Groups"
        value={draft.groups}
        onChange={(picked: readonly Picked[]) => set('/groups', picked)}
        errors={groups}
      />
      {definitions.length > 0 && (
        <fieldset className="rounded-md border border-line p-3">
          <legend className="px-1 text-sm font-semibold">Attributes</legend>
          <div className="grid gap-3 sm:grid-cols-2">
            {definitions.map((definition, index) => (
              <AttributeField
                key={definition.uuid}
                definition={definition}
                pointer={`/customAttributes/${index}`}
                content={draft.attributes[definition.name] ?? []}
                onChange={(content) => set('/attributes', { ...draft.attributes, [definition.name]: content })}
              />
            ))}
          </div>
        </fieldset>
      )}
      <Checkbox isSelected={draft.archived} onChange={(archived) => set('/archived', archived)}>
        Archived: it is kept, and nobody is told of its end
      </Checkbox>
      {draft.trustedCa !== null && (
        <Checkbox isSelected={draft.trustedCa} onChange={(trustedCa) => set('/trustedCa', trustedCa)}>
          Trusted: chains may end at this CA
        </Checkbox>
      )}
    </div>
  );
}

interface AttributeFieldProps {
  readonly definition: AttributeDefinition;
  readonly pointer: string;
  readonly content: readonly AttributeContent[];
  readonly onChange: (content: AttributeContent[]) => void;
}

function AttributeField({ definition, pointer, content, onChange }: AttributeFieldProps) {
  const errors = useFaults(pointer, true);
  return <ValueField definition={definition} content={content} onChange={onChange} errors={errors} />;
}
