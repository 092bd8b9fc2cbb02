import { differences } from './difference';

it.each([
  ['nothing', { a: 1, b: { c: [1] } }, { b: { c: [1] }, a: 1 }, []],
  ['a member', { a: 1, b: 2 }, { a: 1, b: 3 }, [{ path: '/b', before: 2, after: 3 }]],
  [
    'a new and a missing one',
    { a: 1 },
    { b: null, c: 2 },
    [
      { path: '/a', before: 1, after: null },
      { path: '/c', before: null, after: 2 },
    ],
  ],
  [
    'a member of one of several objects',
    { a: [{ x: 1 }, { x: 2 }] },
    { a: [{ x: 1 }, { x: 3 }] },
    [{ path: '/a/1/x', before: 2, after: 3 }],
  ],
  [
    'a list of texts, as a whole',
    { a: ['x', 'y'] },
    { a: ['y', 'x'] },
    [{ path: '/a', before: ['x', 'y'], after: ['y', 'x'] }],
  ],
  [
    'a longer list, as a whole',
    { a: [{ x: 1 }] },
    { a: [{ x: 1 }, { x: 2 }] },
    [{ path: '/a', before: [{ x: 1 }], after: [{ x: 1 }, { x: 2 }] }],
  ],
  ['a name with a slash', { 'a/b~': 1 }, { 'a/b~': 2 }, [{ path: '/a~1b~0', before: 1, after: 2 }]],
])('tells %s', (_name, before, after, expected) => expect(differences(before, after)).toEqual(expected));
