import type { Sample } from '../database/split-points';
import { firstStretches, shareOf } from './shares';

const row = (index: number) => ({
  event: index % 10 === 0 ? 'scheduled_job_finished' : 'certificate_expiring',
  actor: index % 2 === 0 ? { type: 'system', uuid: null } : { type: 'user', uuid: `u${index % 20}` },
  matchedTriggers: index % 4 === 0 ? [{ uuid: 'often' }, { uuid: index === 40 ? 'once' : 'other' }] : [],
});
/** A hundred of 100,000 rows, of which 200 lie between two points. */
const sample: Sample = { points: [], rows: Array.from({ length: 100 }, (_, index) => row(index)), rowsPerStretch: 200 };

describe('the share of rows that meet clauses', () => {
  it.each([
    [[], 1],
    [[{ event: 'certificate_expiring' }], 0.9],
    [[{ event: { $in: ['certificate_expiring', 'scheduled_job_finished'] } }], 1],
    [[{ 'actor.uuid': 'u3' }], 0.05],
    [[{ 'actor.uuid': null }], 0.5],
    [[{ 'actor.type': 'system' }], 0.5],
    [[{ 'matchedTriggers.uuid': 'often' }], 0.25],
    [[{ 'matchedTriggers.uuid': 'once' }], 0.01],
    [[{ 'matchedTriggers.uuid': 'often' }, { event: 'scheduled_job_finished' }], 0.05],
    [[{ 'matchedTriggers.uuid': 'never' }], 0],
    [[{ 'actor.name': 'ada' }], 0],
  ])('%j is %p', (clauses, share) => {
    expect(shareOf(sample, clauses)).toBe(share);
  });

  it('is all of them where nobody knows', () => {
    expect(shareOf({ ...sample, rows: [] }, [{ event: 'e' }])).toBe(1);
  });
});

describe('the first read', () => {
  it('holds a page, and no more than can be read at once', () => {
    expect(firstStretches(sample, 50, { read: 1, found: 1 })).toBe(1);
    expect(firstStretches(sample, 50, { read: 0.05, found: 0.05 })).toBe(7);
    expect(firstStretches(sample, 50, { read: 0.25, found: 0.01 })).toBe(12);
    expect(firstStretches(sample, 50, { read: 0.25, found: 0 })).toBe(12);
  });

  it('takes what is hardly there in one go, and is short while nobody knows', () => {
    expect(firstStretches(sample, 50, { read: 0, found: 0 })).toBe(600);
    expect(firstStretches({ ...sample, rows: [] }, 50, { read: 1, found: 1 })).toBe(1);
  });
});
