/** Operators that compare text. */
export const textOperators = [
  'EQUALS',
  'NOT_EQUALS',
  'CONTAINS',
  'NOT_CONTAINS',
  'STARTS_WITH',
  'ENDS_WITH',
  'MATCHES',
  'NOT_MATCHES',
] as const;

/** Whether there is a value at all: the only ones for what nobody may look at. */
export const presenceOperators = ['EMPTY', 'NOT_EMPTY'] as const;

/** Operators that count the values of a collection. */
export const countOperators = ['COUNT_EQUAL', 'COUNT_NOT_EQUAL', 'COUNT_GREATER_THAN', 'COUNT_LESS_THAN'] as const;

/** The condition language (docs/concepts.md, Conditions): the only one in the product. */
export const operators = [
  ...textOperators,
  'GREATER',
  'GREATER_OR_EQUAL',
  'LESSER',
  'LESSER_OR_EQUAL',
  'IN_NEXT',
  'IN_PAST',
  ...presenceOperators,
  ...countOperators,
] as const;
export type Operator = (typeof operators)[number];

/**
 * `event`: what the event tells beside what its subject says of itself. `variable`: what the run of an alert or workflow
 * knows under a name; only conditions of handlers and steps take it.
 */
export type FieldSource = 'property' | 'custom' | 'meta' | 'event' | 'variable';
export type FieldType = 'STRING' | 'NUMBER' | 'DATE' | 'DATETIME' | 'LIST' | 'BOOLEAN' | 'PRESENCE';

/** JSON scalars as saved: normalised (numbers as numbers, DATETIME as UTC RFC 3339 text with milliseconds). */
export type ConditionScalar = string | number | boolean;

export interface Leaf {
  readonly source: FieldSource;
  /** Property code, name of the custom attribute or metadata, field of the payload, or what stands inside `$( )`. */
  readonly field: string;
  readonly operator: Operator;
  readonly value?: ConditionScalar | readonly ConditionScalar[];
  readonly ignoreCase?: boolean;
  readonly contentType?: string;
}
export interface AllNode {
  readonly all: readonly Condition[];
}
export interface AnyNode {
  readonly any: readonly Condition[];
}
export interface NotNode {
  readonly not: Condition;
}
export type Condition = AllNode | AnyNode | NotNode | Leaf;

/** Three-valued result of a node. */
export type Truth = 'true' | 'false' | 'error';

/** What one leaf said, in document order (depth first) of the tree. */
export interface LeafResult {
  readonly result: Truth;
  /** The value looked at, JSON-safe; null when absent. Secrets never. */
  readonly actual: unknown;
  readonly errorCode?: string;
  readonly message?: string;
}

export interface Evaluation {
  readonly result: Truth;
  readonly leaves: readonly LeafResult[];
}

export const conditionLimits = { groupSize: 100, depth: 10, leaves: 200, patternLength: 1000 } as const;

/** Bounds of what a leaf compares with. */
export const operandLimits = { textLength: 4000, listSize: 1000, count: 1_000_000 } as const;
