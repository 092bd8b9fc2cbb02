/** The in-memory compiler: a condition becomes a function of (subject, clock of the firing). */
import type { AttributeDefinition } from '../attributes/attribute';
import { toActual } from './actual';
import { isBlank } from '../values/json';
import { createFieldLookup, createStepFieldLookup, type FieldLookup, type FieldScope, type StepScope } from './fields';
import { compileTest, countSatisfies, type LeafTest } from './leaf-test';
import { isLeaf } from './leaves';
import { PatternBudget, type PatternEngine } from './patterns';
import { resolveLeaf, type LeafFailure, type ResolvedLeaf } from './resolve';
import type { Subject } from './subject';
import type { Condition, Evaluation, Leaf, LeafResult, Truth } from './tree';
import { isReadAtRun, resolveAtRun } from './variables';

export interface CompileContext {
  readonly scope: FieldScope;
  readonly attributes: readonly AttributeDefinition[];
  readonly patterns: PatternEngine;
}

export interface StepContext extends Omit<CompileContext, 'scope'> {
  readonly scope: StepScope;
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
  const lookup = createFieldLookup(context.scope, context.attributes);
  return predicateOf(compileNode(condition, { lookup, patterns: context.patterns, hasVariables: false }));
}

/**
 * The same for a condition of a handler or step: it may ask for variables of the run, which the subject knows
 * (`withVariables`), and its values may hold tokens, which are filled at each evaluation.
 */
export function compileStepCondition(condition: Condition, context: StepContext): Predicate {
  const lookup = createStepFieldLookup(context.scope, context.attributes);
  return predicateOf(compileNode(condition, { lookup, patterns: context.patterns, hasVariables: true }));
}

function predicateOf(root: NodePredicate): Predicate {
  return (subject, now, budget = new PatternBudget()) => {
    const leaves: LeafResult[] = [];
    return { result: root({ subject, now, budget, leaves }), leaves };
  };
}

interface Compilation {
  readonly lookup: FieldLookup;
  readonly patterns: PatternEngine;
  readonly hasVariables: boolean;
}

function compileNode(node: Condition, compilation: Compilation): NodePredicate {
  if (isLeaf(node)) {
    const { lookup, patterns, hasVariables } = compilation;
    const ask =
      hasVariables && isReadAtRun(node)
        ? compileAtRun(node, lookup, patterns)
        : compileResolved(resolveLeaf(node, lookup), patterns);
    return (look) => {
      const result = ask(look);
      look.leaves.push(result);
      return result.result;
    };
  }
  if ('not' in node) {
    const child = compileNode(node.not, compilation);
    return (look) => {
      const result = child(look);
      return result === 'error' ? result : result === 'true' ? 'false' : 'true';
    };
  }
  const children = ('all' in node ? node.all : node.any).map((child) => compileNode(child, compilation));
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

function compileResolved(resolved: ResolvedLeaf | LeafFailure, patterns: PatternEngine): LeafPredicate {
  return 'errorCode' in resolved ? failing(resolved) : compileLeaf(resolved, patterns);
}

/** What the run knows decides what the leaf asks. Most runs of an alert ask the same. */
function compileAtRun(leaf: Leaf, lookup: FieldLookup, patterns: PatternEngine): LeafPredicate {
  let last: { readonly key: string; readonly ask: LeafPredicate } | undefined;
  return (look) => {
    const resolved = resolveAtRun(leaf, lookup, (name) => look.subject.variable?.(name));
    if ('errorCode' in resolved) return errorResult(resolved);
    const { leaf: asked } = resolved;
    const key = JSON.stringify([asked.contentType, asked.value]);
    if (last?.key !== key) last = { key, ask: compileLeaf(resolved, patterns) };
    return last.ask(look);
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

export function valueReader({ leaf, field, definition }: ResolvedLeaf): (subject: Subject, now: Date) => unknown {
  if (leaf.source === 'property') return (subject, now) => subject.property(leaf.field, now);
  if (leaf.source === 'event') return (subject) => subject.event?.(leaf.field);
  if (leaf.source === 'variable') return (subject) => subject.variable?.(leaf.field);
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
