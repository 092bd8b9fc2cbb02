/** Values that a leaf asks for and that nothing holds, as far as lists of what there is tell. */
import type { AttributeDefinition } from '../attributes/attribute';
import type { Fault } from '../problem';
import { didYouMean } from '../values/suggestion';
import { elementReader } from './elements';
import { createFieldLookup, type FieldDefinition, type FieldScope } from './fields';
import { leavesAt } from './leaves';
import type { Condition, ConditionScalar, Leaf, Operator } from './tree';

export interface KnownValues {
  /** What objects of a field that holds names are called now; undefined: the field holds other things, or nobody is to know. */
  readonly names: (field: string) => readonly string[] | undefined;
  readonly attributes: readonly AttributeDefinition[];
}

/** To look for what was meant costs a walk through all names. */
const mostSuggestions = 10;

const whole: ReadonlySet<Operator> = new Set<Operator>(['EQUALS', 'NOT_EQUALS', 'CONTAINS', 'NOT_CONTAINS']);

/**
 * Warnings for a valid condition: `name_not_found` where no RA profile, group or user is called like that, and
 * `value_not_offered` where a list attribute that takes only its options has no such option.
 */
export function unmatchedValues(
  condition: Condition | null,
  scope: FieldScope,
  known: KnownValues,
  pointer = '/condition',
): Fault[] {
  const lookup = createFieldLookup(scope, known.attributes);
  let suggestions = 0;
  const suggest: Suggest = (value, among) =>
    (suggestions += 1) <= mostSuggestions ? didYouMean(String(value), among) : '';
  return leavesAt(condition, pointer).flatMap(({ leaf, at }) => {
    const found = lookup.find(leaf);
    if (!('field' in found) || !whole.has(leaf.operator)) return [];
    const { field, definition } = found;
    const names = leaf.source === 'property' ? known.names(leaf.field) : undefined;
    if (names !== undefined) {
      const existing = new Set(names);
      return missing(leaf, at, (value) =>
        existing.has(String(value))
          ? undefined
          : {
              code: 'name_not_found',
              detail: `No ${leaf.field} of this name exists.${suggest(value, names)}`,
            },
      );
    }
    return definition === undefined ? [] : notOffered(leaf, at, { field, definition, suggest });
  });
}

type Suggest = (value: ConditionScalar, among: readonly string[]) => string;

interface Offer {
  readonly field: FieldDefinition;
  readonly definition: AttributeDefinition;
  readonly suggest: Suggest;
}

function notOffered(leaf: Leaf, at: string, { field, definition, suggest }: Offer): Fault[] {
  const { list, extensibleList, content } = definition;
  // `CONTAINS` of a text is a part of it.
  const isPart = field.type === 'STRING' && leaf.operator.endsWith('CONTAINS');
  if (!list || extensibleList || isPart || leaf.ignoreCase === true) return [];
  const read = elementReader(field);
  const offered = new Set(content.map(({ data }) => read(data)));
  const texts = content.map(({ data }) => data).filter((data) => typeof data === 'string');
  return missing(leaf, at, (value) =>
    offered.has(read(value))
      ? undefined
      : { code: 'value_not_offered', detail: `The attribute has no such option.${suggest(value, texts)}` },
  );
}

function missing(
  { value }: Leaf,
  at: string,
  faultOf: (value: ConditionScalar) => { readonly code: string; readonly detail: string } | undefined,
): Fault[] {
  const values = [value ?? []].flat() as readonly ConditionScalar[];
  return values.flatMap((one, index) => {
    const fault = faultOf(one);
    return fault === undefined
      ? []
      : [{ pointer: Array.isArray(value) ? `${at}/value/${index}` : `${at}/value`, ...fault }];
  });
}
