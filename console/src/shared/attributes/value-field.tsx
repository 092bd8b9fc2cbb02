import { useEffect, useState } from 'react';
import { TextField, type TextFieldProps } from '../ui/field';
import { Checkbox, Select } from '../ui/select';
import { contentOf, datumText, isLong, textOf, type AttributeContent, type AttributeDefinition } from './values';

export interface ValueFieldProps {
  readonly definition: AttributeDefinition;
  readonly content: readonly AttributeContent[] | null;
  readonly onChange: (content: AttributeContent[]) => void;
  readonly errors?: readonly string[];
}

/** The value of one attribute, as its type takes it. */
export function ValueField({ definition, content, onChange, errors = [] }: ValueFieldProps) {
  const { label, name, description, contentType, list, multiSelect, extensibleList } = definition;
  const title = label === '' ? name : label;
  const common = { label: title, errors, ...(description === '' ? {} : { description }) };
  const options = list && !extensibleList ? definition.content : [];
  if (options.length > 0 && multiSelect) {
    const chosen = new Set((content ?? []).map(({ data }) => datumText(data)));
    return (
      <fieldset className="flex flex-col gap-1">
        <legend className="text-sm font-medium">{title}</legend>
        {options.map((option) => {
          const text = datumText(option.data);
          const toggle = (isOn: boolean) =>
            onChange(options.filter(({ data }) => (datumText(data) === text ? isOn : chosen.has(datumText(data)))));
          return (
            <Checkbox key={text} isSelected={chosen.has(text)} onChange={toggle}>
              {text}
            </Checkbox>
          );
        })}
        {errors.map((error) => (
          <p key={error} className="text-xs text-danger">
            {error}
          </p>
        ))}
      </fieldset>
    );
  }
  const choices =
    contentType === 'boolean' ? ['true', 'false'] : options.map((option: AttributeContent) => datumText(option.data));
  if (choices.length > 0) {
    return (
      <Select
        {...common}
        value={textOf(content)}
        choices={[
          { value: '', label: 'None' },
          ...choices.map((value) => ({ value, label: { true: 'Yes', false: 'No' }[value] ?? value })),
        ]}
        onChange={(text) => onChange(contentOf(definition, text))}
      />
    );
  }
  return <Typed definition={definition} content={content} onChange={onChange} common={common} />;
}

const inputTypes: Readonly<Record<string, NonNullable<TextFieldProps['type']>>> = {
  integer: 'number',
  float: 'number',
  date: 'date',
  datetime: 'datetime-local',
  secret: 'password',
};

interface TypedProps extends ValueFieldProps {
  readonly common: Pick<TextFieldProps, 'label' | 'errors' | 'description'>;
}

/** Keeps what is typed, so that `1.` stays until it is `1.5`. */
function Typed({ definition, content, onChange, common }: TypedProps) {
  const { contentType, multiSelect } = definition;
  const given = inputText(definition, content);
  const [text, setText] = useState(given);
  useEffect(() => {
    // Set from outside.
    setText((current) => (inputText(definition, contentOf(definition, current)) === given ? current : given));
  }, [given, definition]);
  const isSeveral = multiSelect && !isLong(definition);
  return (
    <TextField
      {...common}
      {...(isSeveral ? { description: 'One a line.' } : {})}
      value={text}
      onChange={(next) => {
        setText(next);
        onChange(contentOf(definition, next));
      }}
      {...(isSeveral || isLong(definition) ? { rows: 3 } : { type: inputTypes[contentType] ?? 'text' })}
      autoComplete="off"
    />
  );
}

/** A time as the field of the browser takes it: local, without a zone. */
function inputText(
  { contentType, multiSelect }: AttributeDefinition,
  content: readonly AttributeContent[] | null,
): string {
  const text = textOf(content);
  if (contentType !== 'datetime' || multiSelect || Number.isNaN(Date.parse(text))) return text;
  const at = new Date(text);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
