import { RE2JS } from 're2js';
import { conditionLimits } from '../../domain/conditions/tree';
import type { Pattern, PatternEngine } from '../../domain/conditions/patterns';
import { expandedSize } from './pattern-size';

/**
 * Matching takes time proportional to text times program, so what counted repetitions add to the program is bounded:
 * `(a|b){900}` over a long text would take seconds although the engine is linear.
 */
const expansionLimit = 500;

/** Refuses to be more than a longest pattern with `(?i)` in front. */
const lengthLimit = conditionLimits.patternLength + 4;

/**
 * The one engine for user patterns: re2js, RE2 syntax, no backtracking. Keeps the latest `cacheSize` compiled patterns.
 * `compile` throws on bad syntax (look-around and back-references among it) and on patterns that expand too far.
 */
export function createPatternEngine(cacheSize = 1000): PatternEngine {
  // A Map keeps insertion order: the first key is the one that was not used for longest.
  const compiled = new Map<string, Pattern>();
  return {
    compile(pattern) {
      const known = compiled.get(pattern) ?? compile(pattern);
      compiled.delete(pattern);
      compiled.set(pattern, known);
      if (compiled.size > cacheSize) compiled.delete(compiled.keys().next().value!);
      return known;
    },
  };
}

function compile(pattern: string): Pattern {
  if (pattern.length > lengthLimit) throw new Error('pattern too long');
  if (expandedSize(pattern) > pattern.length + expansionLimit) throw new Error('pattern expands too far');
  const expression = RE2JS.compile(pattern);
  // `test` would build an automaton as it goes, which takes ten times as long as the search itself when every state is new.
  return { size: expression.programSize(), find: (text) => expression.matcher(text).find() };
}
