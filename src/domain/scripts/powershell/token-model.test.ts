import { modelOfTokens } from './token-model';

const elementsOf = (text: string) =>
  modelOfTokens(text).commands.map(({ name, elements }) => [
    name,
    ...elements.map((one) =>
      one.kind === 'parameter' ? `-${one.name}` : one.variable === null ? one.texts : `$${one.variable}`,
    ),
  ]);

it('gives commands their parameters and arguments, lists in one piece', () => {
  expect(elementsOf("Send-Mail -To 'a', b,\n  $c -Count 5 -Confirm:$false $x.Name { gone 'x' }")).toEqual([
    ['Send-Mail', '-To', ['a', 'b'], '-Count', ['5'], '-Confirm', '$false', [], []],
    ['gone', ['x']],
  ]);
});

it('says what a command is piped into, over lines and brackets', () => {
  const { commands } = modelOfTokens('a (b | c) |\n d; e');
  expect(commands.map(({ name, next }) => [name, next?.name])).toEqual([
    ['a', 'd'],
    ['b', 'c'],
    ['c', undefined],
    ['d', undefined],
    ['e', undefined],
  ]);
});

it('knows what members belong to, and which are called', () => {
  const { members } = modelOfTokens("[A.B]::C($x.D.E()); $y['F'].G(); (1).H");
  expect(members.map(({ of, name, isCall, isStatic }) => [of, name, isCall, isStatic])).toEqual([
    ['A.B', 'C', true, true],
    ['x', 'D', false, false],
    ['D', 'E', true, false],
    ['F', 'G', true, false],
    [null, 'H', false, false],
  ]);
});

it('knows what is set to which constant', () => {
  const { assignments } = modelOfTokens("$a = 'x'\n$b.c = $true\n$d['e'] = 5\n@{ f = \"g\"; h = Get-It }\n$i += 1 + 2");
  expect(assignments.map(({ to, name, constant, line }) => [line, to, name, constant])).toEqual([
    [1, 'variable', 'a', 'x'],
    [2, 'member', 'c', 'true'],
    [3, 'key', 'e', '5'],
    [4, 'key', 'f', 'g'],
    [4, 'key', 'h', null],
    [5, 'variable', 'i', null],
  ]);
});

it('finds functions without their scope, configurations, requirements and types', () => {
  const model = modelOfTokens(
    '#Requires -Version 7\nfunction script:Say-It { [void]$x }\nconfiguration Web { Node a {} }',
  );
  expect(model).toMatchObject({
    ...{ source: 'tokens', functions: ['Say-It'], hasTable: false, parseErrors: [] },
    ...{ configurations: [{ name: 'Web', line: 3 }], requires: [{ name: 'Requires -Version 7', line: 1 }] },
    types: [{ name: 'void', line: 2 }],
  });
});

describe('parameters', () => {
  it.each([
    ['param()', []],
    ['param($a, [int]$b = (1 + 2), [A][B]$c)', ['a object', 'b int (1 + 2)', 'c B']],
    [
      "using namespace X\n[CmdletBinding()]\nparam([Parameter(Mandatory)][string] $d, [ValidateSet('x')]$e = 'f,g')",
      ['d string!', "e object 'f,g'"],
    ],
    [
      'param([Parameter(Mandatory = $false)]$a, [Parameter(Position = 0, Mandatory = $true)]$b)',
      ['a object', 'b object!'],
    ],
    ['# first\n<# second #>\nParam (\n  # third\n  [hashtable]$table # fourth\n)', ['table hashtable']],
  ])('are those of the block that comes first: %j', (text, expected) => {
    const found = modelOfTokens(text).parameters ?? [];
    const shown = found.map((one) =>
      [`${one.name} ${one.type}${one.mandatory ? '!' : ''}`, one.default].filter((part) => part !== null).join(' '),
    );
    expect(shown).toEqual(expected);
  });

  it.each(['Get-It', '$x = 1\nparam($y)', 'function Foo { param($x) }', '& { param($x) }', ''])(
    'are none where no block is the first: %j',
    (text) => expect(modelOfTokens(text).parameters).toBeNull(),
  );
});
