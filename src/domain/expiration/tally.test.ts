import { createTally, isoWeekOf } from './tally';

const at = new Date('2030-03-01T00:00:00Z');
const days = (count: number) => new Date(at.getTime() + count * 86_400_000);
const certificate = (change: object = {}) => ({
  notAfter: days(10),
  owner: null,
  groups: [],
  raProfile: null,
  isReplaced: false,
  isDue: true,
  ...change,
});

describe('isoWeekOf', () => {
  it.each([
    ['2030-03-01T00:00:00Z', '2030-W09'],
    ['2026-12-31T23:59:59Z', '2026-W53'],
    ['2027-01-01T00:00:00Z', '2026-W53'],
    ['2027-01-03T23:59:59Z', '2026-W53'],
    ['2027-01-04T00:00:00Z', '2027-W01'],
    ['2024-12-30T00:00:00Z', '2025-W01'],
    ['2000-01-01T12:00:00Z', '1999-W52'],
  ])('%s is in %s', (moment, week) => {
    expect(isoWeekOf(new Date(moment))).toBe(week);
  });
});

describe('createTally', () => {
  it('counts in every dimension and leaves replaced ones out', () => {
    const tally = createTally(at, days(100));
    tally.add(certificate({ owner: 'alice', groups: ['a', 'b'], raProfile: 'r' }));
    tally.add(certificate({ notAfter: days(0.5), raProfile: 'r' }));
    tally.add(certificate({ notAfter: days(95), isDue: false, groups: ['a'] }));
    tally.add(certificate({ isReplaced: true, owner: 'bob' }));
    const { total, replaced, byOwner, byGroup, byRaProfile, byRemaining, within, first, byWeek } = tally.result();
    expect({ total, replaced }).toEqual({ total: { certificates: 3, due: 2, expired: 0 }, replaced: 1 });
    expect([...byOwner]).toEqual([
      ['alice', { certificates: 1, due: 1, expired: 0 }],
      [null, { certificates: 2, due: 1, expired: 0 }],
    ]);
    expect(byGroup.get('a')).toEqual({ certificates: 2, due: 1, expired: 0 });
    expect(byGroup.get('b')).toEqual({ certificates: 1, due: 1, expired: 0 });
    expect(byRaProfile.get('r')).toEqual({ certificates: 2, due: 2, expired: 0 });
    expect(byRemaining.get(1)?.certificates).toBe(1);
    expect(byRemaining.get(14)?.certificates).toBe(1);
    expect(byRemaining.get(null)).toEqual({ certificates: 1, due: 0, expired: 0 });
    expect([...within]).toEqual([
      [7, 1],
      [14, 2],
      [30, 2],
      [90, 2],
    ]);
    expect(first.get('r')).toEqual(days(0.5));
    expect([...byWeek.keys()]).toEqual(['2030-W11', '2030-W09', '2030-W23']);
  });

  it('counts what has ended beside the rest, and as the first end', () => {
    const tally = createTally(at, days(100));
    tally.add(certificate({ notAfter: days(-3), isDue: false, raProfile: 'r' }));
    tally.add(certificate({ notAfter: days(3), raProfile: 'r' }));
    const { total, byRemaining, within, first } = tally.result();
    expect(total).toEqual({ certificates: 1, due: 1, expired: 1 });
    expect(byRemaining.get(0)).toEqual({ certificates: 0, due: 0, expired: 1 });
    expect(within.get(7)).toBe(1);
    expect(first.get('r')).toEqual(days(-3));
  });

  it('is zero for nothing', () => {
    expect(createTally(at, days(1)).result()).toMatchObject({
      total: { certificates: 0, due: 0, expired: 0 },
      replaced: 0,
    });
  });
});
