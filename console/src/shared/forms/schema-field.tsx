import { Coded } from '../text/coded';
import { durationWords } from '../text/durations';
import { FieldErrors } from './plain-errors';
import { TextField } from '../ui/field';
import { Checkbox, Select } from '../ui/select';
import { useFaults } from './faults';
import { patternOf, useForm } from './form-context';
import { JsonField } from './json-field';
import { labelOf, resolved, type JsonSchema, type ResolvedSchema } from './json-schema';
import { partsOf, pointerOf } from './pointers';
import { Picks, Rows, Texts } from './schema-lists';

interface NodeProps {
  readonly schema: ResolvedSchema;
  readonly value: unknown;
  readonly pointer: string;
}

interface MembersProps extends NodeProps {
  readonly without?: readonly string[];
  readonly only?: readonly string[];
}

/** The fields of an object. */
export function Members({ schema, value, pointer, without = [], only }: MembersProps) {
  const { book } = useForm();
  const members = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const properties = schema.properties ?? {};
  const names = (only ?? Object.keys(properties)).filter(
    (name) => properties[name] !== undefined && properties[name].readOnly !== true && !without.includes(name),
  );
  return (
    <div className="flex flex-col gap-4">
      {names.map((name) => (
        <Field
          key={name}
          label={properties[name]!.title ?? labelOf(name)}
          isRequired={schema.required?.includes(name) === true}
          schema={resolved(properties[name]!, book)}
          value={members[name]}
          pointer={pointerOf([...partsOf(pointer), name])}
        />
      ))}
    </div>
  );
}

interface FieldProps extends NodeProps {
  readonly label: string;
  readonly isRequired: boolean;
}

function Field(props: FieldProps) {
  const { schema, value: given, pointer, label, isRequired } = props;
  const { book, onChange, special, inherited, isStored } = useForm();
  const Special = special[patternOf(pointer)];
  const isDeep = schema.type === 'object' || schema.type === 'array' || (schema.anyOf ?? schema.oneOf) !== undefined;
  const isShownInside = schema.properties !== undefined || schema.discriminator !== undefined;
  const errors = useFaults(pointer, isDeep && (Special !== undefined || !isShownInside));
  const common = {
    label,
    errors,
    isRequired,
    ...(schema.description === undefined ? {} : { description: schema.description }),
  };
  const change = (next: unknown) => onChange(pointer, next);
  if (Special !== undefined)
    return <Special {...common} value={given} onChange={change} schema={schema} pointer={pointer} />;
  const value = given === undefined ? schema.default : given;
  const empty = schema.isNullable ? null : undefined;
  const fallback = inherited(pointer);
  if (schema.enum !== undefined || (schema.type === 'boolean' && schema.isNullable)) {
    const values = (schema.enum ?? [true, false]).filter((one) => one !== null);
    const choices = values.map((one) => ({ value: textOf(one), label: wordOf(one) }));
    const none = { value: '', label: fallback === undefined ? 'None' : `As it is elsewhere: ${fallback}` };
    return (
      <Select
        {...common}
        value={textOf(value)}
        choices={isRequired && !schema.isNullable ? choices : schema.isNullable ? [none, ...choices] : choices}
        onChange={(next) => change(next === '' ? empty : values.find((one) => textOf(one) === next))}
      />
    );
  }
  if (schema.type === 'boolean') {
    return (
      <div className="flex flex-col gap-1">
        <Checkbox isSelected={value === true} onChange={change}>
          {label}
        </Checkbox>
        {schema.description !== undefined && (
          <p className="text-xs text-muted">
            <Coded>{schema.description}</Coded>
          </p>
        )}
        <FieldErrors errors={errors} />
      </div>
    );
  }
  if (schema.type === 'integer' || schema.type === 'number') {
    const read = (text: string) =>
      change(text.trim() === '' ? empty : Number.isNaN(Number(text)) ? text : Number(text));
    return (
      <TextField
        {...common}
        type="number"
        value={textOf(given)}
        onChange={read}
        placeholder={hintOf(schema, fallback)}
      />
    );
  }
  if (schema.type === 'string') {
    if (schema.writeOnly === true) {
      return (
        <TextField
          {...common}
          type="password"
          autoComplete="off"
          value={textOf(given)}
          onChange={(text) => change(text === '' ? undefined : text)}
          placeholder={isStored(pointer) ? 'stored; type to replace it' : ''}
        />
      );
    }
    const words = schema.format === 'duration' ? durationWords(textOf(given)) : undefined;
    const described = [schema.description, words && `That is ${words}.`].filter((one) => one !== undefined).join(' ');
    return (
      <TextField
        {...common}
        {...(described === '' ? {} : { description: described })}
        value={textOf(given)}
        onChange={(text) => change(text === '' ? (isRequired && !schema.isNullable ? '' : empty) : text)}
        placeholder={hintOf(schema, fallback)}
        {...((schema.maxLength ?? 0) > 500 && schema.format === undefined ? { rows: 3 } : {})}
      />
    );
  }
  if (schema.type === 'array' && schema.items !== undefined) {
    const items = resolved(schema.items, book);
    const list = Array.isArray(value) ? (value as readonly unknown[]) : [];
    if (items.enum !== undefined) {
      const choices = items.enum.map(textOf);
      return <Picks {...common} value={list.map(textOf)} choices={choices} onChange={change} />;
    }
    if (items.type === 'string') return <Texts {...common} value={list.map(textOf)} onChange={change} />;
    if (items.properties !== undefined || items.discriminator !== undefined) {
      return (
        <Rows {...common} value={list} onChange={change} first={firstOf(items)}>
          {(row, index) => <Inside schema={items} value={row} pointer={`${pointer}/${index}`} />}
        </Rows>
      );
    }
  }
  if (schema.type === 'object' && schema.properties !== undefined) {
    const isThere = !schema.isNullable || (value !== null && value !== undefined);
    return (
      <fieldset className="flex flex-col gap-3 rounded-md border border-line p-3">
        <legend className="px-1 text-sm font-semibold">{label}</legend>
        {schema.description !== undefined && (
          <p className="text-xs text-muted">
            <Coded>{schema.description}</Coded>
          </p>
        )}
        {schema.isNullable && (
          <Checkbox isSelected={isThere} onChange={(on) => change(on ? {} : null)}>
            Use it
          </Checkbox>
        )}
        {isThere && <Members schema={schema} value={value} pointer={pointer} />}
        <FieldErrors errors={errors} />
      </fieldset>
    );
  }
  if (schema.discriminator !== undefined) {
    return (
      <fieldset className="flex flex-col gap-3 rounded-md border border-line p-3">
        <legend className="px-1 text-sm font-semibold">{label}</legend>
        <Variants schema={schema} value={value} pointer={pointer} />
        <FieldErrors errors={errors} />
      </fieldset>
    );
  }
  return <JsonField {...common} value={given} onChange={change} />;
}

