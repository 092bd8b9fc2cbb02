import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { SpecialFieldProps } from '../../shared/forms/form-context';
import { useMay, type Permission } from '../../shared/session/me';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';

interface Named {
  readonly uuid: string;
  readonly name: string;
}

type Load = (signal: AbortSignal) => Promise<{ data?: unknown }>;

/** As many as are offered; of more the name is typed, which the API takes too. */
const limit = 200;

/** Where objects that an alert names are listed, by the last part of the field's pointer. */
const sources: Readonly<Record<string, { readonly needs: Permission; readonly load: Load; readonly none: string }>> = {
  collectionId: {
    needs: 'collections:read',
    none: 'the whole inventory',
    load: (signal) => api.GET('/api/v1/collections', { params: { query: { limit } }, signal }),
  },
  raProfileId: {
    needs: 'ra-profiles:read',
    none: 'all RA profiles',
    load: (signal) => api.GET('/api/v1/ra-profiles', { params: { query: { limit } }, signal }),
  },
  raProfile: {
    needs: 'ra-profiles:read',
    none: 'that of the certificate',
    load: (signal) => api.GET('/api/v1/ra-profiles', { params: { query: { limit } }, signal }),
  },
  authority: {
    needs: 'authorities:read',
    none: 'that of the RA profile',
    load: (signal) => api.GET('/api/v1/authorities', { params: { query: { limit } }, signal }),
  },
  connection: {
    needs: 'connections:read',
    none: 'none: the address above',
    load: (signal) => api.GET('/api/v1/connections', { params: { query: { limit } }, signal }),
  },
};

/** One object by its name, or none. Who may not list them types the name or the uuid. */
export function ObjectField({ value, onChange, label, description, errors, schema, pointer }: SpecialFieldProps) {
  const member = pointer.split('/').at(-1) ?? '';
  const source = sources[member];
  const may = useMay();
  const isListed = source !== undefined && may(source.needs);
  const query = useQuery({
    queryKey: ['objects', member],
    queryFn: async ({ signal }) => ((await dataOf(source!.load(signal))) as { readonly items: readonly Named[] }).items,
    enabled: isListed,
    staleTime: 60_000,
  });
  const text = typeof value === 'string' ? value : '';
  const empty = schema.isNullable ? null : undefined;
  const common = { errors, ...(description === undefined ? {} : { description }) };
  const name = label.replace(/ id$/, '');
  if (!isListed || query.data === undefined) {
    return (
      <TextField
        {...common}
        label={`${name} (name or uuid)`}
        value={text}
        onChange={(next) => onChange(next.trim() === '' ? empty : next.trim())}
      />
    );
  }
  const known = query.data.map(({ uuid, name: called }) => ({ value: uuid, label: called }));
  const others = text === '' || known.some((one) => one.value === text) ? [] : [{ value: text, label: text }];
  return (
    <Select
      {...common}
      label={name}
      value={text}
      choices={[{ value: '', label: source.none }, ...others, ...known]}
      onChange={(next) => onChange(next === '' ? empty : next)}
    />
  );
}
