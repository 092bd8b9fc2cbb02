/** The check at saving: every fault of a tree at once, each with its pointer, and the normalised tree. */
import type { AttributeDefinition } from '../attributes/attribute';
import type { EventCode, Stage } from '../events/catalogue';
import type { Fault } from '../problem';
import {
  createFieldLookup,
  createStepFieldLookup,
  type FieldDefinition,
  type FieldLookup,
  type FieldScope,
  type StepScope,
} from './fields';
import { isHexField } from './hex-fields';
import { leavesAt } from './leaves';
import { readOperand, takesIgnoreCase, type Operand } from './operand';
import { effectivePattern, type PatternEngine } from './patterns';
import { isStorableText } from '../values/scalars';
import { hasTokens, isTokenName, tokensIn } from '../values/tokens';
import { didYouMean } from '../values/suggestion';
import { fieldOfVariable, readUnfilled, type VariableRule } from './variables';
import {
  conditionLimits,
  operandLimits,
  operators,
  type Condition,
  type FieldSource,
  type Leaf,
  type Operator,
} from './tree';

export interface ValidationContext extends CheckContext {
  readonly scope: FieldScope;
}

/** Of a condition of a handler or step. */
export interface StepValidationContext extends Omit<CheckContext, 'stage'> {
  readonly scope: StepScope;
  readonly variables: VariableRule;
}

interface CheckContext {
  /** With a stage, fields that it does not have are faults `field_not_available` too. */
  readonly stage: Stage | null;
  readonly attributes: readonly AttributeDefinition[];
  readonly patterns: PatternEngine;
  /** Codes seen so far of an open code list, beside those of the catalogue. */
  readonly seenCodes?: (field: string) => ReadonlySet<string> | undefined;
}

const sources: readonly FieldSource[] = ['property', 'custom', 'meta', 'event', 'variable'];
const leafKeys: ReadonlySet<string> = new Set(['source', 'field', 'operator', 'value', 'ignoreCase', 'contentType']);

/**
 * Checks a condition as it came in (parsed JSON) and returns it normalised: numbers as numbers, DATETIME as UTC
 * RFC 3339 text with milliseconds, fingerprints and serial numbers as stored, text NFC, nothing superfluous.
 * Only own properties count. Pointers start with `pointer`. Warnings: `code_not_seen`, `not_hexadecimal`.
 */
export function validateCondition(
  input: unknown,
  context: ValidationContext,
  pointer = '/condition',
): { readonly condition: Condition; readonly warnings: readonly Fault[] } | { readonly faults: readonly Fault[] } {
  return checkTree(input, pointer, new TreeCheck(context, createFieldLookup(context.scope, context.attributes)));
}

/**
 * The same for a condition of a handler or step, which may ask for variables (`source: 'variable'`, `field` the name inside
 * `$( )`) and whose values may hold tokens. Further faults: `unknown_variable` and whatever the rule says.
 */
export function validateStepCondition(
  input: unknown,
  context: StepValidationContext,
  pointer = '/condition',
): ReturnType<typeof validateCondition> {
  const lookup = createStepFieldLookup(context.scope, context.attributes);
  return checkTree(input, pointer, new TreeCheck({ ...context, stage: null }, lookup, context.variables));
}

function checkTree(input: unknown, pointer: string, check: TreeCheck): ReturnType<typeof validateCondition> {
  const condition = check.node(input, pointer, 0);
  if (check.leaves > conditionLimits.leaves)
    check.refuse(pointer, 'too_many_leaves', `At most ${conditionLimits.leaves} leaves, found ${check.leaves}.`);
  if (condition === undefined || check.faults.length > 0) return { faults: check.faults };
  return { condition, warnings: check.warnings };
}

/**
 * The leaves of a valid condition whose field the stage of an upload does not have, one fault
 * `field_not_available` each. Other events have all fields in both stages.
 */
export function fieldsNotAvailable(
  condition: Condition | null,
  event: EventCode,
  stage: Stage,
  attributes: readonly AttributeDefinition[],
  pointer = '/condition',
): Fault[] {
  const lookup = createFieldLookup(event, attributes);
  return leavesAt(condition, pointer).flatMap(({ leaf, at }) => {
    const found = lookup.find(leaf);
    return 'field' in found ? availability(found.field, stage, at) : [];
  });
}

