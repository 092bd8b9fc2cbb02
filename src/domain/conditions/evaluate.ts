/** The in-memory compiler: a condition becomes a function of (subject, clock of the firing). */
import type { AttributeDefinition } from '../attributes/attribute';
import { toActual } from './actual';
import { isBlank } from '../values/json';
import { createFieldLookup, type FieldLookup, type FieldScope } from './fields';
import { compileTest, countSatisfies, type LeafTest } from './leaf-test';
import { isLeaf } from './leaves';
import { PatternBudget, type PatternEngine } from './patterns';
import { resolveLeaf, type LeafFailure, type ResolvedLeaf } from './resolve';
import type { Subject } from './subject';
import type { Condition, Evaluation, LeafResult, Truth } from './tree';

export interface CompileContext {
  readonly scope: FieldScope;
  readonly attributes: readonly AttributeDefinition[];
  readonly patterns: PatternEngine;
}

export type { PatternEngine } from './patterns';
/** @param budget what searching by patterns may cost; of this evaluation alone when absent */
export type Predicate = (subject: Subject, now: Date, budget?: PatternBudget) => Evaluation;

/** What the leaves of one evaluation share. */
interface Look {
  readonly subject: Subject;
  readonly now: Date;
  readonly budget: PatternBudget;
  readonly leaves: LeafResult[];
}

type LeafPredicate = (look: Look) => LeafResult;
type NodePredicate = (look: Look) => Truth;

/**
 * Compiles a saved condition once; the result may be kept as long as the attribute definitions stay. Every leaf is
 * always evaluated, in document order. Never throws for what a subject holds: a leaf that cannot answer is `error`
 * with one of the codes of `LeafFailure`. Null matches every subject.
 */
export function compileCondition(condition: Condition | null, context: CompileContext): Predicate {
  if (condition === null) return () => ({ result: 'true', leaves: [] });
  const root = compileNode(condition, createFieldLookup(context.scope, context.attributes), context.patterns);
  return (subject, now, budget = new PatternBudget()) => {
    const leaves: LeafResult[] = [];
    return { result: root({ subject, now, budget, leaves }), leaves };
  };
}

function compileNode(node: Condition, lookup: FieldLookup, patterns: PatternEngine): NodePredicate {
  if (isLeaf(node)) {
    const resolved = resolveLeaf(node, lookup);
    const ask = 'errorCode' in resolved ? failing(resolved) : compileLeaf(resolved, patterns);
    return (look) => {
      const result = ask(look);
      look.leaves.push(result);
      return result.result;
    };
  }
  if ('not' in node) {
    const child = compileNode(node.not, lookup, patterns);
    return (look) => {
      const result = child(look);
      return result === 'error' ? result : result === 'true' ? 'false' : 'true';
    };
  }
  const children = ('all' in node ? node.all : node.any).map((child) => compileNode(child, lookup, patterns));
  // `all` is decided by a false child, `any` by a true one; then an error; then the other value.
  const [decisive, otherwise]: readonly [Truth, Truth] = 'all' in node ? ['false', 'true'] : ['true', 'false'];
  return (look) => {
    let decided = false;
    let failed = false;
    for (const child of children) {
      const result = child(look);
      if (result === decisive) decided = true;
      else if (result === 'error') failed = true;
    }
    return decided ? decisive : failed ? 'error' : otherwise;
  };
}

function failing(failure: LeafFailure): LeafPredicate {
  const result = errorResult(failure);
  return () => result;
}

function errorResult({ errorCode, message }: LeafFailure): LeafResult {
  return { result: 'error', actual: null, errorCode, message };
}

const absentTrue: LeafResult = { result: 'true', actual: null };
const absentFalse: LeafResult = { result: 'false', actual: null };
const changed = errorResult({
  errorCode: 'type_changed',
  message: 'The stored value is of another type than the attribute is now.',
});

function compileLeaf(resolved: ResolvedLeaf, patterns: PatternEngine): LeafPredicate {
  const { field, test, negated } = resolved;
  let satisfies: LeafTest;
  try {
    satisfies = compileTest(resolved, patterns);
  } catch {
    return failing({ errorCode: 'bad_pattern', message: 'The expression cannot be compiled.' });
  }
  const absent = countSatisfies(test, 0) !== negated ? absentTrue : absentFalse;
  const read = valueReader(resolved);
  return ({ subject, now, budget }) => {
    const value = read(subject, now);
    if (isAbsent(value)) return absent;
    if (value === typeChanged) return changed;
    const answer = satisfies(value, now, budget);
    if (typeof answer !== 'boolean') return errorResult(answer);
    return { result: answer !== negated ? 'true' : 'false', actual: toActual(field, value) };
  };
}

/** Stands for a stored value whose type is not the definition's any more. */
const typeChanged = Symbol('type changed');

function valueReader({ leaf, field, definition }: ResolvedLeaf): (subject: Subject, now: Date) => unknown {
  if (leaf.source === 'property') return (subject, now) => subject.property(leaf.field, now);
  if (leaf.source === 'event') return (subject) => subject.event?.(leaf.field);
  if (definition === undefined) {
    const { contentType = '' } = field;
    return (subject) => subject.meta(leaf.field, contentType);
  }
  const { uuid, contentType, multiSelect } = definition;
  return (subject) => {
    const stored = subject.custom(uuid);
    if (stored === undefined || stored.content.length === 0) return undefined;
    // A definition that was multiSelect once may have left several values.
    const single = !multiSelect && stored.content.length === 1;
    const values = single ? stored.content[0]!.data : stored.content.map(({ data }) => data);
    return stored.contentType === contentType || isAbsent(values) ? values : typeChanged;
  };
}

function isAbsent(value: unknown): boolean {
  return isBlank(value) || (Array.isArray(value) && value.every(isBlank));
}
