import { readYaml, writeYaml } from './yaml';

const faultsOf = async (text: string) =>
  (await readYaml(text)).flatMap(({ number, faults }) =>
    faults.map(({ line, detail }) => `${number}:${line} ${detail}`),
  );

describe('writeYaml', () => {
  it('sorts keys, quotes what others misread and writes long texts as blocks', () => {
    expect(writeYaml({ b: 'NO', a: { d: '1:30', c: '00112233' }, e: 'x\ny\n', f: '{{cn}}', g: '1234e5678' })).toBe(
      'a:\n  c: "00112233"\n  d: "1:30"\nb: "NO"\ne: |\n  x\n  y\nf: "{{cn}}"\ng: "1234e5678"\n',
    );
  });

  it('comes back the same', async () => {
    const value = {
      list: [{ x: 1 }, 'y', null, true, 'null', '~', ' z ', '# no comment', '*.example.org'],
      empty: [],
      o: {},
    };
    expect((await readYaml(writeYaml(value))).map((document) => document.value)).toEqual([value]);
  });
});

describe('readYaml', () => {
  it('reads several documents and knows the lines of their members', async () => {
    const documents = await readYaml(
      '# first\na: 1\n---\n\nb:\n  - c: 2\n  - d: |\n      --- no line of its own\n---\n# none\n',
    );
    expect(documents.map(({ value }) => value)).toEqual([
      { a: 1 },
      { b: [{ c: 2 }, { d: '--- no line of its own\n' }] },
    ]);
    expect(['', '/b', '/b/0/c', '/b/1/d', '/b/1/x', '/b/7'].map(documents[1]!.lineOf)).toEqual([5, 6, 6, 7, 7, 6]);
  });

  it('merges, and takes keys as text', async () => {
    const [document] = await readYaml('base: &b {x: 1}\nhere:\n  <<: *b\n  1: y\n');
    expect(document!.value).toEqual({ base: { x: 1 }, here: { x: 1, '1': 'y' } });
  });

  it.each([
    ['a name with a star', 'a: 1\n---\nb:\n  c: *.example.org\n', [/^2:4 \*\.example\.org names no anchor.*quotes/]],
    ['a tag', 'a: !secret x\n', [/^1:1 Unresolved tag/]],
    ['a key twice', 'a: 1\na: 2\n', [/^1:2 Map keys must be unique/]],
    ['a tab', 'a:\n\tb: 1\n', [/^1:2 /]],
    ['very many aliases', `a: &a x\nb: [${'*a,'.repeat(200)}]\n`, [/^1:1 aliases stand for more than 100/]],
    ['depth', `a: ${'['.repeat(70)}${']'.repeat(70)}\n`, [/^1:1 values are nested/]],
  ])('names the line of %s', async (_name, text, expected) => {
    expect(await faultsOf(text)).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });

  it('refuses what is too large', async () => {
    await expect(readYaml(`a: ${'x'.repeat(300_000)}`)).rejects.toMatchObject({ code: 'payload_too_large' });
  });
});
