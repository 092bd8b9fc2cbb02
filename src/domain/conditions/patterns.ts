/** A user's pattern, compiled. `find` is a partial match: anchors are as written. */
export interface Pattern {
  find(text: string): boolean;
}

/** A linear-time engine for RE2 syntax. `compile` throws on bad syntax and on patterns that would cost too much. */
export interface PatternEngine {
  compile(pattern: string): Pattern;
}

/** Texts beyond this many characters are not searched: the leaf ends in error instead of holding up the firing. */
export const searchedTextLimit = 100_000;

/** The pattern a leaf hands to the engine: `ignoreCase` is RE2's own flag, for lower-casing `\D` would make it `\d`. */
export function effectivePattern(pattern: string, ignoreCase: boolean): string {
  return ignoreCase ? `(?i)${pattern}` : pattern;
}
