import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import type { PickedKind } from '../../shared/pick/sources';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import { LookupField } from './editor/lookup-field';
import { useSettled } from './editor/use-settled';
import { itemWords } from './words';

export interface ItemFieldProps {
  /** What instances are about, as types of definitions say. */
  readonly item: string;
  readonly value: string;
  readonly onChange: (uuid: string) => void;
  readonly errors?: readonly string[];
}

const kinds: Readonly<Record<string, PickedKind>> = { discovery: 'discoveries', job: 'scheduled-jobs' };

/** The real thing that an instance or a preview is about: chosen from a list where there is one, else by its uuid. */
export function ItemField({ item, value, onChange, errors = [] }: ItemFieldProps) {
  if (item === 'certificate') return <CertificateField value={value} onChange={onChange} errors={errors} />;
  const kind = kinds[item];
  const label = `About ${itemWords(item)}`;
  if (kind !== undefined) {
    return (
      <LookupField
        label={label}
        errors={errors}
        isRequired
        value={value}
        onChange={(next) => onChange(typeof next === 'string' ? next : '')}
        lookup={{ kind }}
      />
    );
  }
  return <TextField label={`${label} (uuid)`} value={value} onChange={onChange} errors={errors} isRequired isMono />;
}

function CertificateField({ value, onChange, errors }: Required<Omit<ItemFieldProps, 'item'>>) {
  const [text, setText] = useState('');
  const search = useSettled(text.trim(), 300);
  const found = useQuery({
    queryKey: ['item', 'certificates', search],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/certificates', {
          params: { query: { limit: 50, ...(search === '' ? {} : { text: search }) } },
          signal,
        }),
      ),
    placeholderData: (before) => before,
  });
  const rows = found.data?.items ?? [];
  const choices = rows.map(({ uuid, commonName, subjectDn, serialNumber }) => ({
    value: uuid,
    label: `${commonName ?? subjectDn} (${serialNumber.slice(0, 12)})`,
  }));
  const isKnown = value === '' || rows.some(({ uuid }) => uuid === value);
  return (
    <div className="flex flex-col gap-2">
      <TextField label="Search a certificate" type="search" value={text} onChange={setText} />
      <Select
        label="About the certificate"
        isRequired
        value={value}
        errors={errors}
        choices={isKnown ? choices : [{ value, label: value }, ...choices]}
        placeholder={choices.length === 0 ? 'No certificate fits' : 'Choose'}
        onChange={onChange}
      />
    </div>
  );
}
