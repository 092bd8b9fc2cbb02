import { certificateOf, inDays, rulesOf, start } from '../../../test/support/builders';
import type { DueLook } from '../../store/expiration/watch-looks';
import { dueLooks, everything, type SourceDeps } from './scan-sources';

const range = { rules: rulesOf([]), at: start, until: inDays(30) };
const due = (certificate: string, lookedAt: Date | null = null): DueLook => ({
  ...{ kind: 'fold', lookAt: inDays(-1), certificate, lookedAt },
});

function world(looks: readonly DueLook[]) {
  const done: string[] = [];
  const asked: unknown[] = [];
  const inventory = [certificateOf('a'), certificateOf('far', { notAfter: inDays(60) })];
  const deps: SourceDeps = {
    candidates: {
      page: async (_from, _until, after) => ({
        certificates: inventory.slice(0, 1),
        next: after === null ? { notAfter: inDays(10), uuid: 'a' } : null,
      }),
      findMany: async (uuids) => inventory.filter(({ uuid }) => uuids.includes(uuid)),
    },
    watches: {
      due: async (at, after, limit) => {
        asked.push({ at, after });
        return looks.slice(0, limit);
      },
      findMany: async () => new Map(),
      looked: async (found) => void done.push(...found.map(({ certificate, look }) => `${certificate} ${look.kind}`)),
      remove: async (gone) => void done.push(`removed ${gone.join()}`),
    },
    ends: { mark: async (uuids, end) => void done.push(`${uuids.join()} ${end}`) },
  };
  return { deps, done, asked };
}

it('everything: page after page, from where the one before ended', async () => {
  const read = everything(world([]).deps, range);
  const first = await read({ cursor: null });
  expect(first.next).toEqual({ cursor: { notAfter: inDays(10).toISOString(), uuid: 'a' } });
  expect((await read(first.next!)).next).toBeNull();
});

describe('what is due to be looked at', () => {
  it('lets go what is gone or far from its end, and leaves out what this scan has looked at', async () => {
    const { deps, done } = world([due('a'), due('gone'), due('far'), due('seen', start)]);
    const page = await dueLooks(deps, range)({ cursor: null });
    expect(page.certificates.map(({ uuid }) => uuid)).toEqual(['a']);
    expect(page.next).toBeNull();
    // It is taken up again when it comes near: first that, then nobody looks any more.
    expect(done).toEqual(['removed gone', 'far ahead', 'far none']);
  });

  it('goes on behind a full page', async () => {
    const { deps, asked } = world(Array.from({ length: 500 }, (_, index) => due(`c${index}`)));
    const read = dueLooks(deps, range);
    const { next } = await read({ cursor: null });
    expect(next).toEqual({
      cursor: null,
      lookedTo: { kind: 'fold', lookAt: inDays(-1).toISOString(), certificate: 'c499' },
    });
    await read(next!);
    expect(asked[1]).toEqual({ at: start, after: { kind: 'fold', lookAt: inDays(-1), certificate: 'c499' } });
  });
});
