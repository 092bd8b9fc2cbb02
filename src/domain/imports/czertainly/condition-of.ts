import type { EventCode } from '../../events/catalogue';
import {
  operators,
  type Condition,
  type ConditionScalar,
  type FieldType,
  type Leaf,
  type Operator,
} from '../../conditions/tree';
import type { MappingContext } from '../foreign-kind';
import type { Place } from '../ledger';
import { fieldAt } from './fields';
import { partsOf } from './parts';

export interface ReadParts<T> {
  readonly value: T;
  /** Something of it has no counterpart, and is noted: whoever has it must not decide yet. */
  readonly isIncomplete: boolean;
}

/** The conditions of all rules of a trigger together: each of them has to hold, as there. */
export function conditionOf(trigger: Place, event: EventCode, context: MappingContext): ReadParts<Condition | null> {
  const rules = partsOf(trigger, context, {
    ...{ kind: 'Rule', inline: 'rules', uuids: 'rulesUuids' },
    content: ['conditions', 'conditionsUuids'],
  });
  let isIncomplete = rules.includes(undefined);
  const nodes = rules.flatMap((rule) => {
    if (rule === undefined) return [];
    const conditions = partsOf(rule, context, {
      ...{ kind: 'Condition', inline: 'conditions', uuids: 'conditionsUuids' },
      content: ['items'],
    });
    isIncomplete ||= conditions.includes(undefined);
    const leaves = conditions
      .flatMap((condition) => condition?.at('items').items() ?? [])
      .flatMap((item) => leafOf(item, event, context) ?? ((isIncomplete = true), []));
    return leaves.length === 0 ? [] : [leaves.length === 1 ? leaves[0]! : { all: leaves }];
  });
  return { value: nodes.length === 0 ? null : nodes.length === 1 ? nodes[0]! : { all: nodes }, isIncomplete };
}

const withoutValue: readonly Operator[] = ['EMPTY', 'NOT_EMPTY'];

function leafOf(item: Place, event: EventCode, context: MappingContext): Leaf | undefined {
  const found = fieldAt(item.at('fieldSource'), item.at('fieldIdentifier'), event, context);
  const text = item.at('operator').text()?.toUpperCase();
  const operator = operators.find((one) => one === text);
  const value = item.at('value').take();
  if (found === undefined) return undefined;
  const { definition, ...field } = found;
  if (operator === undefined || !definition.operators.includes(operator)) {
    item.at('operator').note('field_unknown', `operators of this field are ${definition.operators.join(', ')}`);
    return undefined;
  }
  if (withoutValue.includes(operator)) return { ...field, operator };
  return { ...field, operator, value: valueOf(value, definition.type) };
}

/** Numbers and flags stand as texts there. What cannot be is refused when the trigger is checked. */
function valueOf(value: unknown, type: FieldType): ConditionScalar | readonly ConditionScalar[] {
  if (Array.isArray(value)) return value.map((one: unknown) => valueOf(one, type) as ConditionScalar);
  if (typeof value !== 'string') return value as ConditionScalar;
  if (type === 'NUMBER' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (type === 'BOOLEAN' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return value;
}
