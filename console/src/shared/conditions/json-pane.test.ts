import { expect, it } from 'vitest';
import { marksOf } from './json-pane';

const text = JSON.stringify({ all: [{ field: 'A' }, { not: { field: 'B', value: 1 } }] }, null, 2);
const lineOf = (pointer: string) => marksOf(text, new Map([[pointer, ['wrong']]]))[0]!.line;
const lines = text.split('\n');

it.each([
  ['/all/0/field', '"A"'],
  ['/all/1/not/value', '"value": 1'],
  // What is missing is told where it would stand.
  ['/all/1/not/operator', '"not": {'],
])('%s is marked at its line', (pointer, expected) => expect(lines[lineOf(pointer) - 1]).toContain(expected));

it('marks the whole where nothing is named', () => expect(lineOf('')).toBe(1));
