import { createContext, useContext, type ComponentType } from 'react';
import type { ResolvedSchema, SchemaBook } from './json-schema';
import { partsOf } from './pointers';

/** What a field that is made otherwise gets; `errors` are the API's sentences about it. */
export interface SpecialFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly errors: readonly string[];
  readonly isRequired: boolean;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly schema: ResolvedSchema;
  readonly pointer: string;
}

/** By pointers within the whole body, `*` for each place of a list: `/steps/*\/userUuid`. */
export type SpecialFields = Readonly<Record<string, ComponentType<SpecialFieldProps>>>;

export interface FormContext {
  readonly book: SchemaBook;
  readonly onChange: (pointer: string, value: unknown) => void;
  readonly special: SpecialFields;
  /** What holds while the field at a pointer has no value of its own, in words. */
  readonly inherited: (pointer: string) => string | undefined;
  /** Whether a secret is stored that is not shown. */
  readonly isStored: (pointer: string) => boolean;
}

const Context = createContext<FormContext | undefined>(undefined);

export const FormProvider = Context.Provider;

export function useForm(): FormContext {
  const context = useContext(Context);
  if (context === undefined) throw new Error('A field of a form stands outside of a form.');
  return context;
}

/** `/steps/3/userUuid` as `/steps/*\/userUuid`. */
export function patternOf(pointer: string): string {
  return partsOf(pointer)
    .map((part) => `/${/^\d+$/.test(part) ? '*' : part}`)
    .join('');
}
