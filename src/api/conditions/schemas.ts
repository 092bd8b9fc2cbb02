import { resources } from '../../domain/events/catalogue';
import { operatorsFor } from '../../domain/conditions/operators';
import { propertyFieldsOf, type PropertyField } from '../../domain/conditions/property-fields';
import {
  conditionLimits,
  operandLimits,
  operators,
  type FieldSource,
  type FieldType,
  type Operator,
} from '../../domain/conditions/tree';
import { describeComponent, type JsonSchema } from '../http/components';
import { z } from '../http/schemas';

/**
 * Conditions in the API's description: a recursive tree with one leaf schema for each kind of value. Requests are checked
 * by `validateCondition`, which knows the fields of the event and names each fault by its pointer.
 */

/** What the value of a leaf looks like; it depends on the operator and, with most operators, on the field. */
const values = {
  Text: oneOrMany({ type: 'string', maxLength: operandLimits.textLength }),
  Code: oneOrMany({ type: 'string', maxLength: operandLimits.textLength }),
  Number: oneOrMany({ type: 'number' }),
  Date: oneOrMany({ type: 'string', format: 'date' }),
  Time: oneOrMany({ type: 'string', format: 'date-time' }),
  Flag: oneOrMany({ type: 'boolean' }),
  Scalar: oneOrMany({ type: ['string', 'number', 'boolean'] }),
  Duration: { type: 'string', format: 'duration', example: 'P30D' },
  Count: { type: 'integer', minimum: 0, maximum: operandLimits.count },
} satisfies Record<string, JsonSchema>;

type ValueKind = keyof typeof values;

const presence: readonly Operator[] = ['EMPTY', 'NOT_EMPTY'];
const counting = operators.filter((operator) => operator.startsWith('COUNT_'));
const periods: readonly Operator[] = ['IN_NEXT', 'IN_PAST'];
const comparing = operators.filter((operator) => ![...presence, ...counting, ...periods].includes(operator));

const kindOfType: Readonly<Record<Exclude<FieldType, 'PRESENCE'>, ValueKind>> = {
  STRING: 'Text',
  LIST: 'Code',
  NUMBER: 'Number',
  DATE: 'Date',
  DATETIME: 'Time',
  BOOLEAN: 'Flag',
};

const properties = [...new Set(resources.flatMap((resource) => propertyFieldsOf(resource)))];

/** Sources whose fields the installation or the run knows. */
const named: readonly FieldSource[] = ['custom', 'meta', 'event', 'variable'];

export interface LeafSchema {
  readonly name: string;
  readonly sources: readonly FieldSource[];
  /** Property codes; absent: any name. */
  readonly fields?: readonly string[];
  readonly operators: readonly Operator[];
  readonly value?: ValueKind;
  readonly takesIgnoreCase?: true;
}

/** Every combination of a property and an operator that it takes is in exactly one of these. */
export const leafSchemas: readonly LeafSchema[] = [
  ...Object.entries(kindOfType).flatMap(([type, value]) =>
    leafOf(`${value}PropertyLeaf`, (row) => row.type === type, comparing, value),
  ),
  ...leafOf('DurationPropertyLeaf', () => true, periods, 'Duration'),
  ...leafOf('CountPropertyLeaf', () => true, counting, 'Count'),
  ...leafOf('PresencePropertyLeaf', () => true, presence),
  // The type of an attribute is known to the installation only, so that these have the operator alone to go by.
  {
    name: 'ValueAttributeLeaf',
    sources: named,
    operators: comparing,
    value: 'Scalar',
    takesIgnoreCase: true,
  },
  { name: 'DurationAttributeLeaf', sources: named, operators: periods, value: 'Duration' },
  { name: 'CountAttributeLeaf', sources: named, operators: counting, value: 'Count' },
  { name: 'PresenceAttributeLeaf', sources: named, operators: presence },
];

/** The leaf of properties of a kind; none when no property takes one of the operators. */
function leafOf(
  name: string,
  isMeant: (row: PropertyField) => boolean,
  wanted: readonly Operator[],
  value?: ValueKind,
): LeafSchema[] {
  const rows = properties
    .filter(isMeant)
    .map(({ field, type, collection }) => ({ field, taken: operatorsFor(type, collection ?? false) }))
    .filter(({ taken }) => taken.some((operator) => wanted.includes(operator)));
  if (rows.length === 0) return [];
  return [
    {
      name,
      sources: ['property'],
      fields: rows.map(({ field }) => field),
      operators: wanted.filter((operator) => rows.some(({ taken }) => taken.includes(operator))),
      ...(value === undefined ? {} : { value }),
      ...(value === 'Text' ? { takesIgnoreCase: true } : {}),
    },
  ];
}

function oneOrMany(one: JsonSchema): JsonSchema {
  return { anyOf: [one, { type: 'array', items: one, minItems: 1, maxItems: operandLimits.listSize }] };
}
const operands = new Map(
  Object.entries(values).map(([kind, schema]) => [kind, describeComponent(`Condition${kind}`, schema)]),
);

function toJsonSchema({ sources, fields, operators: taken, value, takesIgnoreCase }: LeafSchema): JsonSchema {
  return {
    type: 'object',
    properties: {
      source: { type: 'string', ...(sources.length === 1 ? { const: sources[0] } : { enum: sources }) },
      field: { type: 'string', ...(fields === undefined ? { minLength: 1 } : { enum: fields }) },
      operator: { type: 'string', enum: taken },
      ...(value === undefined ? {} : { value: operands.get(value) }),
      ...(takesIgnoreCase === true ? { ignoreCase: { type: 'boolean' } } : {}),
      ...(sources.includes('meta')
        ? {
            contentType: {
              type: 'string',
              description:
                'Needed for metadata, whose names several types can share; of a variable how its value is read.',
            },
          }
        : {}),
    },
    required: ['source', 'field', 'operator', ...(value === undefined ? [] : ['value'])],
    additionalProperties: false,
  };
}

const leafNote = 'Only `EQUALS` and `NOT_EQUALS` take a list: one of these values.';
const leaves = leafSchemas.map((leaf) =>
  describeComponent(leaf.name, {
    ...toJsonSchema(leaf),
    ...(comparing.includes(leaf.operators[0] ?? 'EMPTY') ? { description: leafNote } : {}),
  }),
);

const node: JsonSchema = { $ref: '#/components/schemas/Condition' };
const group = (name: string, member: string, content: JsonSchema) =>
  describeComponent(name, {
    type: 'object',
    properties: { [member]: content },
    required: [member],
    additionalProperties: false,
  });
const nodes = { type: 'array', items: node, minItems: 1, maxItems: conditionLimits.groupSize };

const condition = describeComponent('Condition', {
  description: `Groups over leaves, at most ${conditionLimits.depth} levels deep and ${conditionLimits.leaves} leaves in all. Which fields there are and which operators each takes is listed at /events/{code}/fields. The source \`variable\` is for conditions of handlers of alerts alone.`,
  anyOf: [
    group('AllCondition', 'all', nodes),
    group('AnyCondition', 'any', nodes),
    group('NotCondition', 'not', node),
    ...leaves,
  ],
});

/** A condition in a body, not checked yet. */
export function conditionOrNull(description: string) {
  return z.unknown().openapi({ anyOf: [condition, { type: 'null' }], description });
}
