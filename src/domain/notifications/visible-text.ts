/** Control characters, lone surrogates, line and paragraph separators, direction marks, byte order mark. */
const unseen = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Text from outside made safe for a line: whatever could start a new line or header, hide or turn around its
 * neighbours becomes `\uXXXX`. Everything else, the backslash too, stays as it is.
 */
export function visibleText(text: string): string {
  return text.replace(unseen, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** At most `length` characters; a cut text ends in `…` and is never cut inside a surrogate pair. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = length - 1;
  const split = /[\ud800-\udbff]/.test(text.charAt(end - 1));
  return `${text.slice(0, split ? end - 1 : end)}…`;
}
