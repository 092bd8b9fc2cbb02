/** The one reading of a saved leaf, which the predicate and the database filter share. */
import type { AttributeDefinition } from '../attributes/attribute';
import type { FieldDefinition, FieldLookup } from './fields';
import { readOperand, type Test } from './operand';
import type { Leaf } from './tree';

export interface ResolvedLeaf {
  readonly leaf: Leaf;
  readonly field: FieldDefinition;
  /** Of a custom attribute. */
  readonly definition?: AttributeDefinition;
  readonly test: Test;
  readonly negated: boolean;
  readonly ignoreCase: boolean;
}

export interface LeafFailure {
  /**
   * `field_unknown`, `type_changed`, `condition_invalid`, `bad_pattern`, `text_too_long`, `pattern_too_costly`; of
   * variables also `value_unresolved`, `value_mismatch`.
   */
  readonly errorCode: string;
  readonly message: string;
}

/**
 * Reads a saved leaf against the fields and attributes as they are now. A custom attribute that is gone is
 * `field_unknown`; one whose definition no longer fits what was saved is `type_changed`.
 * @param isSaved false: its value was put in just now and is not normalised
 */
export function resolveLeaf(leaf: Leaf, lookup: FieldLookup, isSaved = true): ResolvedLeaf | LeafFailure {
  const found = lookup.find(leaf);
  if ('code' in found) return { errorCode: 'field_unknown', message: found.detail };
  const { field, definition } = found;
  const typeChanged: LeafFailure = {
    errorCode: 'type_changed',
    message: 'The attribute has another type than when the condition was saved.',
  };
  const misfit: LeafFailure =
    leaf.source === 'custom'
      ? typeChanged
      : { errorCode: 'condition_invalid', message: 'The condition does not fit its field and has to be saved again.' };
  if (leaf.source === 'custom' && leaf.contentType !== undefined && leaf.contentType !== field.contentType)
    return typeChanged;
  if (!field.operators.includes(leaf.operator)) return misfit;
  const operand = readOperand(field, leaf.operator, leaf.value);
  if ('faults' in operand) return misfit;
  // "5" was text when it was saved; as a number it would be another question.
  if (isSaved && leaf.source === 'custom' && !sameValue(operand.value, leaf.value)) return typeChanged;
  return {
    leaf,
    field,
    ...(definition && { definition }),
    test: operand.test,
    negated: operand.negated,
    ignoreCase: leaf.ignoreCase === true,
  };
}

function sameValue(a: Leaf['value'], b: Leaf['value']): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === (b ?? undefined);
  return a.length === b.length && a.every((element, index) => element === b[index]);
}
