/** Leaves that only a run can read to the end: those that ask for a variable, and those whose value holds tokens. */
import type { ContentType } from '../attributes/attribute';
import { fillTokens, hasTokens, parseTokens, tokensIn, writtenOut, type TokenLookup } from '../values/tokens';
import { isPlainObject } from '../values/json';
import { isStorableText } from '../values/scalars';
import { variableField, type FieldDefinition, type FieldLookup } from './fields';
import { elementReader } from './elements';
import { readOperand, type OperandFault } from './operand';
import { resolveLeaf, type LeafFailure, type ResolvedLeaf } from './resolve';
import { operandLimits, type Condition, type Leaf, type Operator } from './tree';
import { flattenLeaves } from './leaves';

/** What a condition may say of variables where it stands. */
export interface VariableRule {
  /** What is against a name inside `$( )`, such as `Var.list[0].mail`; undefined: nothing. */
  readonly faultOf: (name: string) => { readonly code: string; readonly detail: string } | undefined;
  /** The same of what may be there and need not be. */
  readonly warningOf?: (name: string) => { readonly code: string; readonly detail: string } | undefined;
}

/** True: the leaf means something else from run to run, not only from subject to subject. */
export function isReadAtRun({ source, contentType, value }: Leaf): boolean {
  return (source === 'variable' && contentType === undefined) || hasTokens(value);
}

/**
 * The type that a value found has: a list has that of its first element. JSON knows no dates, so a text may be one; see
 * `fieldOfVariable`.
 */
export function contentTypeOf(value: unknown): ContentType {
  const one: unknown = Array.isArray(value) ? value.find((element) => element !== null) : value;
  if (typeof one === 'number') return 'float';
  if (typeof one === 'boolean') return 'boolean';
  if (one instanceof Date) return 'datetime';
  return isPlainObject(one) || Array.isArray(one) ? 'object' : 'string';
}

/** The names of variables that a condition asks for, or whose values it compares with. */
export function variableNamesIn(condition: Condition): string[] {
  return flattenLeaves(condition).flatMap(({ source, field, value }) => [
    ...(source === 'variable' ? [field] : []),
    ...tokensIn(value).map(({ token }) => token.name),
  ]);
}

/** Types that a leaf without `contentType` may mean, the likeliest first. */
const mayMean: readonly ContentType[] = ['string', 'float', 'boolean', 'datetime', 'date'];

/**
 * The field of a variable whose leaf names no type, as far as the leaf alone tells: by what it is compared with.
 * @param value undefined where tokens will say
 */
export function fieldOfVariable(name: string, operator: Operator, value: unknown): FieldDefinition {
  const given: unknown = Array.isArray(value) ? value[0] : value;
  const likely = contentTypeOf(given);
  return fitting(name, [likely, ...mayMean], operator, value);
}

/** The value of a leaf as it is saved where it holds tokens: what it comes to is checked when it is filled. */
export function readUnfilled(
  field: FieldDefinition,
  operator: Operator,
  value: unknown,
): { readonly value: Leaf['value'] } | { readonly faults: readonly OperandFault[] } {
  const isPresence = operator === 'EMPTY' || operator === 'NOT_EMPTY';
  const takesList = operator === 'EQUALS' || operator === 'NOT_EQUALS';
  if (isPresence || (Array.isArray(value) && !takesList)) {
    const operand = readOperand(field, operator, value);
    return 'faults' in operand ? operand : { value: operand.value };
  }
  const faults = [value].flat().flatMap((one: unknown, index): OperandFault[] => {
    const at = Array.isArray(value) ? `/value/${index}` : '/value';
    if (!hasTokens(one)) {
      const operand = readOperand(field, operator, one);
      return 'faults' in operand ? operand.faults.map((fault) => ({ ...fault, at })) : [];
    }
    const text = String(one);
    if (text.length > operandLimits.textLength)
      return [{ at, code: 'value_too_long', detail: `At most ${operandLimits.textLength} characters.` }];
    return isStorableText(text)
      ? []
      : [{ at, code: 'bad_text', detail: 'The text has a NUL or half of a surrogate pair.' }];
  });
  return faults.length > 0 ? { faults } : { value: value as Leaf['value'] };
}

