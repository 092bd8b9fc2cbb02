import { modelOfSyntax } from './syntax-model';

const tree = {
  nodes: [
    [
      'command',
      1,
      'Get-It',
      false,
      1,
      [
        ['parameter', 1, 'Path'],
        ['argument', 1, null, ['a', 'b']],
      ],
    ],
    ['command', 2, 'Out-It', true, -1, [['argument', 2, 'x', []]]],
    ['text', 1, 'a', true],
    ['type', 3, 'System.Uri'],
    ['member', 3, 'Parse', true, true, 'System.Uri'],
    ['variable', 2, 'x'],
    ['assign', 4, 'key', 'k', null],
    ['error', 4],
    ['table', 4],
    ['function', 5, 'Say'],
    ['configuration', 6, 'Web'],
    ['requires', 7, 'Requires -Version 5'],
  ],
  errors: [[8, 'Missing closing brace.']],
  parameters: [['Name', 'string', true, null]],
};

it('is read out of the list of nodes that a worker makes', () => {
  const model = modelOfSyntax(tree);
  expect(model).toMatchObject({
    source: 'syntax',
    parseErrors: [{ line: 8, message: 'Missing closing brace.' }],
    texts: [{ text: 'a', line: 1, isBareword: true }],
    members: [{ name: 'Parse', isStatic: true, isCall: true, of: 'System.Uri' }],
    assignments: [{ to: 'key', name: 'k', constant: null, line: 4 }],
    ...{ functions: ['Say'], hasTable: true, errorsInTables: [{ line: 4 }] },
    parameters: [{ name: 'Name', type: 'string', mandatory: true, default: null }],
  });
  expect(model?.commands[0]).toMatchObject({
    name: 'Get-It',
    elements: [
      { kind: 'parameter', name: 'Path' },
      { kind: 'argument', texts: ['a', 'b'], variable: null },
    ],
    next: { name: 'Out-It', isSplatted: true, elements: [{ variable: 'x', texts: [] }], next: null },
  });
});

it.each([
  undefined,
  null,
  'text',
  [],
  { nodes: [], errors: [] },
  { ...tree, nodes: [['command', 0, 'x', false, -1, []]] },
  { ...tree, nodes: [['text', 1, { toString: 'x' }, true]] },
  { ...tree, nodes: [['assign', 1, 'elsewhere', 'x', null]] },
  { ...tree, nodes: {} },
  { ...tree, parameters: [[1]] },
])('is none for what has another form: %j', (other) => expect(modelOfSyntax(other)).toBeUndefined());
