import { useQuery } from '@tanstack/react-query';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { Checkbox, Select } from '../ui/select';
import { ErrorState, Loading } from '../ui/states';
import { useFaults } from './faults';
import {
  labelOf,
  resolved,
  schemaBookQuery,
  type JsonSchema,
  type ResolvedSchema,
  type SchemaBook,
} from './json-schema';
import { JsonField } from './json-field';
import { pointerOf, partsOf } from './pointers';

export interface SchemaFormProps {
  /** Name of a schema in the API's description, or a schema that the API gave elsewhere. */
  readonly schema: string | JsonSchema;
  readonly value: unknown;
  /** A member by its JSON Pointer; undefined takes it away. */
  readonly onChange: (pointer: string, value: unknown) => void;
  /** Where the form's value stands in the whole body. */
  readonly pointer?: string;
  /** Members that are edited elsewhere. */
  readonly without?: readonly string[];
}

/** A form made of a schema of the API: a field for each member, with its description and the API's sentences about it. */
export function SchemaForm({ schema, value, onChange, pointer = '', without = [] }: SchemaFormProps) {
  const book = useQuery(schemaBookQuery);
  if (book.isPending) return <Loading what="the form" />;
  if (book.isError) return <ErrorState error={book.error} onRetry={() => void book.refetch()} />;
  const named = typeof schema === 'string' ? { $ref: `#/components/schemas/${schema}` } : schema;
  return (
    <Members
      schema={resolved(named, book.data)}
      book={book.data}
      value={value}
      pointer={pointer}
      onChange={onChange}
      without={without}
    />
  );
}

interface FieldProps {
  readonly schema: ResolvedSchema;
  readonly book: SchemaBook;
  readonly value: unknown;
  readonly pointer: string;
  readonly onChange: (pointer: string, value: unknown) => void;
}

function Members({
  schema,
  book,
  value,
  pointer,
  onChange,
  without = [],
}: FieldProps & { readonly without?: readonly string[] }) {
  const members = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const entries = Object.entries(schema.properties ?? {}).filter(
    ([name, inner]) => inner.readOnly !== true && !without.includes(name),
  );
  return (
    <div className="flex flex-col gap-4">
      {entries.map(([name, inner]) => (
        <Field
          key={name}
          label={inner.title ?? labelOf(name)}
          isRequired={schema.required?.includes(name) === true}
          schema={resolved(inner, book)}
          book={book}
          value={members[name]}
          pointer={pointerOf([...partsOf(pointer), name])}
          onChange={onChange}
        />
      ))}
    </div>
  );
}

function Field(props: FieldProps & { readonly label: string; readonly isRequired: boolean }) {
  const { schema, book, value, pointer, onChange, label, isRequired } = props;
  const isDeep = schema.type === 'object' || schema.type === 'array' || (schema.anyOf ?? schema.oneOf) !== undefined;
  const errors = useFaults(pointer, isDeep && schema.properties === undefined);
  const common = {
    label,
    errors,
    isRequired,
    ...(schema.description === undefined ? {} : { description: schema.description }),
  };
  const empty = schema.isNullable ? null : undefined;
  if (schema.enum !== undefined) {
    const choices = schema.enum
      .filter((one) => one !== null)
      .map((one) => ({ value: textOf(one), label: labelOf(textOf(one)) }));
    const none = isRequired && !schema.isNullable ? [] : [{ value: '', label: 'None' }];
    const chosen = textOf(value);
    return (
      <Select
        {...common}
        value={chosen}
        choices={[...none, ...choices]}
        onChange={(next) => onChange(pointer, next === '' ? empty : next)}
      />
    );
  }
  if (schema.type === 'boolean') {
    return (
      <div className="flex flex-col gap-1">
        <Checkbox isSelected={(value ?? schema.default) === true} onChange={(next) => onChange(pointer, next)}>
          {label}
        </Checkbox>
        {schema.description !== undefined && <p className="text-xs text-muted">{schema.description}</p>}
        {errors.map((error) => (
          <p key={error} className="text-xs text-danger">
            {error}
          </p>
        ))}
      </div>
    );
  }
  if (schema.type === 'integer' || schema.type === 'number') {
    const change = (text: string) =>
      onChange(pointer, text.trim() === '' ? empty : Number.isNaN(Number(text)) ? text : Number(text));
    return <TextField {...common} type="number" value={textOf(value)} onChange={change} placeholder={hintOf(schema)} />;
  }
  if (schema.type === 'string') {
    const isLong = (schema.maxLength ?? 0) > 500;
    return (
      <TextField
        {...common}
        value={typeof value === 'string' ? value : ''}
        onChange={(text) => onChange(pointer, text === '' ? (isRequired && !schema.isNullable ? '' : empty) : text)}
        placeholder={hintOf(schema)}
        {...(isLong ? { rows: 4 } : {})}
      />
    );
  }
  if (schema.type === 'array' && schema.items !== undefined && resolved(schema.items, book).type === 'string') {
    return (
      <Texts
        {...common}
        value={Array.isArray(value) ? (value as readonly string[]) : []}
        onChange={(next) => onChange(pointer, next)}
      />
    );
  }
  if (schema.type === 'object' && schema.properties !== undefined && !schema.isNullable) {
    return (
      <fieldset className="rounded-md border border-line p-3">
        <legend className="px-1 text-sm font-semibold">{label}</legend>
        <Members schema={schema} book={book} value={value} pointer={pointer} onChange={onChange} />
      </fieldset>
    );
  }
  return <JsonField {...common} value={value} onChange={(next) => onChange(pointer, next)} />;
}

interface TextsProps {
  readonly label: string;
  readonly description?: string;
  readonly errors: readonly string[];
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
}

/** Several texts, one a row. */
function Texts({ label, description, errors, value, onChange }: TextsProps) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="text-sm font-medium">{label}</legend>
      {description !== undefined && <p className="text-xs text-muted">{description}</p>}
      {value.map((text, index) => (
        <div key={index} className="flex items-end gap-2">
          <TextField
            className="flex-1"
            label={<span className="sr-only">{`${label} ${index + 1}`}</span>}
            value={text}
            onChange={(next) => onChange(value.map((one, at) => (at === index ? next : one)))}
          />
          <Button
            kind="quiet"
            aria-label={`Remove ${label} ${index + 1}`}
            onPress={() => onChange(value.filter((_, at) => at !== index))}
          >
            ✕
          </Button>
        </div>
      ))}
      <div>
        <Button onPress={() => onChange([...value, ''])}>Add</Button>
      </div>
      {errors.map((error) => (
        <p key={error} className="text-xs text-danger">
          {error}
        </p>
      ))}
    </fieldset>
  );
}

function hintOf({ example, default: first }: JsonSchema): string {
  const shown = first ?? example;
  return shown === undefined || shown === null || typeof shown === 'object'
    ? ''
    : `${first === undefined ? 'for example ' : 'default '}${textOf(shown)}`;
}

/** A plain value as text; nothing for none, and for what is no plain value. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
}
