import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ErrorState, Loading } from '../ui/states';
import { FormProvider, type SpecialFields } from './form-context';
import { resolved, schemaBookQuery, type JsonSchema } from './json-schema';
import { Members, Variants } from './schema-field';

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
  /** These members, in this order; without it all of them, in the order of the schema. */
  readonly only?: readonly string[];
  /** Fields that are made otherwise than their schemas say. */
  readonly special?: SpecialFields;
  /** What holds while the field at a pointer has no value of its own. */
  readonly inherited?: (pointer: string) => string | undefined;
  /** Whether a secret is stored that is not shown. */
  readonly isStored?: (pointer: string) => boolean;
}

/** A form made of a schema of the API: a field for each member, with its description and the API's sentences about it. */
export function SchemaForm(props: SchemaFormProps) {
  const { schema, value, onChange, pointer = '', without, only } = props;
  const { special = none, inherited = nothing, isStored = never } = props;
  const book = useQuery(schemaBookQuery);
  const context = useMemo(
    () => book.data && { book: book.data, onChange, special, inherited, isStored },
    [book.data, onChange, special, inherited, isStored],
  );
  if (book.isError) return <ErrorState error={book.error} onRetry={() => void book.refetch()} />;
  if (context === undefined) return <Loading what="the form" />;
  const named = typeof schema === 'string' ? { $ref: `#/components/schemas/${schema}` } : schema;
  const whole = resolved(named, context.book);
  const choice = { ...(without === undefined ? {} : { without }), ...(only === undefined ? {} : { only }) };
  return (
    <FormProvider value={context}>
      {whole.discriminator === undefined ? (
        <Members schema={whole} value={value} pointer={pointer} {...choice} />
      ) : (
        <Variants schema={whole} value={value} pointer={pointer} />
      )}
    </FormProvider>
  );
}

const none: SpecialFields = {};
const nothing = () => undefined;
const never = () => false;
