import { useQuery } from '@tanstack/react-query';
import { rawRequest } from '../../../shared/api/raw';
import type { SpecialFieldProps } from '../../../shared/forms/form-context';
import { TextField } from '../../../shared/ui/field';
import { Select } from '../../../shared/ui/select';

/** A list of the API to choose an object from. */
export interface Lookup {
  /** Path of the list, with its filters. */
  readonly path: string;
  /** Member of a row that is stored. */
  readonly member: 'uuid' | 'name';
}

interface Row {
  readonly uuid: string;
  readonly name: string;
}

/** Rows of a list to choose from; those who may not read it, and lists that go on and on, get a text field instead. */
export function useLookup({ path }: Lookup) {
  return useQuery({
    queryKey: ['lookup', path],
    staleTime: 60_000,
    retry: false,
    queryFn: async ({ signal }): Promise<readonly Row[] | null> => {
      const answer = await rawRequest(`/api/v1${path}${path.includes('?') ? '&' : '?'}limit=200`, { signal });
      const { items, nextCursor } = (await answer.json()) as {
        readonly items: readonly Row[];
        readonly nextCursor: string | null;
      };
      return nextCursor === null ? items : null;
    },
  });
}

export interface LookupFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly errors: readonly string[];
  readonly isRequired: boolean;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly lookup: Lookup;
}

export function LookupField({ lookup, value, onChange, isRequired, ...field }: LookupFieldProps) {
  const { data } = useLookup(lookup);
  const text = typeof value === 'string' ? value : '';
  const empty = isRequired ? '' : undefined;
  if (data === undefined || data === null || data.length === 0) {
    return <TextField {...field} isRequired={isRequired} value={text} onChange={(next) => onChange(next || empty)} />;
  }
  const choices = data.map((row) => ({ value: row[lookup.member], label: row.name }));
  const isKnown = text === '' || choices.some((one) => one.value === text);
  return (
    <Select
      {...field}
      isRequired={isRequired}
      value={text}
      choices={[
        { value: '', label: 'None' },
        ...choices,
        ...(isKnown ? [] : [{ value: text, label: `${text} (not found)` }]),
      ]}
      onChange={(next) => onChange(next === '' ? empty : next)}
    />
  );
}

const special = (lookup: Lookup) =>
  function LookedUp({ schema: _s, pointer: _p, ...field }: SpecialFieldProps) {
    return <LookupField {...field} lookup={lookup} />;
  };

/** Members of settings that name other objects. */
export const lookupFields = [
  ['/settings/scriptName', special({ path: '/scripts?category=workflow', member: 'name' })],
  ['/settings/connection', special({ path: '/connections', member: 'uuid' })],
  ['/settings/raProfile', special({ path: '/ra-profiles', member: 'uuid' })],
  ['/settings/authority', special({ path: '/authorities', member: 'uuid' })],
] as const;

/** Members of the keys of definitions. */
export const keyLookups: Readonly<Record<string, Lookup>> = {
  raProfile: { path: '/ra-profiles', member: 'uuid' },
  alert: { path: '/alerts', member: 'uuid' },
  collection: { path: '/collections', member: 'uuid' },
  group: { path: '/groups', member: 'uuid' },
  discovery: { path: '/discoveries', member: 'uuid' },
};
