import { certificateOf, inDays, rulesOf, start, watchOf } from '../../../test/support/builders';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { createReachTally } from './reach-tally';

const ending = (uuid: string, days: number, change: Partial<CertificateRecord> = {}) =>
  certificateOf(uuid, { notAfter: inDays(days), ...change });

function world(mostLookedAt?: number) {
  const asked: string[] = [];
  const rests: number[] = [];
  const read = createReachTally({
    candidates: {
      page: async (_from, _until, after) =>
        after === null
          ? {
              certificates: [ending('quiet', 5), ending('told', 6)],
              next: { notAfter: inDays(6), uuid: 'told' },
            }
          : {
              certificates: [
                ending('replaced', 7, { succeedingCertificates: ['renewal'] }),
                ending('known', 8),
                ending('aside', 9, { archived: true }),
              ],
              next: null,
            },
    },
    ends: {
      async *walk(status) {
        if (status === 'open') yield [ending('ended', -1), ending('revoked', -1, { state: 'revoked' })];
      },
    },
    watches: {
      findMany: async () =>
        new Map([
          [
            'known',
            watchOf('known', {
              acknowledged: { by: { uuid: 'u', name: 'u' }, at: start, comment: null, until: null },
            }),
          ],
        ]),
    },
    rules: async () => rulesOf([]),
    widestWindow: async () => 30 * 86_400_000,
    replacementsOf: async (_rules, predecessors) => new Map(predecessors.map(({ uuid }) => [uuid, ['new']])),
    unreachedAmong: async (_rules, endings) => {
      const uuids = endings.map(({ certificate }) => certificate.uuid);
      asked.push(...uuids);
      return new Set(uuids.filter((uuid) => uuid !== 'told'));
    },
    pace: () => ({ rest: async () => void rests.push(asked.length) }),
    now: () => start,
    steadyClock: () => 0,
    ...(mostLookedAt === undefined ? {} : { mostLookedAt }),
  });
  return { read, asked, rests };
}

describe('the count of certificates that nobody would be told about', () => {
  it('leaves out what is replaced, acknowledged, revoked or archived', async () => {
    const { read, asked, rests } = world();
    expect(await read(0)).toEqual({ at: start, reachingNobody: 2, isCut: false });
    expect(asked).toEqual(['ended', 'quiet', 'told']);
    expect(rests).toHaveLength(3);
  });

  it('stops at its bound, with what ends first, and says so', async () => {
    const { read, asked } = world(3);
    expect(await read(0)).toEqual({ at: start, reachingNobody: 2, isCut: true });
    expect(asked).toEqual(['ended', 'quiet']);
  });
});
