import type { ScheduledJob } from './job';
import { planOf } from './plan';

const now = new Date('2027-01-01T00:00:00Z');
const job: ScheduledJob = {
  ...{ uuid: 'j', name: 'nightly', jobType: 'discovery', cron: '30 2 * * *', timeZone: 'UTC', userUuid: 'u' },
  ...{ enabled: true, oneTime: false, system: false, parameters: {}, revision: 1 },
};

describe('planOf', () => {
  it('takes the rule in UTC', () => expect(planOf(job, now)).toEqual({ kind: 'cron', cron: '30 2 * * *' }));

  it('takes moments where clocks change, and says when they run out', () => {
    const plan = planOf({ ...job, timeZone: 'Europe/Prague' }, now);
    if (plan.kind !== 'times') throw new Error(plan.kind);
    expect(plan.times).toHaveLength(100);
    expect(plan.times[0]).toEqual(new Date('2027-01-01T01:30:00Z'));
    expect(plan.times[99]).toEqual(new Date('2027-04-10T00:30:00Z'));
    expect(plan.refreshAt).toEqual(plan.times[50]);
  });

  it('takes one moment for what runs once', () => {
    const times = [new Date('2027-01-01T02:30:00Z')];
    expect(planOf({ ...job, oneTime: true }, now)).toEqual({ kind: 'times', times, refreshAt: null });
  });
});
