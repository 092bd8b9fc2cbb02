/** A user's pattern, compiled. `find` is a partial match: anchors are as written. */
export interface Pattern {
  /** Instructions of the compiled program: searching a text takes at most text times size steps. */
  readonly size: number;
  /** Undefined: there was no answer in the time that there is. */
  find(text: string): boolean | undefined;
}

/** A linear-time engine for RE2 syntax. `compile` throws on bad syntax and on patterns that would cost too much. */
export interface PatternEngine {
  compile(pattern: string): Pattern;
}

/** Texts beyond this many characters are not searched: the leaf ends in error instead of holding up the firing. */
export const searchedTextLimit = 100_000;

/**
 * What searching may cost, in steps: characters of the texts times the size of the pattern. A linear engine is not
 * enough, for both may be large. On a slow machine a leaf at its limit takes some 40 ms.
 */
export const patternSteps = { leaf: 1_500_000, evaluation: 3_000_000, decision: 6_000_000 } as const;

/** Steps that the leaves of one evaluation, or of all triggers of one decision, may still take together. */
export class PatternBudget {
  constructor(private left: number = patternSteps.evaluation) {}

  /** False, and nothing is taken, when less is left. */
  take(steps: number): boolean {
    if (steps > this.left) return false;
    this.left -= steps;
    return true;
  }
}

/** The pattern a leaf hands to the engine: `ignoreCase` is RE2's own flag, for lower-casing `\D` would make it `\d`. */
export function effectivePattern(pattern: string, ignoreCase: boolean): string {
  return ignoreCase ? `(?i)${pattern}` : pattern;
}
