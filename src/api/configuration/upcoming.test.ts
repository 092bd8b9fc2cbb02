import { createUpcoming } from './upcoming';

const group = { uuid: 'g1', name: 'Payments', members: [] };

describe('what an import is about to write', () => {
  it('is there under its uuid and its name, and stands in pictures of the directory', () => {
    const upcoming = createUpcoming();
    const picture = { groups: new Map([['g0', { name: 'Old' }]]), users: new Map([['u0', {}]]) };
    expect(upcoming.pictured(picture).groups.has('g1')).toBe(false);
    upcoming.put('group', group, 'Payments');
    expect([upcoming.has('group', 'g1'), upcoming.has('user', 'g1')]).toEqual([true, false]);
    expect(['Payments', 'g1', 'Old'].map((one) => upcoming.find('group', one))).toEqual([group, group, undefined]);
    const after = upcoming.pictured(picture);
    expect([[...after.groups.keys()], [...after.users.keys()]]).toEqual([['g0', 'g1'], ['u0']]);
    expect(upcoming.pictured(picture)).toBe(after);
  });

  it('counts attributes and triggers as they will be', () => {
    const upcoming = createUpcoming();
    const before = [{ uuid: 'a1', contentType: 'string' }, { uuid: 'a2' }] as never[];
    upcoming.put('customAttribute', { uuid: 'a1', contentType: 'integer' }, 'size');
    expect(upcoming.attributes(before)).toEqual([{ uuid: 'a2' }, { uuid: 'a1', contentType: 'integer' }]);
    upcoming.put('trigger', { uuid: 't1', event: 'certificate_uploaded' }, 'Tag');
    expect(upcoming.triggers(['t0', 't1'])).toEqual([{ uuid: 't1', event: 'certificate_uploaded' }]);
  });

  it('knows what lets go of an object, by uuid or by name', () => {
    const upcoming = createUpcoming();
    upcoming.remove('t1');
    upcoming.changes('t2', { groups: ['Payments'] });
    upcoming.changes('t3', { groups: ['g1'] });
    upcoming.changes('t4', { groups: ['Other'] });
    const letting = ['t1', 't2', 't3', 't4', 't5'].map((one) => upcoming.letsGo(one, group));
    expect(letting).toEqual([true, false, false, true, false]);
  });
});
