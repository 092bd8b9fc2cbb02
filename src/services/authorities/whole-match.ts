import type { PatternEngine } from '../../domain/conditions/patterns';
import type { MatchesWhole } from '../../domain/authorities/profile-check';

/** Patterns of certificate profiles: RE2, and all of a text has to match. A text beyond the limit matches nothing. */
export function createWholeMatch(engine: PatternEngine): MatchesWhole {
  return (pattern, text) => text.length <= longestText && engine.compile(`\\A(?:${pattern})\\z`).find(text) === true;
}

/** Names of certificates are at most 255 characters; an address may be longer. */
const longestText = 2_000;
