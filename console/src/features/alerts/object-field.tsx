import type { SpecialFieldProps } from '../../shared/forms/form-context';
import { ObjectPicker } from '../../shared/pick/object-picker';
import type { PickedKind } from '../../shared/pick/sources';
import { TextField } from '../../shared/ui/field';

/** Of what kind the objects are that an alert names, by the last part of the field's pointer; and what none means. */
const kinds: Readonly<Record<string, { readonly kind: PickedKind; readonly none: string }>> = {
  collectionId: { kind: 'collections', none: 'the whole inventory' },
  raProfileId: { kind: 'ra-profiles', none: 'all RA profiles' },
  raProfile: { kind: 'ra-profiles', none: 'that of the certificate' },
  authority: { kind: 'authorities', none: 'that of the RA profile' },
  connection: { kind: 'connections', none: 'none: the address above' },
};

/** One object by its name, or none. What has no list is typed. */
export function ObjectField({ value, onChange, label, description, errors, schema, pointer }: SpecialFieldProps) {
  const named = kinds[pointer.split('/').at(-1) ?? ''];
  const text = typeof value === 'string' ? value : '';
  const empty = schema.isNullable ? null : undefined;
  const common = { errors, ...(description === undefined ? {} : { description }) };
  const name = label.replace(/ id$/, '');
  if (named === undefined) {
    return (
      <TextField
        {...common}
        label={`${name} (name or uuid)`}
        value={text}
        onChange={(next) => onChange(next.trim() === '' ? empty : next.trim())}
      />
    );
  }
  return (
    <ObjectPicker
      {...common}
      kind={named.kind}
      label={name}
      placeholder={named.none}
      value={text === '' ? null : text}
      onChange={(picked) => onChange(picked?.uuid ?? empty)}
    />
  );
}
