import { mongo } from 'mongoose';
import { toRawRow } from '../../store/data-copies/raw-rows';
import { runPass, type PassDeps } from './run-pass';

const row = (_id: string | number) => toRawRow(mongo.BSON.serialize({ _id }));

/** Collections of a few rows, in pages of two. */
function scene(content: Readonly<Record<string, readonly (string | number)[]>>) {
  const done: string[] = [];
  const positions = new Map<string, unknown>();
  const deps: PassDeps = {
    source: {
      names: async () => Object.keys(content),
      estimate: async (name) => content[name]?.length ?? 0,
      readPage: async (name, { kind, after }) => {
        const rows = (content[name] ?? [])
          .filter((id) => typeof id === kind && (after === undefined || id > after))
          .slice(0, 2)
          .map(row);
        return { rows, last: rows.length === 2 ? rows.at(-1)?.key : undefined };
      },
    },
    target: {
      names: async () => ['only here'],
      levelPage: async (name, { kind, after }, { rows, last }) => {
        done.push(`${name} ${kind} ${after ?? ''}<${last?.value ?? ''}: ${rows.map(({ key }) => key.value).join()}`);
        return rows.length;
      },
      states: {
        note: async () => true,
        position: async (name) => positions.get(name) as never,
        setPosition: async (name, _pass, position) => void positions.set(name, position),
      },
    },
    holder: 'me',
    pass: 1,
    tell: () => undefined,
    clock: () => 0,
    signal: new AbortController().signal,
  };
  return { deps, done, positions };
}

describe('a pass', () => {
  it('goes over each stretch of each kind of key once, to both ends', async () => {
    const { deps, done, positions } = scene({ a: [1, 2, 3, 'x'] });
    expect(await runPass(deps)).toEqual({ changed: 4, ms: 0 });
    expect(done).toEqual([
      'a number <2: 1,2',
      'a number 2<: 3',
      'a string <: x',
      'a objectId <: ',
      'only here number <: ',
      'only here string <: ',
      'only here objectId <: ',
    ]);
    expect([...positions]).toEqual([
      ['a', null],
      ['only here', null],
    ]);
  });

  it('goes on where an earlier one of its number was', async () => {
    const { deps, done, positions } = scene({ a: [1], b: ['x', 'y', 'z'] });
    positions.set('a', null).set('b', { kind: 'string', after: 'y' }).set('only here', null);
    await runPass(deps);
    expect(done).toEqual(['b string y<: z', 'b objectId <: ']);
  });

  it('ends when another process has the target', async () => {
    const { deps } = scene({ a: [1] });
    const states = { ...deps.target.states, note: async () => false };
    await expect(runPass({ ...deps, target: { ...deps.target, states } })).rejects.toThrow('taken the copy over');
  });

  it('throws what a page met, though the next one cannot be read either', async () => {
    const { deps } = scene({ a: ['x', 'y', 'z'] });
    let reads = 0;
    const readPage: PassDeps['source']['readPage'] = async (...rest) => {
      if ((reads += 1) === 3) throw new Error('read');
      return deps.source.readPage(...rest);
    };
    const levelPage = async (_: string, { kind }: { kind: string }) => {
      if (kind === 'string') throw new Error('write');
      return 0;
    };
    await expect(
      runPass({ ...deps, source: { ...deps.source, readPage }, target: { ...deps.target, levelPage } }),
    ).rejects.toThrow('write');
  });
});