function Inside(props: NodeProps) {
  return props.schema.discriminator === undefined ? <Members {...props} /> : <Variants {...props} />;
}

/** An object of one of several shapes, which one of its members tells apart. */
export function Variants({ schema, value, pointer }: NodeProps) {
  const { book, onChange } = useForm();
  const member = schema.discriminator!.propertyName;
  const shapes = variantsOf(schema, member);
  const chosen = (value as Readonly<Record<string, unknown>> | undefined)?.[member];
  const shape = shapes.find(({ name }) => name === chosen);
  const errors = useFaults(pointerOf([...partsOf(pointer), member]));
  return (
    <div className="flex flex-col gap-4">
      <Select
        label={labelOf(member)}
        value={textOf(chosen)}
        choices={shapes.map(({ name }) => ({ value: name, label: labelOf(name) }))}
        errors={errors}
        onChange={(next) => onChange(pointer, { [member]: next })}
        {...(shape?.description === undefined ? {} : { description: shape.description })}
      />
      {shape !== undefined && (
        <Members schema={resolved(shape.schema, book)} value={value} pointer={pointer} without={[member]} />
      )}
    </div>
  );

  function variantsOf({ discriminator, oneOf, anyOf }: ResolvedSchema, by: string) {
    const mapped = Object.entries(discriminator?.mapping ?? {});
    const found =
      mapped.length > 0
        ? mapped.map(([name, $ref]) => ({ name, schema: { $ref } }))
        : (oneOf ?? anyOf ?? []).map((one) => {
            const { properties } = resolved(one, book);
            return { name: textOf(properties?.[by]?.const ?? properties?.[by]?.enum?.[0]), schema: one };
          });
    return found.map((one) => ({ ...one, description: resolved(one.schema, book).description }));
  }
}

/** What a new row of a list begins with. */
function firstOf({ discriminator }: ResolvedSchema): Readonly<Record<string, unknown>> {
  const [name] = Object.keys(discriminator?.mapping ?? {});
  return discriminator === undefined || name === undefined ? {} : { [discriminator.propertyName]: name };
}

function hintOf({ example, default: first }: JsonSchema, inherited: string | undefined): string {
  if (inherited !== undefined) return `as it is elsewhere: ${inherited}`;
  const shown = first ?? example;
  return shown === undefined || shown === null || shown === '' || typeof shown === 'object'
    ? ''
    : `${first === undefined ? 'for example ' : 'default '}${textOf(shown)}`;
}

function wordOf(value: unknown): string {
  return value === true ? 'Yes' : value === false ? 'No' : labelOf(textOf(value));
}

/** A plain value as text; nothing for none, and for what is no plain value. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
}
