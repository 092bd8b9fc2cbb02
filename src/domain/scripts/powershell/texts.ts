import { escapes, isBlank, isDoubleQuote, isLineEnd, isNameCharacter, isSingleQuote } from './characters';
import type { Cursor } from './cursor';

/** A text in double quotes that is being read: code may stand in it. */
export interface TextFrame {
  readonly kind: 'text';
  readonly start: number;
  readonly line: number;
  readonly parts: string[];
  /** `@"` … `"@` */
  readonly isHeredoc: boolean;
}

/** At `@"` or `@'` at the end of a line: the position behind that line; undefined where no here-string begins. */
export function readHeredocHead({ text, pos }: Cursor): number | undefined {
  const quote = text[pos + 1];
  if (!isDoubleQuote(quote) && !isSingleQuote(quote)) return undefined;
  let at = pos + 2;
  while (isBlank(text[at])) at += 1;
  if (!isLineEnd(text[at])) return undefined;
  return text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1;
}

/** At a quote, or behind the head of a here-string: the text and what ends it. One without an end takes all. */
export function readSingleQuoted(cursor: Cursor, isHeredoc = false): string {
  if (!isHeredoc) cursor.skip(1);
  const parts: string[] = [];
  let start = cursor.pos;
  while (!cursor.isAtEnd) {
    if (isHeredoc && endsHeredoc(cursor, isSingleQuote)) {
      parts.push(cursor.text.slice(start, cursor.pos));
      cursor.skip(2);
      return withoutLastLineEnd(parts.join(''));
    }
    if (!isHeredoc && isSingleQuote(cursor.peek())) {
      parts.push(cursor.text.slice(start, cursor.pos));
      cursor.skip(1);
      if (!isSingleQuote(cursor.peek())) return parts.join('');
      start = cursor.pos;
      cursor.skip(1);
    } else cursor.step();
  }
  return parts.join('') + cursor.text.slice(start);
}

/** Up to the end of a text in double quotes, which is taken, or up to the `$` of a variable or of code, which is not. */
export function readTextPart(
  cursor: Cursor,
  isHeredoc: boolean,
): { readonly text: string; readonly then: 'end' | 'variable' | 'code' } {
  const parts: string[] = [];
  let start = cursor.pos;
  const soFar = () => parts.join('') + cursor.text.slice(start, cursor.pos);
  while (!cursor.isAtEnd) {
    const [c, next] = [cursor.peek(), cursor.peek(1)];
    if (c === '$' && next === '(') return { text: soFar(), then: 'code' };
    if (c === '$' && beginsVariable(next)) return { text: soFar(), then: 'variable' };
    if (c === '`' && next !== undefined) {
      parts.push(cursor.text.slice(start, cursor.pos), escapes[next] ?? next);
      cursor.step();
      cursor.step();
      start = cursor.pos;
    } else if (isHeredoc && endsHeredoc(cursor, isDoubleQuote)) {
      const text = withoutLastLineEnd(soFar());
      cursor.skip(2);
      return { text, then: 'end' };
    } else if (!isHeredoc && isDoubleQuote(c)) {
      if (!isDoubleQuote(next)) {
        const text = soFar();
        cursor.skip(1);
        return { text, then: 'end' };
      }
      parts.push(cursor.text.slice(start, cursor.pos));
      start = cursor.pos + 1;
      cursor.skip(2);
    } else cursor.step();
  }
  return { text: soFar(), then: 'end' };
}

function beginsVariable(c: string | undefined): boolean {
  return isNameCharacter(c) || c === '{' || c === '$' || c === '?' || c === '^';
}

/** At the beginning of a line, a quote and an `@`. */
function endsHeredoc({ text, pos }: Cursor, isQuote: (c: string | undefined) => boolean): boolean {
  return isQuote(text[pos]) && text[pos + 1] === '@' && (pos === 0 || isLineEnd(text[pos - 1]));
}

function withoutLastLineEnd(text: string): string {
  if (text.endsWith('\r\n')) return text.slice(0, -2);
  return text.endsWith('\n') || text.endsWith('\r') ? text.slice(0, -1) : text;
}
