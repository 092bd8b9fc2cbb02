/** A stretch of text as it is, or a character that would not be seen or would deceive. */
export type Stretch =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'mark'; readonly text: string; readonly code: string; readonly why: string };

/**
 * Characters that change how a line is read or are not seen: controls (C0, DEL, C1), marks and isolates of direction
 * (UAX #9, table 4), those without width, separators, tags, and unpaired surrogates.
 */
const hidden =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** Splits text at such characters; each becomes a mark with its code point. */
export function stretchesOf(text: string): readonly Stretch[] {
  const found: Stretch[] = [];
  let end = 0;
  for (const match of text.matchAll(hidden)) {
    if (match.index > end) found.push({ kind: 'text', text: text.slice(end, match.index) });
    found.push(markOf(match[0]));
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ kind: 'text', text: text.slice(end) });
  return found;
}

function markOf(character: string): Stretch {
  const point = character.codePointAt(0)!;
  const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
  return { kind: 'mark', text: character, code, why: reasonOf(point) };
}

function reasonOf(point: number): string {
  if ((point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069))
    return 'turns the direction of text';
  if (point === 0x200e || point === 0x200f || point === 0x61c) return 'marks a direction of text';
  if (point < 0x20 || (point >= 0x7f && point <= 0x9f)) return 'a control character';
  if (point >= 0xd800 && point <= 0xdfff) return 'half a character';
  return 'cannot be seen';
}

const scripts = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Hebrew', 'Arabic', 'Cherokee', 'Coptic'] as const;
const patterns = scripts.map((name) => [name, new RegExp(`\\p{Script=${name}}`, 'u')] as const);

/**
 * Scripts that one word mixes although none is written so: `раypal` with Cyrillic letters. Undefined where each word is of
 * one script. After UTS #39, section 5, narrowed to the scripts whose letters look alike.
 */
export function mixedScripts(text: string): readonly string[] | undefined {
  for (const word of text.split(/[^\p{L}\p{M}\p{N}]+/u)) {
    const used = patterns.filter(([, pattern]) => pattern.test(word)).map(([name]) => name);
    if (used.length > 1) return used;
  }
  return undefined;
}

/** Whether a DNS name holds labels in punycode, which may look like other letters once they are decoded. */
export function hasPunycode(text: string): boolean {
  return /(^|[.@/])xn--/i.test(text);
}
