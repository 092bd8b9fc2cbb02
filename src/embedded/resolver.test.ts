import { resolve, type Source } from './resolver';
import { StartFault } from '../lifecycle/start-fault';

function fakeLog() {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  return { lines, info: say, warn: say, error: say };
}

const asked: string[] = [];
const gives = (name: string, found?: string): Source<string> => ({ name, find: async () => (asked.push(name), found) });
const fails = (name: string, error: Error): Source<string> => ({
  name,
  find: async () => {
    asked.push(name);
    throw error;
  },
});

beforeEach(() => asked.splice(0));

describe('resolve', () => {
  it('takes the first source that gives something and asks no further', async () => {
    const log = fakeLog();
    const sources = [gives('a'), fails('b', new Error('no  such\nfile')), gives('c', 'C'), gives('d', 'D')];
    expect(await resolve('Engine', sources, { log })).toEqual({ source: 'c', found: 'C' });
    expect(asked).toEqual(['a', 'b', 'c']);
    expect(log.lines).toEqual([
      'Engine: not from a: nothing there',
      'Engine: not from b: no such file',
      'Engine: from c',
    ]);
  });

  it('passes over what is not accepted', async () => {
    const accept = async (found: string) => (found === 'new' ? 'the data are older' : undefined);
    const resolved = await resolve('Engine', [gives('a', 'new'), gives('b', 'old')], { log: fakeLog(), accept });
    expect(resolved).toEqual({ source: 'b', found: 'old' });
  });

  it('names every source with its reason when none gives anything', async () => {
    const accept = async () => 'wrong release';
    const sources = [fails('a', new Error('not set')), gives('b'), gives('c', 'C')];
    await expect(resolve('Engine', sources, { log: fakeLog(), accept })).rejects.toMatchObject({
      name: 'StartFault',
      exitCode: 1,
      message:
        'No source gives Engine. Tried in this order:\n  - a: not set\n  - b: nothing there\n  - c: wrong release',
    });
  });

  it('ends at a fault of the configuration', async () => {
    const sources = [fails('a', new StartFault('wrong path', 78)), gives('b', 'B')];
    await expect(resolve('Engine', sources, { log: fakeLog() })).rejects.toMatchObject({
      message: 'wrong path',
      exitCode: 78,
    });
    expect(asked).toEqual(['a']);
  });

  it('ends when it is aborted', async () => {
    const stop = new AbortController();
    const sources = [{ name: 'a', find: async () => (stop.abort(), undefined) }, gives('b', 'B')];
    await expect(resolve('Engine', sources, { log: fakeLog(), signal: stop.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(asked).toEqual([]);
  });
});
