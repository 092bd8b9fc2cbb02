/** What a part of a condition came to; `unknown` where it was not looked at. */
export type Truth = 'true' | 'false' | 'error' | 'unknown';

/** A comparison as the API explains it. */
export interface LeafNode {
  readonly kind: 'leaf';
  readonly truth: Truth;
  readonly source: string;
  readonly field: string;
  readonly operator: string;
  /** Undefined where the operator takes none. */
  readonly wanted: unknown;
  readonly actual: unknown;
  readonly reason: string | undefined;
  readonly errorCode: string | undefined;
  readonly message: string | undefined;
}

export interface GroupNode {
  readonly kind: 'all' | 'any' | 'not';
  readonly truth: Truth;
  readonly children: readonly ConditionNode[];
}

export type ConditionNode = LeafNode | GroupNode;

/** Reads a condition with its results; undefined for a trigger without one, and for what is none. */
export function readCondition(value: unknown): ConditionNode | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const node = value as Readonly<Record<string, unknown>>;
  for (const kind of ['all', 'any'] as const) {
    const list = node[kind];
    if (Array.isArray(list)) {
      const children = list.flatMap((child) => readCondition(child) ?? []);
      return { kind, truth: truthOf(kind, children), children };
    }
  }
  if ('not' in node) {
    const children = [readCondition(node['not'])].filter((child) => child !== undefined);
    return { kind: 'not', truth: truthOf('not', children), children };
  }
  if (typeof node['operator'] !== 'string') return undefined;
  const { source, field, operator, value: wanted, actual, result, reason, errorCode, message } = node;
  const truth = result === 'true' || result === 'false' || result === 'error' ? result : 'unknown';
  return {
    ...{ kind: 'leaf', truth, source: String(source), field: String(field), operator, wanted, actual },
    ...{ reason: textOf(reason), errorCode: textOf(errorCode), message: textOf(message) },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** By the rule of the conditions: what decides, decides; an error else; only then the other. */
function truthOf(kind: 'all' | 'any' | 'not', children: readonly ConditionNode[]): Truth {
  const has = (truth: Truth) => children.some((child) => child.truth === truth);
  if (kind === 'not') {
    const [truth = 'unknown'] = children.map((child) => child.truth);
    return truth === 'true' ? 'false' : truth === 'false' ? 'true' : truth;
  }
  const [decisive, other]: readonly [Truth, Truth] = kind === 'all' ? ['false', 'true'] : ['true', 'false'];
  if (has(decisive)) return decisive;
  if (has('error')) return 'error';
  return has('unknown') ? 'unknown' : other;
}

/** The fewest comparisons that would have to come out otherwise for the condition to hold. Empty where it holds. */
export function missingFor(node: ConditionNode, wanted: 'true' | 'false' = 'true'): readonly LeafNode[] {
  if (node.truth === wanted) return [];
  if (node.kind === 'leaf') return [node];
  if (node.kind === 'not')
    return node.children.flatMap((child) => missingFor(child, wanted === 'true' ? 'false' : 'true'));
  const each = node.children.map((child) => missingFor(child, wanted));
  if ((node.kind === 'all') === (wanted === 'true')) return each.flat();
  return each.sort((a, b) => a.length - b.length)[0] ?? [];
}

/** `It would have matched if this were otherwise: …`; undefined where nothing is known that could be. */
export function wouldHaveMatched(condition: unknown): string | undefined {
  const node = readCondition(condition);
  if (node === undefined || node.truth === 'true') return undefined;
  const reasons = missingFor(node).flatMap(({ reason }) => reason ?? []);
  if (reasons.length === 0) return undefined;
  const named = reasons.slice(0, 3);
  const more = reasons.length - named.length;
  const list = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', and ');
  return `It would have matched if ${reasons.length === 1 ? 'this one thing' : 'these'} were otherwise: ${list}.`;
}

/** Members that a result adds to a comparison. */
const ofResults = new Set(['result', 'actual', 'reason', 'errorCode', 'message']);

/** The condition alone, without what came of it: as it can be tried again. */
export function plainCondition(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return null;
  const node = value as Readonly<Record<string, unknown>>;
  if (Array.isArray(node['all'])) return { all: node['all'].map(plainCondition) };
  if (Array.isArray(node['any'])) return { any: node['any'].map(plainCondition) };
  if ('not' in node) return { not: plainCondition(node['not']) };
  return Object.fromEntries(Object.entries(node).filter(([name]) => !ofResults.has(name)));
}
