import { eventually } from '../../../test/acceptance/scene';
import { pagesOf, startBackFills, type BackFillChain, type BackFillContext } from './back-fill';

const context = { pace: { rest: async () => undefined }, signal: new AbortController().signal };

describe('pages of what is to be done', () => {
  it('are asked for until nothing is left', async () => {
    const rows = ['a', 'b', 'c', 'd', 'e'];
    const seen: string[][] = [];
    for await (const page of pagesOf(
      async () => rows.slice(0, 2),
      (row) => row,
      context,
    )) {
      seen.push([...page]);
      rows.splice(0, 2);
    }
    expect(seen).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('that do not change are a fault, and no endless loop', async () => {
    const walk = async () => {
      for await (const page of pagesOf(
        async () => ['stuck'],
        (row) => row,
        context,
      ))
        expect(page).toEqual(['stuck']);
    };
    await expect(walk()).rejects.toThrow('does not get on');
  });
});

function started(run: (context: BackFillContext) => Promise<void>, ...others: BackFillChain[]) {
  const lines: { level: string; fields: object; message: string }[] = [];
  const note = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  let clock = 0;
  const fills = startBackFills({
    chains: [[{ done: 'rows were done', run }], ...others],
    logger: { info: note('info'), warn: note('warn') },
    now: () => (clock += 20_000),
  });
  return { fills, lines };
}

describe('back-fills of a process', () => {
  it('are told while they go on and when they are done', async () => {
    const { fills, lines } = started(async ({ note }) => {
      for (const rows of [1, 2, 3]) note({ rows });
    });
    await eventually('the end', async () => lines.some(({ message }) => message === 'rows were done'));
    await fills.stop();
    expect(lines.at(-1)).toEqual({ level: 'info', fields: { rows: 3 }, message: 'rows were done' });
    expect(lines.slice(0, -1).map(({ message }) => message)).toContain('rows were done (so far)');
  });

  it('say nothing when there was nothing to do', async () => {
    let isDone = false;
    const { fills, lines } = started(async () => undefined, [{ done: '', run: async () => void (isDone = true) }]);
    await eventually('the second', async () => isDone);
    await fills.stop();
    expect(lines).toEqual([]);
  });

  it('go on with other chains after a fault, and not with what rests upon it', async () => {
    const ran: string[] = [];
    const work = (name: string, fault = false) => ({
      done: name,
      async run() {
        ran.push(name);
        if (fault) throw new Error('no');
      },
    });
    const { fills } = started(async () => undefined, [work('first', true), work('upon it')], [work('other')]);
    await eventually('the other', async () => ran.includes('other'));
    await fills.stop();
    expect(ran).toEqual(['first', 'other']);
  });

  it('tell of a fault, and a stop does not wait for the next attempt', async () => {
    const { fills, lines } = started(() => Promise.reject(new Error('the database is away')));
    await eventually('the warning', async () => lines.length > 0);
    await fills.stop();
    expect(lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('tried again in a minute') }]);
  });
});