function availability(field: FieldDefinition, stage: Stage, at: string): Fault[] {
  if (field.availableIn.includes(stage)) return [];
  const detail = `${field.source === 'meta' ? 'Metadata' : field.field} is not known in the ${stage} stage of an upload.`;
  return [{ pointer: `${at}/field`, code: 'field_not_available', detail }];
}

class TreeCheck {
  readonly faults: Fault[] = [];
  readonly warnings: Fault[] = [];
  leaves = 0;

  constructor(
    private readonly context: CheckContext,
    private readonly lookup: FieldLookup,
    private readonly variables?: VariableRule,
  ) {}

  refuse(pointer: string, code: string, detail: string): undefined {
    this.faults.push({ pointer, code, detail });
    return undefined;
  }

  /** `depth` counts the groups around the node. */
  node(input: unknown, at: string, depth: number): Condition | undefined {
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      return this.refuse(at, 'not_a_node', 'Expected an object: a group (all, any, not) or a leaf.');
    const node = input as Readonly<Record<string, unknown>>;
    const kinds = (['all', 'any', 'not'] as const).filter((kind) => Object.hasOwn(node, kind));
    if (kinds.length === 0) return this.leaf(node, at);
    this.refuseOtherKeys(node, at, new Set(kinds.slice(0, 1)));
    if (depth >= conditionLimits.depth)
      return this.refuse(at, 'too_deep', `Groups nest at most ${conditionLimits.depth} deep.`);
    const kind = kinds[0]!;
    if (kind === 'not') {
      const child = this.node(node.not, `${at}/not`, depth + 1);
      return child && { not: child };
    }
    const children = node[kind];
    if (!Array.isArray(children)) return this.refuse(`${at}/${kind}`, 'not_a_list', 'Expected a list of nodes.');
    if (children.length === 0 || children.length > conditionLimits.groupSize)
      this.refuse(`${at}/${kind}`, 'group_size', `A group holds 1 to ${conditionLimits.groupSize} nodes.`);
    const checked = children
      .map((child: unknown, index) => this.node(child, `${at}/${kind}/${index}`, depth + 1))
      .filter((child) => child !== undefined);
    return kind === 'all' ? { all: checked } : { any: checked };
  }

  private leaf(node: Readonly<Record<string, unknown>>, at: string): Condition | undefined {
    this.leaves += 1;
    this.refuseOtherKeys(node, at, leafKeys);
    const own = (key: string): unknown => (Object.hasOwn(node, key) ? node[key] : undefined);
    const named = this.field(own('source'), own('field'), own('contentType'), at);
    const field = named && this.typed(named, own);
    const operator = this.operator(own('operator'), field, at);
    if (field === undefined || operator === undefined) return undefined;
    const isUnfilled = this.variables !== undefined && hasTokens(own('value'));
    const operand = (isUnfilled ? readUnfilled : readOperand)(field, operator, own('value'));
    if ('faults' in operand) {
      this.faults.push(...operand.faults.map(({ at: inner, ...fault }) => ({ pointer: at + inner, ...fault })));
      return undefined;
    }
    const ignoreCase = this.ignoreCase(own('ignoreCase'), field, operator, at);
    if ('test' in operand) {
      this.checkPattern(operand, ignoreCase, at);
      this.warn(field, operand, at);
    } else for (const { token, pointer } of tokensIn(operand.value)) this.variable(token.name, `${at}/value${pointer}`);
    const leaf: Leaf = {
      source: field.source,
      field: field.field,
      operator,
      ...(operand.value !== undefined && { value: operand.value }),
      ...(ignoreCase && { ignoreCase }),
      ...((field.source === 'meta' || own('contentType') !== undefined) && { contentType: field.contentType! }),
    };
    return leaf;
  }

  private field(source: unknown, name: unknown, contentType: unknown, at: string): FieldDefinition | undefined {
    const taken = this.variables === undefined ? sources.filter((known) => known !== 'variable') : sources;
    const knownSource = taken.find((known) => known === source);
    if (knownSource === undefined)
      this.refuse(`${at}/source`, 'unknown_source', `Expected one of: ${taken.join(', ')}.`);
    if (!isFieldName(name)) return this.refuse(`${at}/field`, 'unknown_field', 'Expected the name of a field.');
    if (contentType !== undefined && typeof contentType !== 'string')
      return this.refuse(`${at}/contentType`, 'unknown_content_type', 'Expected the name of a content type.');
    if (knownSource === undefined) return undefined;
    const found = this.lookup.find({ source: knownSource, field: name.normalize('NFC'), contentType });
    if ('code' in found) {
      const key = found.code.includes('content_type') ? 'contentType' : 'field';
      return this.refuse(`${at}/${key}`, found.code, found.detail);
    }
    const { field } = found;
    if (contentType !== undefined && contentType !== field.contentType)
      return this.refuse(
        `${at}/contentType`,
        'content_type_mismatch',
        field.contentType === undefined
          ? 'A property has no contentType.'
          : `The field is of type ${field.contentType}.`,
      );
    if (field.source === 'variable') this.variable(field.field, `${at}/field`);
    if (this.context.stage !== null) this.faults.push(...availability(field, this.context.stage, at));
    return field;
  }

