import { readFiles, textsOfForm } from './read-files';

it('reads files of forms as Windows writes them', () => {
  const files = textsOfForm([
    { content: Buffer.from('\ufeff{"a":"ä"}', 'utf16le'), fileName: 'x.json' },
    { content: Buffer.from('\ufeff[1]') },
  ]);
  expect(readFiles(files)).toEqual([
    { name: 'x.json', value: { a: 'ä' } },
    { name: null, value: [1] },
  ]);
});

it.each([
  ['a line each', '{"a":1}\n{"b":"}"}\r\n'],
  ['laid out', '\ufeff{\n  "a": 1\n}\n{\n  "b": "}"\n}'],
  ['with separators', '{"a":1}\u001e[]{"b":"}"}'.replace('[]', '')],
])('reads several values one after the other: %s', (_name, content) =>
  expect(readFiles([{ content }])).toEqual([{ name: null, value: [{ a: 1 }, { b: '}' }] }]),
);

it('takes an empty file for an empty list', () =>
  expect(readFiles([{ content: ' \n' }])).toEqual([{ name: null, value: [] }]));

it.each([
  ['half a value', '{"a":1}\n{"b":', 'invalid_json'],
  ['words between values', '{"a":1} and {"b":2}', 'invalid_json'],
  ['no JSON', 'x', 'invalid_json'],
  ['a number', 5, 'wrong_type'],
  ['nothing', undefined, 'wrong_type'],
  ['depth', `${'['.repeat(70)}${']'.repeat(70)}`, 'too_deep'],
])('refuses %s', (_name, content, code) => {
  expect(() => readFiles([{ content: {} }, { name: 'y.json', content }])).toThrow(
    expect.objectContaining({
      code: 'validation_failed',
      more: { errors: [expect.objectContaining({ pointer: '/files/1/content', code })] },
    }),
  );
});

it('refuses more values than an answer can name', () => {
  expect(() => readFiles([{ content: Array.from({ length: 100_001 }, () => 1) }])).toThrow(
    expect.objectContaining({ code: 'payload_too_large' }),
  );
});
