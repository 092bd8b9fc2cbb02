import type { SpecialFieldProps } from '../../../shared/forms/form-context';
import { ObjectPicker } from '../../../shared/pick/object-picker';
import type { Narrowing, PickedKind } from '../../../shared/pick/sources';
import { TextField } from '../../../shared/ui/field';

/** What kind of object a definition names, and by what. */
export interface Lookup {
  readonly kind: PickedKind;
  readonly by?: 'uuid' | 'name';
  readonly narrowing?: Narrowing;
}

export interface LookupFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly errors: readonly string[];
  readonly isRequired: boolean;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  /** Undefined: objects of this kind are in no list, and are typed. */
  readonly lookup: Lookup | undefined;
}

/** Another object that a definition names. */
export function LookupField({ lookup, value, onChange, isRequired, ...field }: LookupFieldProps) {
  const text = typeof value === 'string' ? value : '';
  const empty = isRequired ? '' : undefined;
  if (lookup === undefined)
    return <TextField {...field} isRequired={isRequired} value={text} onChange={(next) => onChange(next || empty)} />;
  return (
    <ObjectPicker
      {...field}
      {...lookup}
      isRequired={isRequired}
      value={text === '' ? null : text}
      onChange={(picked) => onChange((lookup.by === 'name' ? picked?.name : picked?.uuid) ?? empty)}
    />
  );
}

const special = (lookup: Lookup) =>
  function LookedUp({ schema: _s, pointer: _p, ...field }: SpecialFieldProps) {
    return <LookupField {...field} lookup={lookup} />;
  };

/** Members of settings that name other objects. */
export const lookupFields = [
  ['/settings/scriptName', special({ kind: 'scripts', by: 'name', narrowing: { category: 'workflow' } })],
  ['/settings/connection', special({ kind: 'connections' })],
  ['/settings/raProfile', special({ kind: 'ra-profiles' })],
  ['/settings/authority', special({ kind: 'authorities' })],
] as const;

/** Members of the keys of definitions. */
export const keyLookups: Readonly<Record<string, Lookup>> = {
  raProfile: { kind: 'ra-profiles' },
  alert: { kind: 'alerts' },
  collection: { kind: 'collections' },
  group: { kind: 'groups' },
  discovery: { kind: 'discoveries' },
};
