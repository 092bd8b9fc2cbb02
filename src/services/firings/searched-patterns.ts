import type { PatternEngine } from '../../domain/conditions/patterns';
import type { PatternThread } from './pattern-thread';

/** Patterns whose texts are searched by a thread before a predicate asks about them. */
export interface SearchedPatterns {
  /** For the compilation of the predicate; it asks `engine` itself about what was not searched before. */
  readonly patterns: PatternEngine;
  /** The patterns that were compiled are so long, or so many, that they do not belong on the event loop. */
  isHeavy(): boolean;
  /**
   * Has the thread search what the predicate would ask about the first of `rows`, as many as one go takes. What takes too
   * long has no answer then: its leaf ends as `pattern_too_costly`.
   * @param ask evaluates the predicate
   * @returns how many rows
   */
  prepare<R>(rows: readonly R[], ask: (row: R) => void): Promise<number>;
}

/** Instructions of all patterns together, up to which they are searched at once: a row takes microseconds then. */
const lightSize = 100;
/** What one go of the thread takes: rows, and steps of searching. */
const goOf = { rows: 200, steps: 6_000_000 } as const;
/** Some twenty times what the steps of one go should take. */
const goLimitMs = 1_500;

/** For one search: answers are kept until the next rows are prepared. */
export function createSearchedPatterns(engine: PatternEngine, thread: PatternThread): SearchedPatterns {
  let size = 0;
  let answers = new Map<string, Map<string, boolean | undefined>>();
  /** While what will be asked is noted. */
  let noted: Map<string, Set<string>> | undefined;
  let steps = 0;

  return {
    patterns: {
      compile(pattern) {
        const compiled = engine.compile(pattern);
        size += compiled.size;
        return {
          size: compiled.size,
          find(text) {
            if (noted === undefined) {
              const known = answers.get(pattern);
              return known?.has(text) === true ? known.get(text) : compiled.find(text);
            }
            const texts = noted.get(pattern) ?? new Set();
            noted.set(pattern, texts);
            if (!texts.has(text)) steps += (text.length + 1) * compiled.size;
            texts.add(text);
            // Not found: the predicate goes on, so that nothing it may ask is left out.
            return false;
          },
        };
      },
    },

    isHeavy: () => size > lightSize,

    async prepare(rows, ask) {
      const asked = new Map<string, Set<string>>();
      noted = asked;
      steps = 0;
      let count = 0;
      try {
        for (const row of rows.slice(0, goOf.rows)) {
          if (steps > goOf.steps) break;
          ask(row);
          count += 1;
        }
      } finally {
        noted = undefined;
      }
      const sought = [...asked].map(([pattern, texts]) => ({ pattern, texts: [...texts] }));
      const found = sought.length === 0 ? [] : await thread.search(sought, goLimitMs);
      answers = new Map(
        sought.map(({ pattern, texts }, at) => [pattern, new Map(texts.map((text, of) => [text, found?.[at]?.[of]]))]),
      );
      return count;
    },
  };
}
