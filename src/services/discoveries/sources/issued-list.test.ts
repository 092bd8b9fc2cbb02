import { IssuedListUnsupported, type IssuedItem } from '../../../domain/authorities/authority';
import type { SourcePiece } from '../source';
import { createIssuedList } from './issued-list';

const nothingSeen = async () => new Map<string, string>();

const certificates = (count: number) =>
  Array.from({ length: count }, (_, index): IssuedItem => ({ kind: 'certificate', certificate: Buffer.from([index]) }));

async function read(items: readonly (IssuedItem | Error)[], { position = 0, mayGoOn = (): boolean => true } = {}) {
  const source = createIssuedList({
    find: async (name) => (name === 'CA' ? { uuid: 'u', name } : undefined),
    authorityOf: async () => ({
      async *issued(from) {
        for (const item of items.slice(from)) {
          if (item instanceof Error) throw item;
          yield item;
        }
      },
    }),
    inWords: () => 'It does not answer.',
  });
  const context = { signal: new AbortController().signal, mayGoOn, now: () => new Date(), seenBefore: nothingSeen };
  const reader = source.read({ authority: 'CA' }, position, context);
  const pieces: SourcePiece[] = [];
  let next = await reader.next();
  for (; next.done !== true; next = await reader.next()) pieces.push(next.value);
  return { pieces, isRead: next.value };
}

it('gives all in pieces, and goes on where it was', async () => {
  const { pieces, isRead } = await read(certificates(230));
  expect(pieces.map(({ position, total }) => [position, total])).toEqual([
    [100, null],
    [200, null],
    [230, 230],
  ]);
  expect(pieces[0]!.found[7]).toEqual({ der: Buffer.from([7]), place: { protocol: 'issued list', path: 'CA' } });
  expect(isRead).toBe(true);
  expect((await read(certificates(230), { position: 200 })).pieces[0]!.found).toHaveLength(30);
  expect(await read(certificates(1), { mayGoOn: () => false })).toEqual({ pieces: [], isRead: false });
});

it('passes over orders without certificate, and counts what could not be read', async () => {
  const unreadable = { kind: 'unreadable', code: 'unauthorized', name: 'order 1', message: 'No.' } as const;
  const { pieces } = await read([{ kind: 'nothing' }, unreadable, ...certificates(1)]);
  expect(pieces).toMatchObject([
    { found: [{}], gaps: [{ kind: 'unauthorized', place: 'order 1', detail: 'No.' }], position: 3 },
  ]);
});

it.each([
  [new IssuedListUnsupported('It lists none.'), 'It lists none.'],
  [new Error('secret text of a library'), 'It does not answer.'],
])('fails in words: %s', async (error, message) => expect(read([error])).rejects.toThrow(message));
