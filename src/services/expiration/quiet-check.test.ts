import { certificateOf, inDays, profileOf, rulesOf, start, watchOf } from '../../../test/support/builders';
import type { Quiet, QuietKind } from '../../domain/expiration/quiet';
import { createQuietCheck } from './quiet-check';

const quiet = (kind: QuietKind, change: Partial<Quiet> = {}) => ({
  quiet: { kind, from: inDays(-1), until: inDays(1), ...change },
});

/** Of `a`, in its window and without triggers, `b`, before its window, and `r`, which has a replacement. */
async function check(watch: Parameters<typeof watchOf>[1], uuid = 'a', isAsleep = true) {
  const touched: string[] = [];
  const differing = await createQuietCheck({
    profiles: async () => [profileOf('p1')],
    watches: {
      findMany: async () => new Map([[uuid, watchOf(uuid, watch)]]),
      touch: async (uuids) => void touched.push(...uuids),
    },
    ends: { asleep: async (uuids) => new Set(isAsleep ? uuids : []) },
    replacedUntil: async (_rules, asked) =>
      new Map(asked.flatMap(({ uuid: of }) => (of === 'r' ? [[of, inDays(9)]] : []))),
  })(rulesOf([]), [certificateOf(uuid, uuid === 'b' ? { notAfter: inDays(40) } : {})], start);
  expect(touched).toEqual(differing.map(({ certificate }) => certificate));
  return differing;
}

it.each([
  ['a', 'nothing'],
  ['b', 'ahead'],
  ['r', 'replaced'],
] as const)('%s, held for %s, is right', async (uuid, kind) => {
  expect(await check(quiet(kind), uuid)).toEqual([]);
});

it.each([
  ['a', 'replaced', 'nothing'],
  ['b', 'fold', 'ahead'],
  ['r', 'nothing', 'replaced'],
] as const)('%s, held for %s, is %s', async (uuid, held, found) => {
  expect(await check(quiet(held), uuid)).toEqual([{ certificate: uuid, held, found }]);
});

it('leaves alone what this scan has looked at, what it has to look at, and what has changed since', async () => {
  expect(await check(quiet('replaced', { from: start }))).toEqual([]);
  expect(await check(quiet('replaced', { until: start }))).toEqual([]);
  expect(await check({ quiet: null })).toEqual([]);
  expect(await check(quiet('replaced'), 'a', false)).toEqual([]);
});
