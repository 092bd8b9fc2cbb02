import { endsWord, isLineEnd } from './characters';
import type { Cursor } from './cursor';
import type { Mode } from './tokens';

/** Words that begin a statement, and what may follow them. */
export const statementWords: ReadonlyMap<string, Mode> = new Map<string, Mode>([
  ...[
    'if',
    'elseif',
    'else',
    'while',
    'until',
    'for',
    'foreach',
    'switch',
    'do',
    'try',
    'catch',
    'finally',
    'trap',
  ].map((word): [string, Mode] => [word, 'typed']),
  ...['function', 'filter', 'workflow', 'configuration', 'class', 'enum'].map((word): [string, Mode] => [
    word,
    'value',
  ]),
  ...['begin', 'process', 'end', 'clean', 'dynamicparam', 'param', 'default', 'data'].map((word): [string, Mode] => [
    word,
    'typed',
  ]),
  ...['return', 'throw', 'exit'].map((word): [string, Mode] => [word, 'start']),
  ...['break', 'continue'].map((word): [string, Mode] => [word, 'typed']),
  ['using', 'args'],
]);

/** Those behind which a block is no value. */
export const opensStatement: ReadonlySet<string> = new Set(
  [...statementWords].flatMap(([word, mode]) => (mode === 'typed' || mode === 'value' ? [word] : [])),
);

/** A word as it is written, backticks gone. @param also what ends it beside what always does */
export function readWord(cursor: Cursor, also = ''): string {
  const parts: string[] = [];
  const plain = (c: string) => c !== '`' && !endsWord(c) && !also.includes(c);
  for (;;) {
    parts.push(cursor.takeWhile(plain));
    if (cursor.peek() !== '`' || cursor.peek(1) === undefined || isLineEnd(cursor.peek(1))) break;
    parts.push(cursor.peek(1)!);
    cursor.skip(2);
  }
  return parts.join('');
}
