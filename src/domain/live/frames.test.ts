import { eventFrame, heartbeat, opening, parsePosition, retryFrame } from './frames';

it('an event has a name, an id where the position moves, and its data in one line', () => {
  const data = { topic: 'groups', kind: 'changed', ids: ['a\nid: 9\n\ndata: x'], count: 1 } as const;
  expect(eventFrame('change', data, 7)).toBe(
    'event: change\nid: 7\ndata: {"topic":"groups","kind":"changed","ids":["a\\nid: 9\\n\\ndata: x"],"count":1}\n\n',
  );
  expect(eventFrame('end', { reason: 'stopping' })).toBe('event: end\ndata: {"reason":"stopping"}\n\n');
});

it('the first bytes are a comment, and a sign of life is an id alone', () => {
  expect(opening).toMatch(/^: \w+\n\n$/);
  expect(heartbeat(1_767_225_600_123)).toBe('id: 1767225600123\n\n');
});

it('the moment to come back differs by seconds', () => {
  expect([0, 0.5, 0.999_999].map(retryFrame)).toEqual(['retry: 1000\n\n', 'retry: 5500\n\n', 'retry: 9999\n\n']);
});

it.each([
  ['17', 17],
  ['0', 0],
  ['', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  [' 1', undefined],
  ['1234567890123456', undefined],
  ['Ã¼', undefined],
])('the position %j is %s', (text, expected) => expect(parsePosition(text)).toBe(expected));
