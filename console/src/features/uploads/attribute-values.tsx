import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import { useMay } from '../../shared/session/me';
import { Button } from '../../shared/ui/button';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';

export interface AttributeValuesProps {
  readonly values: readonly Schema<'AttributeValue'>[];
  readonly onChange: (values: readonly Schema<'AttributeValue'>[]) => void;
}

/** Values of custom attributes that everything that is uploaded gets. */
export function AttributeValues({ values, onChange }: AttributeValuesProps) {
  const may = useMay();
  const [chosen, setChosen] = useState<string | undefined>();
  const [text, setText] = useState('');
  const definitions = useQuery({
    queryKey: ['custom-attributes', 'names'],
    enabled: may('custom-attributes:read'),
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/custom-attributes', { params: { query: { limit: 200 } }, signal })),
  });
  const list = (definitions.data?.items ?? []).filter(({ contentType }) => contentType !== 'secret');
  if (list.length === 0) return null;
  const add = () => {
    const definition = list.find(({ uuid }) => uuid === chosen);
    if (definition === undefined) return;
    const isNumber = definition.contentType === 'integer' || definition.contentType === 'float';
    const data = isNumber ? Number(text) : definition.contentType === 'boolean' ? text === 'true' : text;
    const value = { uuid: definition.uuid, name: definition.name, content: [{ data }] };
    onChange([...values.filter(({ name }) => name !== definition.name), value]);
    setText('');
  };
  return (
    <details className="rounded-lg border border-line bg-surface p-4">
      <summary className="cursor-pointer text-sm font-semibold">
        Attributes for what is uploaded ({values.length})
      </summary>
      <div className="mt-3 flex flex-wrap items-end gap-2">
        <Select
          label="Attribute"
          className="w-56"
          value={chosen}
          choices={list.map(({ uuid, name }) => ({ value: uuid, label: name }))}
          onChange={setChosen}
        />
        <TextField label="Value" className="w-56" value={text} onChange={setText} />
        <Button
          onPress={add}
          disabledReason={chosen === undefined || text === '' ? 'Choose an attribute and give it a value.' : undefined}
        >
          Add
        </Button>
      </div>
      <ul className="mt-2 flex flex-col gap-1 text-sm">
        {values.map((value) => (
          <li key={value.name} className="flex items-center gap-2">
            {value.name}: {JSON.stringify(value.content?.[0]?.data)}
            <Button
              kind="quiet"
              aria-label={`Remove ${value.name}`}
              onPress={() => onChange(values.filter(({ name }) => name !== value.name))}
            >
              ✕
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}
