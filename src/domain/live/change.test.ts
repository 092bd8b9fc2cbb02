import { foldChanges, mostIds, type Change } from './change';

const change = (fields: Partial<Change> = {}): Change => ({
  ...{ topic: 'certificates', kind: 'changed', ids: ['a'], count: 1, user: null },
  ...fields,
});

describe('foldChanges', () => {
  it.each<[string, Change[], Partial<Change>[]]>([
    ['nothing', [], []],
    ['one', [change()], [change()]],
    ['the same object twice', [change(), change()], [{ ids: ['a'], count: 2 }]],
    [
      'two of one kind',
      [change({ kind: 'created' }), change({ kind: 'created', ids: ['b'] })],
      [{ kind: 'created', ids: ['a', 'b'], count: 2 }],
    ],
    [
      'two kinds',
      [change({ kind: 'created' }), change({ kind: 'removed' })],
      [{ kind: 'changed', ids: ['a'], count: 2 }],
    ],
    ['ids that nobody has said', [change(), change({ ids: null, count: 100 })], [{ ids: null, count: 101 }]],
    ['two topics', [change(), change({ topic: 'groups' })], [{ topic: 'certificates' }, { topic: 'groups' }]],
    ['two people', [change({ user: 'ann' }), change({ user: 'bob' })], [{ user: 'ann' }, { user: 'bob' }]],
  ])('%s', (_, changes, expected) => expect(foldChanges(changes)).toMatchObject(expected));

  it('names as many objects as it may, and then none', () => {
    const changes = (count: number) => Array.from({ length: count }, (_, index) => change({ ids: [`${index}`] }));
    expect(foldChanges(changes(mostIds))[0]?.ids).toHaveLength(mostIds);
    expect(foldChanges(changes(mostIds + 1))).toMatchObject([{ ids: null, count: mostIds + 1 }]);
    expect(foldChanges(foldChanges(changes(mostIds + 5)))).toMatchObject([{ ids: null, count: mostIds + 5 }]);
  });

  it('tells everybody, and of no object, where it would be one notice for each of many people', () => {
    const changes = Array.from({ length: 21 }, (_, index) => change({ topic: 'notifications', user: `${index}` }));
    expect(foldChanges(changes.slice(1))).toHaveLength(20);
    expect(foldChanges([...changes, change()])).toEqual([
      change(),
      { topic: 'notifications', kind: 'changed', ids: null, count: 21, user: null },
    ]);
  });
});
