import * as fc from 'fast-check';
import { leastCpuMs } from '../../../../test/support/cpu-time';
import { tokensOf } from './lexer';

const shown = (text: string) =>
  tokensOf(text)
    .map(({ kind, value }) => (value === '' ? kind : `${kind} ${value}`))
    .join(' | ');

describe('commands', () => {
  it.each([
    ['Get-Item -Path x,y -Force', 'command Get-Item | parameter Path | word x | comma , | word y | parameter Force'],
    ['a | b; c && d', 'command a | pipe | | command b | end ; | command c | end && | command d'],
    ['& "C:\\a b.exe" --x', 'operator & | command C:\\a b.exe | word --x'],
    ['& $program x', 'operator & | command | word x'],
    ['. ./lib.ps1', 'operator . | command ./lib.ps1'],
    ['Foo -Bar:$false @all', 'command Foo | parameter Bar | variable false | splat all'],
    ['Foo `\n  -Bar', 'command Foo | parameter Bar'],
    ['gci | % { $_.Name }', 'command gci | pipe | | command % | open { | variable _ | member Name | close }'],
    ['x > out.txt 2>&1', 'command x | operator > | word out.txt | word 2 | operator >& | word 1'],
    ["Write-Host don`'t", "command Write-Host | word don't"],
  ])('are told apart from their arguments: %j', (text, expected) => expect(shown(text)).toBe(expected));
});

describe('expressions', () => {
  it.each([
    ['$a = Get-Date', 'variable a | assign = | command Get-Date'],
    ['$x -eq 5', 'variable x | operator -eq | number 5'],
    ['[int]$x = 0x1F', 'type int | variable x | assign = | number 0x1F'],
    ['[A.B[]]::C("d").E', 'type A.B[] | member C | open ( | string d | close ) | member E'],
    ["$x['k'][0].n", 'variable x | open [ | string k | close ] | open [ | number 0 | close ] | member n'],
    ['1..5', 'number 1 | operator .. | number 5'],
    ['$env:PATH + ${a b}', 'variable env:PATH | operator + | variable a b'],
    [
      '@{ a = 1; "b c" = x }',
      'open @{ | key a | assign = | number 1 | end ; | key b c | assign = | command x | close }',
    ],
    ['$x ?? $y', 'variable x | operator ?? | variable y'],
    ['return -not $x', 'keyword return | operator -not | variable x'],
  ])('are read as such: %j', (text, expected) => expect(shown(text)).toBe(expected));
});

describe('statements', () => {
  it.each([
    ['if ($a) { b } else { c }', ['if', 'else'], ['b', 'c']],
    ['try { a } catch [X] { b } finally { c }', ['try', 'catch', 'finally'], ['a', 'b', 'c']],
    ['switch ($a) { 1 { b } default { c } }', ['switch', 'default'], ['b', 'c']],
    ['foreach ($a in b) { c }\nwhile ($x) { d }', ['foreach', 'in', 'while'], ['b', 'c', 'd']],
    ['function Foo\n{\n  param($x)\n  a }\nb', ['function', 'param'], ['a', 'b']],
    ['do { a } until (b)', ['do', 'until'], ['a', 'b']],
    ['$x = if ($y) { a } else { b }', ['if', 'else'], ['a', 'b']],
  ])('have their words, and commands in their blocks: %j', (text, words, commands) => {
    const tokens = tokensOf(text);
    expect(tokens.filter(({ kind }) => kind === 'keyword').map(({ value }) => value)).toEqual(words);
    expect(tokens.filter(({ kind }) => kind === 'command').map(({ value }) => value)).toEqual(commands);
  });
});

describe('texts', () => {
  it.each([
    ["'it''s $x'", "string it's $x"],
    ['"a`n""b"', 'string a\n"b'],
    ['"$x and ${y}"', 'variable x | variable y | string $x and $y'],
    ['"a $(b "c") d"', 'open $( | command b | string c | close ) | string a $() d'],
    ["@'\nit's \"x\"\n'@ | y", 'string it\'s "x" | pipe | | command y'],
    ['@"\n$x "y"\n"@', 'variable x | string $x "y"'],
    ['“typographic”', 'string typographic'],
    ['# comment\n<# more\n#> a', 'comment # comment | comment <# more\n#> | command a'],
    ["'never ends", 'string never ends'],
    ['"never $(ends', 'open $( | command ends'],
  ])('are read with what stands in them: %j', (text, expected) => expect(shown(text)).toBe(expected));

  it('keep the lines of what follows them', () => {
    const lines = tokensOf('"a\nb"\r\nc\n@\'\nx\n\'@\n<#\n#> d').map(({ value, line }) => `${line} ${value}`);
    expect(lines).toEqual(['1 a\nb', '2 ', '3 c', '3 ', '4 x', '6 ', '7 <#\n#>', '8 d']);
  });
});

const pieces = fc.constantFrom(
  ...[
    '"',
    "'",
    '`',
    '$',
    '$(',
    '@(',
    '@{',
    '${',
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    '#',
    '<#',
    '#>',
    '@"\n',
    '\n"@',
    "@'\n",
    "\n'@",
  ],
  ...[
    '\n',
    '\r\n',
    ' ',
    ';',
    '|',
    '&',
    '.',
    '::',
    ',',
    '=',
    '-',
    '--',
    '-eq',
    '-Path',
    'if',
    'catch',
    'param',
    'Get-Item',
    'x',
    '1',
    '%',
    '?',
  ],
);

describe('any text', () => {
  it('is read without an error, each token behind the one before', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces, { maxLength: 60 }).map((list) => list.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          let start = 0;
          let line = 1;
          for (const token of tokensOf(text).filter(({ quote }) => quote !== 'double')) {
            expect(token.start).toBeGreaterThanOrEqual(start);
            expect(token.end).toBeGreaterThanOrEqual(token.start);
            expect(token.end).toBeLessThanOrEqual(text.length);
            expect(token.line).toBeGreaterThanOrEqual(line);
            [start, line] = [token.start, token.line];
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  const hostile = [
    '"',
    '""',
    '"${',
    '$(',
    '@"\n',
    '[a',
    '[a(',
    '((',
    '{',
    ']',
    '`',
    '${a',
    '"$(',
    '@{a=',
    '<#',
    'a.b',
    '-x ',
    "@'",
    '0x',
    '“',
    ';',
    ',',
    '. ',
    '& ',
  ];
  // What grows with the square of its input takes minutes.
  it.each(hostile)('of a megabyte takes less than ten seconds of the processor: %j', (piece) => {
    const text = piece.repeat(Math.ceil((1024 * 1024) / piece.length));
    expect(leastCpuMs(() => tokensOf(text), 2)).toBeLessThan(10_000);
  });
});
