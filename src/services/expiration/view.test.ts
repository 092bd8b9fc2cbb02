import { certificateOf, directoryOf, inDays, profileOf, rulesOf, start, watchOf } from '../../../test/support/builders';
import { userOf } from '../../../test/support/user';
import { noCoverage } from '../../domain/expiration/coverage';
import { createExpiringView } from './view';

const replaced = certificateOf('replaced', { succeedingCertificates: ['renewal'] });

function view(profiles: readonly string[] = ['p1', 'gone']) {
  const coverage = { ...noCoverage, replacedBy: ['new'] };
  return createExpiringView({
    stores: {
      expirationCandidates: {
        findMany: async () => [],
        page: async () => ({ certificates: [certificateOf('a'), replaced], next: null }),
      },
      expirationWatches: { findMany: async () => new Map([['a', watchOf('a')]]) },
      expirationEnds: { walk: async function* () {} },
      expiringCertificates: { walk: async function* () {} },
      profiles: { findMany: async (uuids) => (uuids.includes('p1') ? [profileOf('p1')] : []) },
      directory: { snapshot: async () => directoryOf([userOf('ann')]) },
      renewalWindows: { findMany: async () => new Map(), furthestEnd: async () => null },
    },
    rules: async () => rulesOf(profiles, { directory: directoryOf([userOf('ann'), userOf('admin')]) }),
    coverageOf: async (_rules, asked) =>
      new Map(asked.filter(({ uuid }) => uuid === 'replaced').map(({ uuid }) => [uuid, coverage])),
    now: () => start,
  });
}

describe('the view of expiring certificates', () => {
  it('says where each stands, and leaves out what has no readable end', async () => {
    const seen = await view().lookAt([certificateOf('a'), replaced, certificateOf('x', { notAfter: null })], start);
    expect(
      seen.map(({ certificate, coverage, watch }) => [certificate.uuid, coverage.replacedBy, watch?.firingId]),
    ).toEqual([
      ['a', [], 'f1'],
      ['replaced', ['new'], undefined],
    ]);
    // The last 33 of a hundred parts of ninety days.
    expect(seen[0]!.dueFrom).toEqual(inDays(10 - 29.7));
    expect(await view().lookAt([], start)).toEqual([]);
  });

  it('says whom the triggers would tell now', async () => {
    const one = view();
    const [subject] = await one.subjectsOf(await one.lookAt([certificateOf('a', { owner: 'ann' })], start), start);
    expect(subject!.profiles.map(({ uuid }) => uuid)).toEqual(['p1']);
    expect(subject!.profileNames.get('p1')).toBe('Profile p1');
    const facts = subject!.recipientsOf(profileOf('p1'), null);
    expect(facts).toMatchObject({ users: [{ uuid: 'ann' }], reachesNobody: false });
  });

  it('says of which nobody would be told, and counts them', async () => {
    const one = view();
    const seen = await one.lookAt([certificateOf('a'), certificateOf('owned', { owner: 'ann' }), replaced], start);
    expect([...(await one.unreachedAmong(seen, start))]).toEqual(['a']);
    const subjects = await one.subjectsOf(seen, start);
    expect(subjects.map(({ reachesNobody }) => reachesNobody)).toEqual([true, false, false]);
    expect(await one.reach(0)).toEqual({ at: start, reachingNobody: 1, isCut: false });
  });

  it('knows which are replaced, and how wide the widest window is', async () => {
    expect([...(await view().replacedAmong([replaced, certificateOf('a')], start))]).toEqual(['replaced']);
    expect(await view().replacedAmong([], start)).toEqual(new Set());
    expect(await view().widestMs(start)).toBe(30 * 86_400_000);
  });
});