/** The first type that takes the operator and the value, else the first of all. */
function fitting(name: string, types: readonly ContentType[], operator: Operator, value: unknown): FieldDefinition {
  const fields = types.map((type) => variableField(name, type));
  const takes = (field: FieldDefinition) =>
    field.operators.includes(operator) && (hasTokens(value) || !('faults' in readOperand(field, operator, value)));
  return fields.find(takes) ?? fields[0]!;
}

/**
 * Reads a leaf with what the run knows: tokens in its value are filled, and a variable without `contentType` has the type
 * of what is found. A text that is found is read as a date where only that gives the leaf a meaning.
 */
export function resolveAtRun(leaf: Leaf, lookup: FieldLookup, variable: TokenLookup): ResolvedLeaf | LeafFailure {
  const filled = hasTokens(leaf.value) ? fillValue(leaf, variable) : { value: leaf.value };
  if ('errorCode' in filled) return filled;
  const { value } = filled;
  const found = leaf.source === 'variable' ? typed(leaf, value, variable(leaf.field)) : leaf;
  const known = lookup.find(found);
  if ('code' in known) return { errorCode: 'field_unknown', message: known.detail };
  const asked = { ...found, value: inTypeOf(known.field, leaf.operator, value) } as Leaf;
  const resolved = resolveLeaf(asked, lookup, false);
  if (!('errorCode' in resolved) || resolved.errorCode !== 'condition_invalid') return resolved;
  return {
    errorCode: 'value_mismatch',
    message: `A value of the type ${known.field.contentType ?? known.field.type} cannot be asked for ${leaf.operator} with what stands in \`value\`; \`contentType\` says how it is to be read.`,
  };
}

function typed(leaf: Leaf, value: unknown, found: unknown): Leaf {
  if (leaf.contentType !== undefined) return leaf;
  const type = contentTypeOf(found);
  const dates = type === 'string' ? (['datetime', 'date'] as const).filter((date) => reads(date, found)) : [];
  const types: readonly ContentType[] = [type, ...dates];
  const { contentType } = fitting(leaf.field, types, leaf.operator, value);
  return { ...leaf, contentType: contentType! };
}

function reads(type: ContentType, found: unknown): boolean {
  const read = elementReader(variableField('', type));
  return [found].flat().some((one) => read(one) !== undefined);
}

function fillValue(leaf: Leaf, variable: TokenLookup): { readonly value: unknown } | LeafFailure {
  const isPattern = leaf.operator === 'MATCHES' || leaf.operator === 'NOT_MATCHES';
  // Inside a pattern a value is text to be found; alone it is the pattern.
  const isPart = isPattern && typeof leaf.value === 'string' && parseTokens(leaf.value).length > 1;
  const lookup: TokenLookup = isPart
    ? (name) => {
        const found = variable(name);
        return found === undefined ? undefined : writtenOut(found).replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
      }
    : variable;
  const { value, missing } = fillTokens(leaf.value, lookup);
  if (missing.length > 0) {
    return { errorCode: 'value_unresolved', message: `The run knows nothing named ${missing.join(', ')}.` };
  }
  // A list in the place of one value of a list is more of them.
  return { value: Array.isArray(value) ? value.flat() : value };
}

/** What was put in has the type that it has where it comes from: `5` may be meant as text, and `true` be written out. */
function inTypeOf(field: FieldDefinition, operator: Operator, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => inTypeOf(field, operator, one));
  if (value instanceof Date) return value.toISOString();
  if (operator.startsWith('COUNT_')) return value;
  if (typeof value === 'string' && field.type === 'BOOLEAN') {
    const word = value.toLowerCase();
    return word === 'true' || word === 'false' ? word === 'true' : value;
  }
  const isText = field.type === 'STRING' || field.type === 'LIST';
  return isText && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : value;
}
