import { mergePatch } from './merge-patch';

const parse = (json: string) => JSON.parse(json) as unknown;

/** The test cases of RFC 7396, appendix A. */
it.each([
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', '{}'],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['["a","b"]', '["c","d"]', '["c","d"]'],
  ['{"a":"b"}', '["c"]', '["c"]'],
  ['{"a":"foo"}', 'null', 'null'],
  ['{"a":"foo"}', '"bar"', '"bar"'],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
  ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
])('%s and %s', (target, patch, result) => expect(mergePatch(parse(target), parse(patch))).toEqual(parse(result)));

it('changes neither argument and no prototype', () => {
  const target = parse('{"a":{"b":1}}');
  const patch = parse('{"a":{"c":2},"__proto__":{"polluted":true}}');
  const merged = mergePatch(target, patch) as Record<string, unknown>;
  expect(JSON.stringify(target)).toBe('{"a":{"b":1}}');
  expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  expect(JSON.stringify(merged)).toBe('{"a":{"b":1,"c":2},"__proto__":{"polluted":true}}');
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

it('replaces as a whole what is one value, and keeps null where it is one', () => {
  const merged = mergePatch(
    { condition: { any: [1] }, a: { b: 1, d: 1, e: 1 } },
    { condition: { all: [2] }, a: { c: 2, d: null, e: null } },
    { isMerged: (path) => path.join('/') !== 'condition', takesNull: (path) => path.join('/') === 'a/d' },
  );
  expect(merged).toEqual({ condition: { all: [2] }, a: { b: 1, c: 2, d: null } });
});