  /** A variable without `contentType` is of the type that its operator and value speak of, until it is found. */
  private typed(field: FieldDefinition, own: (key: string) => unknown): FieldDefinition {
    if (field.source !== 'variable' || own('contentType') !== undefined) return field;
    const operator = operators.find((known) => known === own('operator'));
    return operator === undefined ? field : fieldOfVariable(field.field, operator, own('value'));
  }

  private variable(name: string, pointer: string): void {
    const fault = isTokenName(name)
      ? this.variables?.faultOf(name)
      : { code: 'unknown_variable', detail: 'Expected a name as it stands inside $( ), such as Var.list[0].mail.' };
    const warning = fault === undefined ? this.variables?.warningOf?.(name) : undefined;
    if (fault !== undefined) this.faults.push({ pointer, ...fault });
    if (warning !== undefined) this.warnings.push({ pointer, ...warning });
  }

  private operator(input: unknown, field: FieldDefinition | undefined, at: string): Operator | undefined {
    const operator = operators.find((known) => known === input);
    if (operator === undefined)
      return this.refuse(`${at}/operator`, 'unknown_operator', `Expected one of: ${operators.join(', ')}.`);
    if (field !== undefined && !field.operators.includes(operator))
      return this.refuse(
        `${at}/operator`,
        'operator_not_allowed',
        `${field.type}${field.collection ? ' collection' : ''} takes: ${field.operators.join(', ')}.`,
      );
    return operator;
  }

  private ignoreCase(input: unknown, field: FieldDefinition, operator: Operator, at: string): boolean {
    if (input === undefined || input === false) return false;
    if (input !== true) this.refuse(`${at}/ignoreCase`, 'wrong_value_type', 'Expected true or false.');
    else if (!takesIgnoreCase(field, operator))
      this.refuse(`${at}/ignoreCase`, 'ignore_case_not_allowed', `${operator} on ${field.type} compares no text.`);
    return true;
  }

  private checkPattern({ test }: Operand, ignoreCase: boolean, at: string): void {
    if (test.kind !== 'matches') return;
    try {
      this.context.patterns.compile(effectivePattern(test.pattern, ignoreCase));
    } catch {
      this.refuse(
        `${at}/value`,
        'bad_pattern',
        'Not an RE2 expression (which has no look-around and no back-references), or one whose repetitions grow too large.',
      );
    }
  }

  private warn(field: FieldDefinition, { value, test }: Operand, at: string): void {
    const texts = (Array.isArray(value) ? value : [value]) as readonly unknown[];
    texts.forEach((text, index) => {
      if (typeof text !== 'string' || test.kind === 'matches' || field.source !== 'property') return;
      const pointer = Array.isArray(value) ? `${at}/value/${index}` : `${at}/value`;
      if (isHexField(field.field) && !/^-?[0-9a-fA-F]+$/.test(text))
        this.warnings.push({ pointer, code: 'not_hexadecimal', detail: `${field.field} has hexadecimal digits only.` });
      if (
        field.open &&
        field.values &&
        !field.values.includes(text) &&
        !this.context.seenCodes?.(field.field)?.has(text)
      )
        this.warnings.push({
          pointer,
          code: 'code_not_seen',
          detail: `No ${field.field} of this code is known or was seen so far.${didYouMean(text, field.values)}`,
        });
    });
  }

  private refuseOtherKeys(node: object, at: string, known: ReadonlySet<string>): void {
    for (const key of Object.keys(node)) {
      if (known.has(key)) continue;
      this.refuse(`${at}/${escapePointer(key)}`, 'unknown_key', 'A node is one group (all, any or not) or one leaf.');
    }
  }
}

function isFieldName(name: unknown): name is string {
  return typeof name === 'string' && name !== '' && name.length <= operandLimits.textLength && isStorableText(name);
}

/** RFC 6901, section 3. */
function escapePointer(key: string): string {
  return key.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
}
