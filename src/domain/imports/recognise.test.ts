import type { ForeignKind } from './foreign-kind';
import { recognise } from './recognise';

const kind = (name: string, list: string, member: string): ForeignKind => ({
  ...{ system: 'keyfactor-command', kind: name, lists: [list], looksUp: [] },
  fits: (value) => member in value,
  identify: () => ({ id: null, target: { kind: name, name: 'x' } }),
  map: () => null,
});
const kinds = [kind('Script', 'Scripts', 'Contents'), kind('Alert', 'Alerts', 'Days')];
const found = (value: unknown) =>
  recognise([{ name: null, value }], kinds).map(({ kind: one, path, label, why }) => [one?.kind ?? label, path, why]);

it.each<[string, unknown, unknown]>([
  ['one object', { Contents: '' }, [['Script', '', null]]],
  [
    'a list',
    [{ Contents: '' }, { Days: 1 }],
    [
      ['Script', '/0', null],
      ['Alert', '/1', null],
    ],
  ],
  ['an answer in a wrapper', { Result: [{ Days: 1 }] }, [['Alert', '/Result/0', null]]],
  [
    'a list of PowerShell',
    { value: [{ Days: 1 }], Count: 1 },
    [
      ['Alert', '/value/0', null],
      ['File', '', 'wrapper'],
    ],
  ],
  [
    'a whole export',
    { Scripts: [{ Name: 'x' }], Alerts: [], Networks: [{ Name: 'n' }] },
    [
      ['Script', '/Scripts/0', null],
      ['Alerts', '/Alerts', 'empty'],
      ['Networks', '/Networks/0', 'not_supported'],
    ],
  ],
  ['something else', { a: 1 }, [['Unknown', '', 'unrecognised']]],
  ['a text', 'x', [['Unknown', '', 'unrecognised']]],
])('finds the items of %s', (_name, value, expected) => expect(found(value)).toEqual(expected));
