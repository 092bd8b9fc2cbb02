import type { Request } from 'express';
import { pageReply, readCursor } from './paging';
import { createCursorCodec } from './cursors';
import type { Reply } from './route';

const codec = createCursorCodec('secret');
const key = { name: 'ä\u0000"', at: new Date('2030-01-02T03:04:05.678Z'), n: 7, flag: true, none: null };

function context(query: object, operation = 'GET /api/v1/groups') {
  return { query, operation, cursors: codec, req: { originalUrl: '/api/v1/groups?limit=2&name=a' } as Request };
}

describe('createCursorCodec', () => {
  it('brings back what was sealed', () => {
    expect(codec.open(codec.seal(key, 'b'), 'b')).toEqual(key);
  });

  const sealed = codec.seal(key, 'b');
  it.each([
    { name: 'another binding', cursor: sealed, binding: 'c' },
    { name: 'nothing', cursor: '', binding: 'b' },
    { name: 'too short', cursor: sealed.slice(0, 10), binding: 'b' },
    { name: 'no base64url', cursor: `${sealed}!`, binding: 'b' },
    { name: 'padding', cursor: `${sealed}=`, binding: 'b' },
    { name: 'a key of another secret', cursor: createCursorCodec('other').seal(key, 'b'), binding: 'b' },
  ])('refuses $name', ({ cursor, binding }) => {
    expect(codec.open(cursor, binding)).toBeUndefined();
  });

  it('refuses every change of a single character', () => {
    for (let index = 0; index < sealed.length; index += 1) {
      const other = sealed[index] === 'A' ? 'B' : 'A';
      expect(codec.open(sealed.slice(0, index) + other + sealed.slice(index + 1), 'b')).toBeUndefined();
    }
  });
});

describe('readCursor and pageReply', () => {
  const never = () => Promise.reject(new Error('nobody asked for the count'));
  const total = { value: 12, relation: 'exact' } as const;
  let reply: Reply;
  let cursor: string;
  beforeAll(async () => {
    reply = await pageReply(context({ limit: 2, name: 'a', sort: 'name' }), { items: [1, 2], next: { id: 2 } }, never);
    cursor = (reply.body as { nextCursor: string }).nextCursor;
  });

  it('go on where the page ended, whatever the limit', () => {
    expect(readCursor(context({ limit: 9, name: 'a', sort: 'name', cursor }))).toEqual({ id: 2 });
    expect(readCursor(context({ limit: 2 }))).toBeUndefined();
  });

  it.each([
    { name: 'filter', query: { name: 'b', sort: 'name' }, operation: undefined },
    { name: 'missing filter', query: { sort: 'name' }, operation: undefined },
    { name: 'sort', query: { name: 'a', sort: '-name' }, operation: undefined },
    { name: 'list', query: { name: 'a', sort: 'name' }, operation: 'GET /api/v1/users' },
  ])('refuse a cursor of another $name', ({ query, operation }) => {
    expect(() => readCursor(context({ ...query, cursor }, operation))).toThrow('validation_failed');
  });

  it.each([
    [{ id: 2 }, { items: [1], nextCursor: expect.any(String), total }],
    [undefined, { items: [1], nextCursor: null, total }],
  ])('tell the total when it is asked for, with a next page of %j', async (next, body) => {
    expect((await pageReply(context({ count: true }), { items: [1], next }, async () => total)).body).toEqual(body);
  });

  it('go on with and without the count', () => {
    expect(readCursor(context({ name: 'a', sort: 'name', count: true, cursor }))).toEqual({ id: 2 });
  });

  it('link to the next page and say when there is none', async () => {
    expect(reply.headers?.['Link']).toBe(`</api/v1/groups?limit=2&name=a&cursor=${cursor}>; rel="next"`);
    expect(await pageReply(context({}), { items: [], next: undefined }, never)).toEqual({
      status: 200,
      body: { items: [], nextCursor: null },
    });
  });
});
