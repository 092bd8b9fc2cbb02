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

  it.each([
    ['one line', 'x'.repeat(1024 * 1024)],
    ['short lines', 'a\n'.repeat(512 * 1024)],
    ['lines of Windows', 'a\r\n'.repeat(340_000)],
    ['characters that are written as six', '\u0001'.repeat(1024 * 1024)],
  ])('takes the longest script back as it is exported: %s', async (_name, content) => {
    const document = { apiVersion: 'certloom/v1', kind: 'Script', metadata: { name: 'big' }, spec: { content } };
    expect(await faultsOf(writeYaml(document))).toEqual([]);
    for (const text of [writeYaml(document), JSON.stringify(document)]) {
      expect((await readYaml(text))[0]?.value).toEqual(document);
    }
  });

  it.each([
    ['a text', `content: ${'x'.repeat(8 * 1024 * 1024)}`, /7340032 characters/],
    ['many values', `list: [${'a,'.repeat(140_000)}]`, /400000 words and marks/],
  ])('refuses a document that is too large by %s, and says which one it is', async (_name, inner, words) => {
    const text = `a: 1\n---\nkind: Script\nmetadata:\n  labels: {name: no}\n  name: big\nspec:\n  ${inner}\n`;
    await expect(readYaml(text)).rejects.toMatchObject({
      code: 'payload_too_large',
      detail: expect.stringMatching(new RegExp(`document 2 \\(Script big\\), line 2, has more than ${words.source}`)),
    });
  });

  it('refuses a file of more than 10 MiB', async () => {
    const text = `a: ${'x'.repeat(6 * 1024 * 1024)}\n---\n`.repeat(2);
    await expect(readYaml(text)).rejects.toMatchObject({ code: 'payload_too_large' });
  });
});
