import { expect, it } from 'vitest';
import { outputLines } from './output-lines';

const shown = (text: string) =>
  outputLines(text).map((line) => line.map((one) => (one.kind === 'mark' ? `[${one.code}]` : one.text)).join(''));

it.each([
  ['two lines, the last without an end', 'a\nb', ['a', 'b']],
  ['line ends of Windows', 'a\r\nb\r\n', ['a', 'b']],
  ['empty lines in between', 'a\n\nb\n', ['a', '', 'b']],
  ['nothing', '', []],
  ['tabs', 'a\tb', ['a\tb']],
  ['escape sequences and a lone return', '\u001b[31mred\rover', ['[U+001B][31mred[U+000D]over']],
  ['a turned direction', 'user\u202etxt.exe', ['user[U+202E]txt.exe']],
])('%s', (_, text, lines) => expect(shown(text)).toEqual(lines));
