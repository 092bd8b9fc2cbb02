import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import { useFaults } from '../../shared/forms/faults';
import type { SpecialFieldProps } from '../../shared/forms/form-context';
import { JsonField } from '../../shared/forms/json-field';
import { pointerOf } from '../../shared/forms/pointers';
import { FieldErrors } from '../../shared/forms/plain-errors';
import { typedValues, valueText } from '../../shared/forms/typed-values';
import { useDraft, useSettingsOf } from './draft-context';
import { TokenField } from './token-field';

interface Declared {
  readonly name: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly default?: unknown;
  readonly type?: string;
}

/** What a script or a registered module declares, each with a field of its own, and whatever else it is to be given. */
export function HandlerParameters({ value, onChange, errors, pointer }: SpecialFieldProps) {
  const { scriptName, pluginName } = useSettingsOf(pointer);
  const declared = useDeclared(textOf(scriptName), textOf(pluginName));
  const given = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const names = new Set(declared.map(({ name }) => name));
  const others = Object.fromEntries(Object.entries(given).filter(([name]) => !names.has(name)));
  const change = (name: string, text: string) => {
    const { [name]: _before, ...rest } = given;
    onChange({ ...rest, ...typedValues({ [name]: text }) });
  };
  return (
    <fieldset className="flex flex-col gap-3 rounded-md border border-line p-3">
      <legend className="px-1 text-sm font-semibold">Parameters</legend>
      {declared.map((one) => (
        <Declared key={one.name} declared={one} value={given[one.name]} pointer={pointer} onChange={change} />
      ))}
      <JsonField
        label={declared.length === 0 ? 'Parameters, as JSON' : 'More parameters, as JSON'}
        description="Texts may hold tokens, as {cn} or $(name)."
        value={Object.keys(others).length === 0 ? undefined : others}
        errors={[]}
        onChange={(next) => {
          const own = Object.fromEntries(Object.entries(given).filter(([name]) => names.has(name)));
          onChange({ ...own, ...(typeof next === 'object' && next !== null ? next : {}) });
        }}
      />
      <FieldErrors errors={errors} />
    </fieldset>
  );
}

interface DeclaredProps {
  readonly declared: Declared;
  readonly value: unknown;
  readonly pointer: string;
  readonly onChange: (name: string, text: string) => void;
}

function Declared({ declared, value, pointer, onChange }: DeclaredProps) {
  const { name, description = '', required, default: first, type } = declared;
  const { kind } = useDraft();
  const errors = useFaults(pointer + pointerOf([name]), true);
  const notes = [
    description,
    required === true && first === undefined ? 'Needed.' : '',
    first === undefined ? '' : `Default ${valueText(first)}.`,
    type === 'secret' ? 'The name of a secret.' : '',
  ].filter((note) => note !== '');
  return (
    <TokenField
      label={name}
      kind={kind}
      value={value === undefined ? '' : valueText(value)}
      onChange={(text) => onChange(name, text)}
      errors={errors}
      {...(notes.length === 0 ? {} : { description: notes.join(' ') })}
    />
  );
}

/** What the script, or the registered module, declares; nothing while that is not known. */
function useDeclared(script: string, plugin: string): readonly Declared[] {
  const ofScript = useQuery({
    queryKey: ['script', script, 'declared'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/scripts/{name}', { params: { path: { name: script } }, signal })),
    enabled: script !== '',
    retry: false,
  });
  const ofPlugin = useQuery({
    queryKey: ['handler', plugin, 'declared'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/handlers/{name}', { params: { path: { name: plugin } }, signal })),
    enabled: plugin !== '',
    retry: false,
  });
  return (script !== '' ? ofScript.data?.parameters : ofPlugin.data?.parameters) ?? [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
