import { isPlainObject, sortedJson } from './json';

describe('isPlainObject', () => {
  it.each([
    { name: 'an object', value: { a: 1 }, plain: true },
    { name: 'an object without prototype', value: Object.create(null) as unknown, plain: true },
    { name: 'a list', value: [], plain: false },
    { name: 'null', value: null, plain: false },
    { name: 'text', value: 'a', plain: false },
    { name: 'a date', value: new Date(0), plain: false },
    { name: 'an instance', value: new Map(), plain: false },
  ])('$name: $plain', ({ value, plain }) => expect(isPlainObject(value)).toBe(plain));
});

describe('sortedJson', () => {
  it.each([
    { value: { b: 1, a: { d: 2, c: [3, { f: 4, e: 5 }] } }, json: '{"a":{"c":[3,{"e":5,"f":4}],"d":2},"b":1}' },
    { value: { at: new Date(0) }, json: '{"at":"1970-01-01T00:00:00.000Z"}' },
    { value: 'text', json: '"text"' },
  ])('$json', ({ value, json }) => expect(sortedJson(value)).toBe(json));
});
