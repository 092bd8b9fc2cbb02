/** The positive test of a leaf on a present value; negation and absence are the caller's. */
import { elementReader, type ElementReader } from './elements';
import type { Comparable, Test } from './operand';
import {
  effectivePattern,
  patternSteps,
  searchedTextLimit,
  type Pattern,
  type PatternBudget,
  type PatternEngine,
} from './patterns';
import type { LeafFailure, ResolvedLeaf } from './resolve';
import { windowOf, type TimeWindow } from './window';

export type LeafTest = (value: unknown, now: Date, budget: PatternBudget) => boolean | LeafFailure;

/** Throws when the engine refuses the pattern. */
export function compileTest(resolved: ResolvedLeaf, patterns: PatternEngine): LeafTest {
  const { field, test, ignoreCase } = resolved;
  const read = elementReader(field);
  switch (test.kind) {
    case 'present':
      return () => true;
    case 'countEqual':
    case 'countGreater':
    case 'countLess':
      return (value) => countSatisfies(test, Array.isArray(value) ? value.length : 1);
    case 'matches':
      return searchTest(patterns.compile(effectivePattern(test.pattern, ignoreCase)), read);
    case 'within': {
      let window: TimeWindow | undefined;
      let at = Number.NaN;
      return (value, now) => {
        // Subjects of one batch share their clock.
        if (window === undefined || now.getTime() !== at) {
          window = windowOf(field, test, now);
          at = now.getTime();
        }
        const [from, to] = window;
        return someElement(value, read, (element) => element >= from && element <= to);
      };
    }
    default: {
      const compare = comparison(test, ignoreCase);
      return (value) => someElement(value, read, compare);
    }
  }
}

/** The positive form of `COUNT_*` on a size; false for every other test, which is right for an absent value. */
export function countSatisfies(test: Test, size: number): boolean {
  switch (test.kind) {
    case 'countEqual':
      return size === test.size;
    case 'countGreater':
      return size > test.size;
    case 'countLess':
      return size < test.size;
    default:
      return false;
  }
}

function someElement(value: unknown, read: ElementReader, satisfied: (element: Comparable) => boolean): boolean {
  if (!Array.isArray(value)) {
    const element = read(value);
    return element !== undefined && satisfied(element);
  }
  for (const stored of value as readonly unknown[]) {
    const element = read(stored);
    if (element !== undefined && satisfied(element)) return true;
  }
  return false;
}

type Comparison = Exclude<
  Test,
  { kind: 'present' | 'countEqual' | 'countGreater' | 'countLess' | 'matches' | 'within' }
>;

function comparison(test: Comparison, ignoreCase: boolean): (element: Comparable) => boolean {
  const fold = ignoreCase ? lowerCase : same;
  switch (test.kind) {
    case 'equals': {
      const values = new Set(test.values.map(fold));
      const [only] = values;
      return values.size === 1 ? (element) => fold(element) === only : (element) => values.has(fold(element));
    }
    case 'contains':
      return textTest(fold(test.text), fold, (text, part) => text.includes(part));
    case 'starts':
      return textTest(fold(test.text), fold, (text, part) => text.startsWith(part));
    case 'ends':
      return textTest(fold(test.text), fold, (text, part) => text.endsWith(part));
    case 'greater':
      return (element) => element > test.value;
    case 'greaterOrEqual':
      return (element) => element >= test.value;
    case 'lesser':
      return (element) => element < test.value;
    case 'lesserOrEqual':
      return (element) => element <= test.value;
  }
}

function textTest<T extends Comparable>(
  part: T,
  fold: <V extends Comparable>(value: V) => V,
  compare: (text: string, part: string) => boolean,
): (element: Comparable) => boolean {
  return (element) => typeof element === 'string' && compare(fold(element), part as string);
}

function same<V extends Comparable>(value: V): V {
  return value;
}

/** Both sides, without a locale. */
function lowerCase<V extends Comparable>(value: V): V {
  return (typeof value === 'string' ? value.toLowerCase() : value) as V;
}

const tooLong: LeafFailure = {
  errorCode: 'text_too_long',
  message: `Texts of more than ${searchedTextLimit} characters are not searched.`,
};

const tooCostly: LeafFailure = {
  errorCode: 'pattern_too_costly',
  message: 'Searching texts of this length for this pattern takes too long; use a shorter pattern, or CONTAINS.',
};

/** What is found before the limit counts: the rest of the texts could not change it. */
function searchTest(pattern: Pattern, read: ElementReader): LeafTest {
  return (value, _now, budget) => {
    const elements = (Array.isArray(value) ? value : [value]) as readonly unknown[];
    const texts = elements.map(read).filter((text) => typeof text === 'string');
    if (texts.some((text) => text.length > searchedTextLimit)) return tooLong;
    let left: number = patternSteps.leaf;
    for (const text of texts) {
      const steps = (text.length + 1) * pattern.size;
      if (steps > left || !budget.take(steps)) return tooCostly;
      left -= steps;
      const found = pattern.find(text);
      if (found === undefined) return tooCostly;
      if (found) return true;
    }
    return false;
  };
}
