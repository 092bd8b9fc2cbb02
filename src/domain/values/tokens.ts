import { isPlainObject } from './json';

/**
 * The small token replacer of settings: `$(name)`, `$(Var.path)`, `$(Var.list[0])`, `$(metadata:Name)`, with a default
 * text `$(Var|text)`; `$$(` stands for `$(` itself. No expressions, no calls, no loops.
 */
export interface TokenUse {
  readonly name: string;
  /** What stands behind `|`; undefined without one. */
  readonly fallback: string | undefined;
  /** Where the token begins in the text, in characters from 0. */
  readonly at: number;
  /** The token as it is written. */
  readonly written: string;
}

export type TokenText = readonly (string | TokenUse)[];

/** What becomes of a token that has neither value nor default: an error, nothing, or the text as it is written. */
export type UnresolvedTokens = 'fail' | 'empty' | 'literal';

/** The value of a token by its name; undefined where there is none. Null counts as a value. */
export type TokenLookup = (name: string) => unknown;

export interface FilledTokens {
  readonly value: unknown;
  /** Names without a value, each once, whatever became of them. */
  readonly missing: readonly string[];
}

const form = /\$\$\(|\$\(([^()|]*)(?:\|([^()]*))?\)/g;

/** Cuts a text into what stays and what is replaced. What only looks like a token, such as `$(` alone, is text. */
export function parseTokens(text: string): TokenText {
  const parts: (string | TokenUse)[] = [];
  let from = 0;
  let plain = '';
  for (const match of text.matchAll(form)) {
    const [written, name, fallback] = match;
    plain += text.slice(from, match.index);
    from = match.index + written.length;
    if (name === undefined) plain += '$(';
    else if (name.trim() === '') plain += written;
    else {
      if (plain !== '') parts.push(plain);
      plain = '';
      parts.push({ name: name.trim(), fallback, at: match.index, written });
    }
  }
  plain += text.slice(from);
  if (plain !== '') parts.push(plain);
  return parts;
}

/** The texts in a JSON value, each with its pointer. */
export function textsIn(value: unknown, pointer = ''): { readonly text: string; readonly pointer: string }[] {
  if (typeof value === 'string') return [{ text: value, pointer }];
  if (Array.isArray(value)) return value.flatMap((inner, index) => textsIn(inner, `${pointer}/${index}`));
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, `${pointer}/${escapePointer(key)}`));
}

/** The tokens of all texts in a JSON value, with the pointer of the text that each stands in. */
export function tokensIn(value: unknown, pointer = ''): { readonly token: TokenUse; readonly pointer: string }[] {
  return textsIn(value, pointer).flatMap(({ text, pointer: at }) =>
    parseTokens(text).flatMap((token) => (typeof token === 'string' ? [] : [{ token, pointer: at }])),
  );
}

/**
 * Fills the tokens of every text in a JSON value. A text that is one token and nothing else becomes the value with its
 * type; in longer texts values are written out, objects and lists as JSON.
 * @param plain what is done to the text around tokens and to defaults, such as filling tokens of another form; it never
 * sees a value, so that nothing which a value holds is taken for a token
 */
export function fillTokens(
  value: unknown,
  lookup: TokenLookup,
  unresolved: UnresolvedTokens = 'fail',
  plain: (text: string) => string = (text) => text,
): FilledTokens {
  const missing = new Set<string>();
  const fill = (given: unknown): unknown => {
    if (typeof given === 'string') return fillText(given, { lookup, unresolved, missing, plain });
    if (Array.isArray(given)) return given.map(fill);
    if (!isPlainObject(given)) return given;
    return Object.fromEntries(Object.entries(given).map(([key, inner]) => [key, fill(inner)]));
  };
  return { value: fill(value), missing: [...missing] };
}

interface Filling {
  readonly lookup: TokenLookup;
  readonly unresolved: UnresolvedTokens;
  readonly missing: Set<string>;
  readonly plain: (text: string) => string;
}

function fillText(text: string, { lookup, unresolved, missing, plain }: Filling): unknown {
  const parts = parseTokens(text);
  const valueOf = (token: TokenUse): unknown => {
    const found = lookup(token.name);
    if (found !== undefined) return found;
    if (token.fallback !== undefined) return plain(token.fallback);
    missing.add(token.name);
    return unresolved === 'literal' ? plain(token.written) : '';
  };
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && typeof only !== 'string') return valueOf(only);
  return parts.map((part) => (typeof part === 'string' ? plain(part) : writtenOut(valueOf(part)))).join('');
}

/** A value inside a longer text. */
export function writtenOut(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  return JSON.stringify(value) ?? '';
}

/** True for what can stand inside `$( )` as a name. */
export function isTokenName(text: string): boolean {
  return text.length <= 200 && text.trim() === text && /^[^()|\p{Cc}\p{Cs}]+$/u.test(text);
}

/** True when filling a text, or one of a list, would change it: it holds a token, or `$$(`. */
export function hasTokens(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasTokens);
  return typeof value === 'string' && value.includes('$(') && parseTokens(value).some((part) => part !== value);
}

const step = /^([^.[\]]+)|\.([^.[\]]+)|\[(\d{1,6})\]/y;

/**
 * Looks names up in nested values: the whole name first, so that a name may hold dots, then step by step. Only what an
 * object or list has itself is found.
 */
export function lookupIn(values: Readonly<Record<string, unknown>>): TokenLookup {
  return (name) => {
    if (Object.hasOwn(values, name)) return values[name];
    let found: unknown = values;
    step.lastIndex = 0;
    while (step.lastIndex < name.length) {
      const match = step.exec(name);
      if (match === null) return undefined;
      const key = match[1] ?? match[2] ?? match[3]!;
      const isThere = match[3] === undefined ? isPlainObject(found) : Array.isArray(found);
      if (!isThere || !Object.hasOwn(found as object, key)) return undefined;
      found = (found as Record<string, unknown>)[key];
    }
    return found;
  };
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
