import { certificateOf, inDays, profileOf, rulesOf, start, watchOf } from '../../../test/support/builders';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { noCounts } from '../../domain/expiration/scan-counts';
import { slotOf, type ExpirationWatch } from '../../domain/expiration/watch';
import { resetStream } from '../../domain/notifications/streams';
import { certificateFiringSubject } from '../../domain/firings/subject';
import { decideBySystem } from '../firings/decide-subject';
import type { LookedAt } from '../../store/expiration/watch-looks';
import type { ScanPageDeps } from './scan-page';
import { createScanPage } from './scan-page';
import { hashOfResults } from './result-hash';

const daily = profileOf('p1', { frequency: 'P1D' });
const rules = rulesOf(['p1']);
const hour = 3_600_000;
/** Fired the hour before with the same results, and told today. */
function uneventful(uuid: string, change: Partial<ExpirationWatch> = {}): ExpirationWatch {
  const certificate = certificateOf(uuid);
  return watchOf(uuid, {
    resultKey: hashOfResults(
      decideBySystem(rules, certificateFiringSubject(certificate), rules.setsOf(certificate), start),
    ),
    slot: new Date(slotOf(start).getTime() - hour),
    streams: { p1: { ...resetStream(), number: 1, counted: 1, lastNoticeAt: new Date(start.getTime() - hour) } },
    replacementsCheckedAt: start,
    ...change,
  });
}

function world(watches: readonly ExpirationWatch[] = [], replaced: readonly string[] = [], detected: string[] = []) {
  const done: string[] = [];
  const looks: LookedAt[] = [];
  const gained = new Set<string>();
  const note = (what: string) => (uuids: readonly string[]) => void done.push(`${what} ${uuids.join()}`);
  const deps: ScanPageDeps = {
    watches: {
      findMany: async (uuids) =>
        new Map(watches.filter((w) => uuids.includes(w.certificate)).map((w) => [w.certificate, w])),
      markChecked: async (uuids) => note('checked')(uuids),
      unsettled: async (uuids) => note('unsettled')(uuids),
      looked: async (found) => {
        note('folded')(found.filter(({ isFolded }) => isFolded).map(({ certificate }) => certificate));
        looks.push(...found);
      },
    },
    profiles: async () => [daily],
    replacedUntil: async (_rules, asked) =>
      new Map(
        asked.flatMap(({ uuid }) => (replaced.includes(uuid) || gained.has(uuid) ? [[uuid, inDays(90)] as const] : [])),
      ),
    detect: async () => {
      detected.forEach((uuid) => gained.add(uuid));
      return detected;
    },
    reset: async (open) => note('reset')(open.map(({ certificate }) => certificate)),
    refreshClaims: async (stale) => note('refreshed')(stale.map(({ certificate }) => certificate)),
    startBatch: async ({ certificates }) => note('fired')(certificates),
  };
  return { deps, done, looks };
}

async function scanned(page: readonly CertificateRecord[], ...given: Parameters<typeof world>) {
  const { deps, done, looks } = world(...given);
  const { counts, note } = await createScanPage(deps)(rules, page, { scanId: 's', at: start, counts: noCounts });
  await note();
  return { counts, done, looks: looks.map(({ certificate, look: { kind, until } }) => [certificate, kind, until]) };
}

describe('a page of the scan', () => {
  it('fires what is due for the first time, after a search for replacements', async () => {
    const { counts, done } = await scanned([certificateOf('a'), certificateOf('far', { notAfter: inDays(400) })]);
    expect(counts).toEqual({ examined: 2, due: 1, replaced: 0, fired: 1, folded: 0, ended: 0, batches: 1 });
    expect(done).toEqual(['checked a', 'reset ', 'unsettled a', 'fired a', 'folded ']);
  });

  it('folds what is uneventful', async () => {
    const { counts, done, looks } = await scanned([certificateOf('a')], [uneventful('a')]);
    expect(counts).toMatchObject({ due: 1, fired: 0, folded: 1, batches: 0 });
    expect(done).toEqual(['reset ', 'unsettled ', 'folded a']);
    // The daily notice is due a day after the one an hour ago.
    expect(looks).toEqual([['a', 'fold', new Date(slotOf(start).getTime() + 23 * hour)]]);
  });

  it.each([
    { name: 'known', given: [['a'], []] as const, succeeding: ['renewal'] },
    { name: 'found by the search', given: [[], ['a']] as const, succeeding: [] },
  ])('ends the cycle of one whose replacement is $name', async ({ given: [known, found], succeeding }) => {
    const page = [certificateOf('a', { succeedingCertificates: succeeding })];
    const watch = uneventful('a', { replacementsCheckedAt: null });
    const { counts, done, looks } = await scanned(page, [watch], known, [...found]);
    expect(counts).toMatchObject({ due: 0, replaced: 1, fired: 0, folded: 0 });
    expect(done).toContain('reset a');
    expect(looks).toMatchObject([['a', 'replaced', slotOf(inDays(1))]]);
  });

  it('looks after a claim that is older than an hour', async () => {
    const claim = { firingId: 'f1', step: null, number: 1, at: new Date(start.getTime() - hour - 1) };
    const watch = uneventful('a', { streams: { p1: { ...resetStream(), number: 1, claim } } });
    expect((await scanned([certificateOf('a')], [watch])).done).toContain('refreshed a');
  });
});
