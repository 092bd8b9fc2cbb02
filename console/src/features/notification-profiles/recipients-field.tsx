import { createContext, useContext } from 'react';
import type { SpecialFieldProps } from '../../shared/forms/form-context';
import type { Members } from '../../shared/forms/merge';
import { valueAt } from '../../shared/forms/pointers';
import { UuidsPicker } from '../../shared/pick/uuids-picker';
import type { PickedKind } from '../../shared/pick/sources';

/** The draft that the form edits: whom a list of recipients holds depends on the type beside it. */
export const DraftContext = createContext<Members>({});

const kinds: Readonly<Record<string, PickedKind>> = { user: 'users', group: 'groups', role: 'roles' };

/** Users, groups or roles by their names; nothing where the type beside it needs none. */
export function RecipientsField({ label, errors, value, onChange, pointer }: SpecialFieldProps) {
  const draft = useContext(DraftContext);
  const type = valueAt(draft, pointer.replace(/recipients$/, 'recipientType'));
  const kind = kinds[typeof type === 'string' ? type : ''];
  const uuids = Array.isArray(value) ? (value as readonly string[]) : [];
  if (kind === undefined) {
    return errors.length === 0 && uuids.length === 0 ? null : (
      <p className="text-xs text-danger">{errors.join(' ') || 'This type takes no recipients.'}</p>
    );
  }
  return <UuidsPicker key={kind} kind={kind} label={label} value={uuids} onChange={onChange} errors={errors} />;
}

/** The attribute with an address: only for the type `object`. */
export const recipientFields = {
  '/recipients': RecipientsField,
  '/escalationSteps/*/addRecipients/*/recipients': RecipientsField,
} as const;
