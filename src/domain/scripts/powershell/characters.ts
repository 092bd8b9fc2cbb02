/** Which characters mean what in PowerShell. Typographic quotes and dashes are as good as plain ones there. */

export const isSingleQuote = (c: string | undefined) => c !== undefined && "'‘’‚‛".includes(c);
export const isDoubleQuote = (c: string | undefined) => c !== undefined && '"“”„'.includes(c);
export const isDash = (c: string | undefined) => c !== undefined && '-–—―'.includes(c);
export const isLineEnd = (c: string | undefined) => c === '\n' || c === '\r';
/** Without line ends. */
export const isBlank = (c: string | undefined) => c !== undefined && c !== '\n' && c !== '\r' && c.trim() === '';

export function isDigit(c: string | undefined): boolean {
  return c !== undefined && c >= '0' && c <= '9';
}

/** Of names of variables, members and parameters; every letter beyond ASCII counts. */
export function isNameCharacter(c: string | undefined): boolean {
  if (c === undefined) return false;
  return (
    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c === '_' || isDigit(c) || (c > '\u00bf' && !isTypographic(c))
  );
}

/** What ends a word of a command. */
export function endsWord(c: string | undefined): boolean {
  return (
    c === undefined || isLineEnd(c) || isBlank(c) || ';|&(){},<>'.includes(c) || isSingleQuote(c) || isDoubleQuote(c)
  );
}

/** What a backtick and a letter stand for in a text; others stand for themselves. */
export const escapes: Readonly<Record<string, string>> = {
  ...{ '0': '\0', a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

function isTypographic(c: string): boolean {
  return c >= '\u2000' && c <= '\u206f';
}
