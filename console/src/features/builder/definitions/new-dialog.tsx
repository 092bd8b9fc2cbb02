import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, dataOf } from '../../../shared/api/client';
import { ApiError } from '../../../shared/api/problem';
import { FaultsOf, FaultSummary, useFaults } from '../../../shared/forms/faults';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { TextField } from '../../../shared/ui/field';
import { Select } from '../../../shared/ui/select';
import { ErrorState, Loading } from '../../../shared/ui/states';
import type { Definition, Flow } from '../model/flow';
import { newStep } from '../model/flow';
import { createDefinition, flowTypesQuery, templatesQuery, type DefinitionTemplate } from '../queries';

const emptyChoice = 'empty';

/** A new workflow: what it is for and what it begins with. It opens in the editor at once. */
export function NewDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const types = useQuery(flowTypesQuery);
  const templates = useQuery(templatesQuery);
  const [name, setName] = useState('');
  const [from, setFrom] = useState(emptyChoice);
  const [type, setType] = useState<Flow['type']>('expiration');
  const [variant, setVariant] = useState('native');
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>({});
  const template = templates.data?.find(({ code }) => code === from);
  const create = useMutation({
    mutationFn: (): Promise<Definition> =>
      template === undefined ? createDefinition(emptyFlow(name, type)) : instantiate(template, name, values, variant),
    async onSuccess({ uuid }) {
      onClose();
      await client.resetQueries({ queryKey: ['list', 'definitions'] });
      await navigate({ to: '/builder/definitions/$uuid', params: { uuid } });
    },
  });
  const failed = types.error ?? templates.error;
  const reason = create.isPending ? 'It is being made.' : name.trim() === '' ? 'Give it a name first.' : undefined;
  return (
    <Dialog
      title="New workflow"
      isOpen
      onClose={onClose}
      size="large"
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" onPress={() => create.mutate()} disabledReason={reason}>
            Make it
          </Button>
        </>
      }
    >
      {failed !== null ? (
        <ErrorState error={failed} />
      ) : types.data === undefined || templates.data === undefined ? (
        <Loading what="the types" />
      ) : (
        <FaultsOf error={create.error}>
          <FaultSummary
            error={create.error instanceof ApiError && create.error.problem.errors?.length === 1 ? null : create.error}
            shown={(pointer) => pointer === '/name'}
          />
          <NameField value={name} onChange={setName} />
          <Select
            label="Begin with"
            value={from}
            onChange={setFrom}
            choices={[
              { value: emptyChoice, label: 'An empty canvas' },
              ...templates.data.map(({ code, title }) => ({ value: code, label: title })),
            ]}
            description={template?.description}
          />
          {template === undefined ? (
            <Select
              label="What starts it"
              value={type}
              onChange={setType}
              choices={types.data.map(({ type: value, title }) => ({ value, label: title }))}
              description="This cannot be changed later."
            />
          ) : (
            <>
              {template.variants.length > 0 && (
                <Select
                  label="Form"
                  value={variant}
                  onChange={setVariant}
                  choices={template.variants.map((value) => ({ value, label: value }))}
                  description="All do the same."
                />
              )}
              {template.values.map((value) => (
                <TextField
                  key={value.name}
                  label={value.name}
                  description={value.description}
                  value={textOf(values[value.name] ?? value.default)}
                  onChange={(text) => setValues({ ...values, [value.name]: likeBefore(text, value.default) })}
                />
              ))}
            </>
          )}
        </FaultsOf>
      )}
    </Dialog>
  );
}

function NameField({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  return <TextField label="Name" value={value} onChange={onChange} isRequired autoFocus errors={useFaults('/name')} />;
}

function emptyFlow(name: string, type: Flow['type']): Flow {
  const start = { ...newStep({ type: 'start' }, 'Start', 'Start'), outputs: { continue: 'End' } };
  return {
    ...{ name: name.trim(), description: '', type, keys: [], startedBy: 'type', enabled: true },
    ...{ unresolvedTokens: 'fail', restResultAs: 'object', canvas: { places: [], notes: [] } },
    steps: [start, newStep({ type: 'end' }, 'End', 'End')],
  };
}

function instantiate(
  { code, variants }: DefinitionTemplate,
  name: string,
  values: Readonly<Record<string, unknown>>,
  variant: string,
): Promise<Definition> {
  return dataOf(
    api.POST('/api/v1/builder/templates/{code}/instantiate', {
      params: { path: { code } },
      body: { name: name.trim(), keys: [], values, ...(variants.length > 0 ? { variant } : {}) },
    }),
  );
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
}

/** A list stays a list, a number a number. */
function likeBefore(text: string, before: unknown): unknown {
  if (Array.isArray(before)) {
    return text
      .split(/[,;]/)
      .map((one) => one.trim())
      .filter((one) => one !== '');
  }
  return typeof before === 'number' && text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
}
