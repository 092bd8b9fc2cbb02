import { expect, it } from 'vitest';
import { createOutputReader } from './output-events';

const text = [
  ': still running\n\n',
  'id: 1\nevent: stdout\ndata: {"text":"one\\ntwo"}\n\n',
  'id: 2\nevent: stderr\ndata: {"text":"<b>"}\n\n',
  'event: end\ndata: {"status":"failed","exitCode":1}\n\n',
].join('');

it.each([1, 7, 1000])('reads events from pieces of %i characters', (size) => {
  const read = createOutputReader();
  const found = [];
  for (let at = 0; at < text.length; at += size) found.push(...read(text.slice(at, at + size)));
  expect(found).toEqual([
    { kind: 'stdout', text: 'one\ntwo', id: '1' },
    { kind: 'stderr', text: '<b>', id: '2' },
    { kind: 'end', status: 'failed' },
  ]);
});
