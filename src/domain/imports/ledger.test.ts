import fc from 'fast-check';
import { createLedger, leavesOf } from './ledger';

describe('a ledger', () => {
  it('tells what was mapped, and keeps the rest with a note', () => {
    const { root, close } = createLedger({ Name: 'a', Other: { x: 1, y: [] }, none: null }, '/Scripts/0');
    expect(root.at('Name').text()).toBe('a');
    expect(root.at('none').text()).toBeUndefined();
    const { mappedPaths, notes, kept } = close();
    expect(mappedPaths).toEqual(['/Scripts/0/Name', '/Scripts/0/none']);
    expect(notes.map(({ code, path }) => [code, path])).toEqual([
      ['field_unmapped', '/Scripts/0/Other/x'],
      ['field_unmapped', '/Scripts/0/Other/y'],
    ]);
    expect(kept).toEqual([
      { path: '/Other/x', value: 1 },
      { path: '/Other/y', value: [] },
    ]);
  });

  it('keeps what has another type, and says so', () => {
    const { root, close } = createLedger({ days: '30', more: ['x'], on: 'False', list: 'one' });
    expect(root.at('days').whole()).toBe(30);
    expect(root.at('more').whole()).toBeUndefined();
    expect(root.at('on').flag()).toBe(false);
    expect(root.at('list').texts()).toEqual(['one']);
    expect(close().notes).toMatchObject([{ code: 'wrong_type', path: '/more/0', value: 'x' }]);
  });

  it('shows and keeps no secret', () => {
    const { root, close } = createLedger({
      Password: 'p',
      deep: { client_secret: 's' },
      other: { Value: 'v' },
      left: 1,
    });
    expect(root.at('other').at('Value').secret()).toBe('v');
    root.at('other').at('Value').note('x', 'y');
    root.at('Password').refuse('not_here', 'no');
    const result = close();
    expect(JSON.stringify(result)).not.toMatch(/"[psv]"/);
    expect(result.kept).toEqual([{ path: '/left', value: 1 }]);
  });

  it('names every leaf of whatever is read in whatever way', () => {
    const reads = ['text', 'whole', 'flag', 'texts', 'take', 'secret', 'none'] as const;
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...reads))),
        (input, plan) => {
          const { root, close } = createLedger(input, '/a~1b');
          const places = [root, ...root.items(), ...root.members().map(([, place]) => place)];
          for (const [index, how] of plan) {
            const place = places[index % places.length]!;
            if (how !== 'none') place[how]();
          }
          const { mappedPaths, notes } = close();
          const told = new Set([...mappedPaths, ...notes.map(({ path }) => path)]);
          expect(leavesOf(input, '/a~1b').filter(({ path }) => !told.has(path))).toEqual([]);
        },
      ),
    );
  });
});
