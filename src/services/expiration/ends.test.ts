import { certificateOf, inDays, rulesOf, start, watchOf } from '../../../test/support/builders';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { EndStatus } from '../../domain/expiration/ends';
import { createEnds } from './ends';

const ended = (uuid: string) => certificateOf(uuid, { notAfter: inDays(-1), createdAt: inDays(-80) });

function world(pages: Partial<Record<EndStatus, CertificateRecord[]>>, replaced: readonly string[] = []) {
  const done: string[] = [];
  const note = (what: string, uuids: readonly string[]) => {
    if (uuids.length > 0) done.push(`${what} ${uuids.join()}`);
  };
  const { settleAll } = createEnds({
    ends: {
      async *walk(status) {
        if (pages[status] !== undefined) yield pages[status];
      },
      mark: async (uuids, end) => note(end, uuids),
    },
    watches: {
      findMany: async (uuids) =>
        new Map(uuids.map((uuid) => [uuid, watchOf(uuid, { firingId: uuid === 'quiet' ? null : 'f' })])),
    },
    replacedAmong: async () => new Set(replaced),
    detect: async (uuids) => {
      note('looked for', uuids);
      return [];
    },
    reset: async (watches) =>
      note(
        'reset',
        watches.map(({ certificate }) => certificate),
      ),
    tell: async (uuids) => note('told', uuids),
  });
  return { settleAll: () => settleAll(rulesOf([]), start, () => undefined), done };
}

describe('what has ended', () => {
  it('is looked for a replacement, told of, and only then marked', async () => {
    const { settleAll, done } = world({ ahead: [ended('a'), ended('b')] });
    expect(await settleAll()).toBe(2);
    expect(done).toEqual(['looked for a,b', 'told a,b', 'open a,b']);
  });

  it('is told of once, and over when it is replaced late', async () => {
    const { settleAll, done } = world({ open: [ended('a'), ended('b')] }, ['b']);
    expect(await settleAll()).toBe(0);
    expect(done).toEqual(['reset b', 'over b']);
  });

  it('is over at once where it was replaced in time', async () => {
    const { settleAll, done } = world({ ahead: [ended('quiet')] }, ['quiet']);
    expect(await settleAll()).toBe(0);
    expect(done).toEqual(['looked for quiet', 'over quiet']);
  });
});
