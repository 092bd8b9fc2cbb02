import { AttributeValues } from '../../../shared/attributes/attribute-values';
import { ObjectPicker } from '../../../shared/pick/object-picker';
import { ObjectsPicker } from '../../../shared/pick/objects-picker';
import { Select } from '../../../shared/ui/select';
import type { BulkDraft } from './changes';

export interface ChangeFormProps {
  readonly draft: BulkDraft;
  readonly onChange: (draft: BulkDraft) => void;
}

/** What to change of many certificates; everything stays as it is until somebody says otherwise. */
export function ChangeForm({ draft, onChange }: ChangeFormProps) {
  const set = (part: Partial<BulkDraft>) => onChange({ ...draft, ...part });
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <Select
          label="Owner"
          value={draft.owner}
          choices={[
            { value: 'keep', label: 'Leave as it is' },
            { value: 'set', label: 'Set' },
            { value: 'nobody', label: 'Nobody' },
          ]}
          onChange={(owner) => set({ owner })}
        />
        {draft.owner === 'set' && (
          <ObjectPicker
            kind="users"
            label="New owner"
            value={draft.ownerTo?.uuid ?? null}
            onChange={(ownerTo) => set({ ownerTo })}
          />
        )}
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        <Select
          label="Groups"
          value={draft.groups}
          choices={[
            { value: 'keep', label: 'Leave as they are' },
            { value: 'add', label: 'Add' },
            { value: 'remove', label: 'Remove' },
            { value: 'set', label: 'Replace all' },
          ]}
          onChange={(groups) => set({ groups })}
        />
        {draft.groups !== 'keep' && (
          <ObjectsPicker
            kind="groups"
            label={{ add: 'Groups to add', remove: 'Groups to remove', set: 'All groups from now on' }[draft.groups]}
            value={draft.groupsTo}
            onChange={(groupsTo) => set({ groupsTo })}
          />
        )}
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        <Select
          label="RA profile"
          value={draft.raProfile}
          choices={[
            { value: 'keep', label: 'Leave as it is' },
            { value: 'set', label: 'Set' },
            { value: 'none', label: 'None' },
          ]}
          onChange={(raProfile) => set({ raProfile })}
        />
        {draft.raProfile === 'set' && (
          <ObjectPicker
            kind="ra-profiles"
            label="New RA profile"
            value={draft.raProfileTo?.uuid ?? null}
            onChange={(raProfileTo) => set({ raProfileTo })}
          />
        )}
      </div>
      <Select
        label="Archive"
        className="sm:max-w-[calc(50%-0.375rem)]"
        value={draft.archived}
        choices={[
          { value: 'keep', label: 'Leave as it is' },
          { value: 'archive', label: 'Put into the archive' },
          { value: 'restore', label: 'Take out of the archive' },
        ]}
        onChange={(archived) => set({ archived })}
      />
      <fieldset className="rounded-md border border-line p-3">
        <legend className="px-1 text-sm font-semibold">Attributes</legend>
        <AttributeValues
          resource="certificates"
          values={draft.attributes}
          onChange={(attributes) => set({ attributes })}
          pointer="/changes/customAttributes"
          mayClear
        />
      </fieldset>
    </div>
  );
}
