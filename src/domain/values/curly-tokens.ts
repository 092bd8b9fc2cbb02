import { writtenOut, type TokenLookup, type TokenUse } from './tokens';

/** Names that a text may use in braces, without regard to case. */
export interface CurlyNames {
  /** In lower case: `cn`, `requester:mail`. */
  readonly names: ReadonlySet<string>;
  /** What may stand before a colon with any name behind it, in lower case: `metadata`. */
  readonly prefixes: ReadonlySet<string>;
}

const form = /\{([A-Za-z][A-Za-z0-9]*)(?::([^{}:;\r\n]{1,200}))?\}/g;

interface CurlyUse extends TokenUse {
  /** Not in the list, but nothing else than a token can be meant. */
  readonly isUnknown: boolean;
}

function usesIn(text: string, { names, prefixes }: CurlyNames): CurlyUse[] {
  return [...text.matchAll(form)].flatMap(({ 0: written, 1: head = '', 2: rest, index: at }) => {
    const prefix = head.toLowerCase();
    const given = rest === undefined ? prefix : `${prefix}:${rest.trim()}`;
    const isNamed = names.has(given.toLowerCase());
    const name = isNamed ? given.toLowerCase() : given;
    const isKnown = isNamed || (rest !== undefined && prefixes.has(prefix));
    // `{color: red}` is a style sheet; a plain word in braces can only be a token.
    if (!isKnown && rest !== undefined) return [];
    return [{ name, fallback: undefined, at, written, isUnknown: !isKnown }];
  });
}

/** The tokens of a text, as `{cn}` or `{metadata:Name}`; other groups in braces are text. */
export function curlyTokens(text: string, known: CurlyNames): readonly TokenUse[] {
  return usesIn(text, known).filter(({ isUnknown }) => !isUnknown);
}

/** Plain words in braces that no token is called. */
export function unknownCurlyTokens(text: string, known: CurlyNames): readonly TokenUse[] {
  return usesIn(text, known).filter(({ isUnknown }) => isUnknown);
}

export interface FilledCurly {
  readonly text: string;
  /** Tokens without a value, each once; nothing stands in their place. */
  readonly missing: readonly string[];
}

/**
 * Fills the known tokens of a text.
 * @param lookup gets the name in lower case, but for what stands behind a prefix: `cn`, `requester:mail`, `metadata:Name`
 * @param escape what is done to each value, such as escaping for HTML
 */
export function fillCurly(
  text: string,
  known: CurlyNames,
  lookup: TokenLookup,
  escape: (value: string) => string = (value) => value,
): FilledCurly {
  const missing = new Set<string>();
  let filled = '';
  let from = 0;
  for (const { name, at, written } of curlyTokens(text, known)) {
    const value = writtenOut(lookup(name));
    if (value === '') missing.add(name);
    filled += text.slice(from, at) + escape(value);
    from = at + written.length;
  }
  return { text: filled + text.slice(from), missing: [...missing] };
}
