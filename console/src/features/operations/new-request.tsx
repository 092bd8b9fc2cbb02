import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { newKey } from '../../shared/api/new-key';
import { AttributeValues } from '../../shared/attributes/attribute-values';
import type { AttributeChange } from '../../shared/attributes/values';
import { FaultsOf, FaultSummary, useFaults } from '../../shared/forms/faults';
import { JsonField } from '../../shared/forms/json-field';
import { UnsavedGuard } from '../../shared/forms/unsaved-guard';
import { ObjectPicker } from '../../shared/pick/object-picker';
import { ObjectsPicker } from '../../shared/pick/objects-picker';
import type { Picked } from '../../shared/pick/sources';
import { useMay, useMe } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { Button } from '../../shared/ui/button';
import { DeliveredKeyDialog } from './delivered-key';
import { OrderFields } from './order-fields';
import { emptyOrder, orderBody, orderFault } from './order';
import { issue, type IssueRequest, type RequestedOperation } from './queries';

interface Beside {
  readonly raProfile: string | null;
  readonly owner: string | null;
  readonly groups: readonly Picked[];
  readonly attributes: readonly AttributeChange[];
  readonly fields: unknown;
}

/** Asks for a first certificate: by a request that was made elsewhere, or with a key that is made here. */
export function NewRequest() {
  const may = useMay();
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(emptyOrder);
  const first: Beside = { raProfile: null, owner: me.uuid, groups: [], attributes: [], fields: undefined };
  const [beside, setBeside] = useState(first);
  const [key, setKey] = useState(newKey);
  const [given, setGiven] = useState<RequestedOperation>();
  const set = (part: Partial<Beside>) => setBeside({ ...beside, ...part });
  const show = async ({ uuid }: RequestedOperation) => {
    await client.invalidateQueries({ queryKey: ['list', 'operations'] });
    await navigate({ to: '/operations/$uuid', params: { uuid } });
  };
  const act = useMutation({
    mutationFn: () => issue(bodyOf(), key),
    onSuccess: (operation) => (operation.privateKey === null ? show(operation) : setGiven(operation)),
    onError: () => setKey(newKey()),
  });
  function bodyOf(): IssueRequest {
    const { raProfile, owner, groups, attributes, fields } = beside;
    const body = {
      ...orderBody(draft),
      raProfile: raProfile ?? '',
      ...(owner === me.uuid ? {} : { owner }),
      ...(groups.length === 0 ? {} : { groups: groups.map(({ uuid }) => uuid) }),
      ...(attributes.length === 0
        ? {}
        : { customAttributes: attributes.map(({ name, content }) => ({ name, content: content ?? [] })) }),
    };
    return fields === undefined ? body : { ...body, fields: fields as Record<string, unknown> };
  }
  const isDirty = (draft !== emptyOrder || beside.raProfile !== null) && act.data === undefined;
  const reason = act.isPending
    ? draft.way === 'key'
      ? 'The key is made, and the certificate is waited for.'
      : 'It is being asked for.'
    : beside.raProfile === null
      ? 'Choose an RA profile first.'
      : orderFault(draft, true);
  return (
    <Page
      title="New certificate"
      description="The RA profile says which authority issues it, and whether somebody has to approve."
    >
      <UnsavedGuard isDirty={isDirty && !act.isPending} />
      <FaultsOf error={act.error}>
        <FaultSummary
          error={act.error}
          shown={(pointer) =>
            /^\/(raProfile|csr|key\/(password|kind)|names|subject|lifetimeSeconds|groups|owner|customAttributes|fields)/.test(
              pointer,
            )
          }
        />
        <div className="grid items-start gap-4 xl:grid-cols-2">
          <Section title="What is asked">
            <div className="flex flex-col gap-4">
              <Profile value={beside.raProfile} onChange={(raProfile) => set({ raProfile })} />
              <OrderFields draft={draft} onChange={setDraft} />
            </div>
          </Section>
          <Section title="Where it belongs">
            <Belonging beside={beside} set={set} mayPlace={may('certificates:write')} />
          </Section>
        </div>
        <div>
          <Button kind="primary" onPress={() => act.mutate()} disabledReason={reason}>
            Ask for the certificate
          </Button>
        </div>
      </FaultsOf>
      {given !== undefined && given.privateKey !== null && (
        <DeliveredKeyDialog
          delivered={given.privateKey}
          name={given.subjectDn.replace(/^.*CN=/, '')}
          hasCertificate={given.issuedCertificate !== null}
          onClose={() => void show(given)}
        />
      )}
    </Page>
  );
}

interface ProfileProps {
  readonly value: string | null;
  readonly onChange: (uuid: string | null) => void;
}

function Profile({ value, onChange }: ProfileProps) {
  const errors = useFaults('/raProfile');
  return (
    <ObjectPicker
      kind="ra-profiles"
      label="RA profile"
      isRequired
      value={value}
      onChange={(picked) => onChange(picked?.uuid ?? null)}
      errors={errors}
    />
  );
}

interface BelongingProps {
  readonly beside: Beside;
  readonly set: (part: Partial<Beside>) => void;
  readonly mayPlace: boolean;
}

function Belonging({ beside, set, mayPlace }: BelongingProps) {
  const owner = useFaults('/owner');
  const groups = useFaults('/groups', true);
  const fields = useFaults('/fields', true);
  return (
    <div className="flex flex-col gap-4">
      {mayPlace ? (
        <>
          <ObjectPicker
            kind="users"
            label="Owner"
            value={beside.owner}
            onChange={(picked) => set({ owner: picked?.uuid ?? null })}
            errors={owner}
            description="Empty: nobody."
          />
          <ObjectsPicker
            kind="groups"
            label="Groups"
            value={beside.groups}
            onChange={(picked) => set({ groups: picked })}
            errors={groups}
          />
        </>
      ) : (
        <p className="text-sm text-muted">
          You will be its owner. Another owner and groups are set by who holds certificates:write.
        </p>
      )}
      <fieldset className="rounded-md border border-line p-3">
        <legend className="px-1 text-sm font-semibold">Attributes</legend>
        <AttributeValues
          resource="certificates"
          values={beside.attributes}
          onChange={(attributes) => set({ attributes })}
          pointer="/customAttributes"
        />
      </fieldset>
      <details>
        <summary className="cursor-pointer text-sm">Further values</summary>
        <div className="mt-2">
          <JsonField
            label="Values for the workflow and the authority"
            description={
              'An object of names and values, such as {"costCentre": "42"}, where one of them asks for such.'
            }
            value={beside.fields}
            onChange={(value) => set({ fields: value })}
            errors={fields}
          />
        </div>
      </details>
    </div>
  );
}
