import { createContext, useContext, useMemo } from 'react';
import { CodeEditor, type CodeLanguage } from '../../../shared/code/code-editor';
import type { SpecialFieldProps, SpecialFields } from '../../../shared/forms/form-context';
import { resolved, type JsonSchema } from '../../../shared/forms/json-schema';
import { FieldErrors } from '../../../shared/forms/plain-errors';
import { FaultsOf } from '../../../shared/forms/faults';
import { withValueAt } from '../../../shared/forms/pointers';
import { SchemaForm } from '../../../shared/forms/schema-form';
import { Button } from '../../../shared/ui/button';
import { changeStep } from '../model/edit';
import { tokensFor, type Token } from '../model/tokens';
import { BranchForm } from './branch-form';
import { ConditionField } from './conditions-field';
import { faultsOfStep } from './faults-of-step';
import { jsonOrText } from './json-or-text';
import { lookupFields } from './lookup-field';
import type { StepPanelProps } from './step-panel';
import { TokenField } from './token-field';

/** Handed down, since a field that is another component with each letter would lose the focus. */
const Tokens = createContext<readonly Token[]>([]);
const Panel = createContext<StepPanelProps | undefined>(undefined);

/** Settings of a step, made of the schema that the API gives of its kind. */
export function SettingsForm(props: StepPanelProps) {
  const { flow, step, kinds, type, problems, onFlow } = props;
  const kind = kinds.get(step.type);
  const name = step.uniqueName;
  const tokens = useMemo(() => tokensFor(name, flow.steps, type, kinds), [name, flow.steps, type, kinds]);
  const error = useMemo(() => faultsOfStep(problems, name), [problems, name]);
  const special = useMemo(
    () => specialFields(kind?.settingsSchema as JsonSchema | undefined, kind?.templates ?? []),
    [kind],
  );
  if (kind === undefined) return <p className="text-sm text-muted">Nobody here knows this kind of step.</p>;
  if (step.type === 'branch') return <BranchForm {...props} />;
  const schema = kind.settingsSchema as JsonSchema;
  if (Object.keys(schema.properties ?? {}).length === 0) {
    return <p className="text-sm text-muted">There is nothing to be set here.</p>;
  }
  const change = (pointer: string, value: unknown) =>
    onFlow(
      changeStep(flow, name, (before) => withValueAt(before, pointer, value) as typeof before),
      `${name} ${pointer}`,
    );
  return (
    <FaultsOf error={error}>
      <Tokens.Provider value={tokens}>
        <Panel.Provider value={props}>
          <SchemaForm schema={schema} value={step.settings} pointer="/settings" onChange={change} special={special} />
        </Panel.Provider>
      </Tokens.Provider>
      {step.type === 'set_variables' && (
        <ScriptField
          language={languageOf(step.settings['runtime'])}
          value={textOf(step.settings['content'])}
          onChange={(content) => change('/settings/content', content)}
        />
      )}
    </FaultsOf>
  );
}

/** Texts that are filled get names offered; what refers to other objects gets a list of them. */
function specialFields(schema: JsonSchema | undefined, templates: readonly string[]): SpecialFields {
  const properties = Object.entries(schema?.properties ?? {});
  const filled = properties.filter(([name]) => templates.includes(name));
  return {
    ...Object.fromEntries(lookupFields),
    '/settings/content': () => null,
    '/settings/condition': WaitCondition,
    ...Object.fromEntries(
      filled.flatMap(([name, given]) => {
        const { type, items } = resolved(given, {});
        const hasTexts = type === 'array' && items !== undefined && resolved(items, {}).type === 'string';
        if (type === 'string') return [[`/settings/${name}`, FilledText]];
        if (hasTexts) return [[`/settings/${name}`, FilledTexts]];
        return type === undefined ? [[`/settings/${name}`, FilledValue]] : [];
      }),
    ),
    // Mails that a step sends beside what it does.
    ...Object.fromEntries(
      filled
        .filter(([, given]) => given.properties?.['subject'] !== undefined)
        .flatMap(([name]) => [
          [`/settings/${name}/recipients`, FilledTexts],
          [`/settings/${name}/subject`, FilledText],
          [`/settings/${name}/message`, FilledText],
        ]),
    ),
  };
}

function FilledText({ schema, value, onChange, ...others }: SpecialFieldProps) {
  const tokens = useContext(Tokens);
  const { pointer: _p, ...field } = others;
  return (
    <TokenField
      {...field}
      value={typeof value === 'string' ? value : ''}
      onChange={(next) => onChange(next === '' && !others.isRequired ? undefined : next)}
      tokens={tokens}
      {...((schema.maxLength ?? 0) > 5_000 ? { rows: 6 } : {})}
    />
  );
}

/** Any value: a text with names in it, and JSON where it is no text. */
function FilledValue({ value, onChange, ...others }: SpecialFieldProps) {
  const tokens = useContext(Tokens);
  const { schema: _s, pointer: _p, ...field } = others;
  return (
    <TokenField
      {...field}
      value={typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)}
      onChange={(next) => onChange(jsonOrText(next))}
      tokens={tokens}
      rows={3}
    />
  );
}

function FilledTexts({ label, description, errors, value, onChange }: SpecialFieldProps) {
  const tokens = useContext(Tokens);
  const list = Array.isArray(value) ? (value as readonly string[]) : [];
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="text-sm font-medium">{label}</legend>
      {description !== undefined && <p className="text-xs text-muted">{description}</p>}
      {list.map((text, index) => (
        <div key={index} className="flex items-end gap-1">
          <div className="flex-1">
            <TokenField
              label={`${label} ${index + 1}`}
              isLabelHidden
              errors={[]}
              isRequired={false}
              value={text}
              onChange={(next) => onChange(list.map((one, at) => (at === index ? next : one)))}
              tokens={tokens}
            />
          </div>
          <Button
            kind="quiet"
            aria-label={`Remove ${label} ${index + 1}`}
            onPress={() => onChange(list.filter((_, at) => at !== index))}
          >
            ✕
          </Button>
        </div>
      ))}
      <div>
        <Button onPress={() => onChange([...list, ''])}>Add</Button>
      </div>
      <FieldErrors errors={errors} />
    </fieldset>
  );
}

function WaitCondition({ label, value, onChange }: SpecialFieldProps) {
  const props = useContext(Panel);
  if (props === undefined) return null;
  return (
    <ConditionField
      {...props}
      label={label}
      at="/settings/condition"
      condition={value}
      emptyText="There is no condition: only signals end the wait."
      onChange={(condition) => onChange(condition ?? undefined)}
    />
  );
}

interface ScriptFieldProps {
  readonly language: CodeLanguage;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function ScriptField({ language, value, onChange }: ScriptFieldProps) {
  return (
    <div className="mt-4 flex flex-col gap-1">
      <p className="text-sm font-medium">Script</p>
      <CodeEditor name="Script of the step" language={language} value={value} onChange={onChange} height="20rem" />
    </div>
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function languageOf(runtime: unknown): CodeLanguage {
  const languages: Readonly<Record<string, CodeLanguage>> = {
    ...{ pwsh: 'powershell', powershell: 'powershell', node: 'javascript', bash: 'bash', python: 'python' },
  };
  return languages[String(runtime)] ?? 'text';
}
