import { canonicalJson } from './canonical-json';

it.each([
  { value: { b: 1, a: { d: [2, { y: 0, x: 0 }], c: null } }, json: '{"a":{"c":null,"d":[2,{"x":0,"y":0}]},"b":1}' },
  { value: { at: new Date(0), gone: undefined }, json: '{"at":"1970-01-01T00:00:00.000Z"}' },
  { value: 'a\ud800b', json: '"a\ufffdb"' },
  { value: '😀', json: '"😀"' },
  { value: undefined, json: 'null' },
  { value: { 10: 1, 9: 2, ä: 3 }, json: '{"9":2,"10":1,"ä":3}' },
])('canonicalJson: $json', ({ value, json }) => {
  expect(canonicalJson(value)).toBe(json);
});
