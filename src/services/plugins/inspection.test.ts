import { inspectionScript } from './inspection';

it('writes a path into the script as text, whatever is in it', () => {
  const script = inspectionScript('/plug ins/a"b\n.mjs');
  expect(script).toContain('readFileSync("/plug ins/a\\"b\\n.mjs")');
  expect(script).toContain('import("file:///plug%20ins/a%22b%0A.mjs")');
});

it('hashes the module before it is loaded', () => {
  const script = inspectionScript('/a.mjs');
  expect(script.indexOf('createHash(')).toBeLessThan(script.indexOf('await import('));
});
