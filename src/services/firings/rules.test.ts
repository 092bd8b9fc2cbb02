import { admin, certificateOf, rulesInMemory, setSite, triggerOf } from '../../../test/support/services';
import { createRules, unplaced } from './rules';

const event = 'certificate_expiring';
const of = (text: string) => triggerOf(event, 'action', null, [setSite(text)]);

describe('rules', () => {
  const [platform, group] = [of('platform'), of('group')];
  const place = { resource: 'groups', objectUuid: 'g-1' } as const;
  const { deps, kept } = rulesInMemory([{ triggers: [platform] }, { triggers: [group], place }]);
  const rules = createRules(deps, event);

  it.each([
    { name: 'no group', subject: unplaced, expected: platform },
    { name: 'a group without set', subject: { ...unplaced, groups: ['g-2'] }, expected: platform },
    { name: 'a group with a set', subject: { ...unplaced, groups: ['g-1'] }, expected: group },
  ])('choose the sets of $name', async ({ subject, expected }) => {
    const { ready } = (await rules()).setsOf(subject);
    expect(ready.actions.map(({ trigger }) => trigger.uuid)).toEqual([expected.uuid]);
  });

  it('are compiled once for all subjects at the same places', async () => {
    const [one, other] = [await rules(), await rules()];
    expect(one.setsOf({ ...unplaced, groups: ['g-3'] })).toBe(other.setsOf(certificateOf('web')));
  });

  it('can be had again as they were', async () => {
    const known = await rules();
    const sets = known.setsOf(unplaced);
    await sets.save();
    expect(kept.map(({ id }) => id)).toEqual([sets.snapshotId]);
    expect(await known.recorded(sets.snapshotId)).toMatchObject({ snapshotId: sets.snapshotId, isEmpty: false });
    await expect(known.recorded('never kept')).rejects.toThrow('missing');
  });

  it('know no rights of a user who is gone', async () => {
    const { rightsOf } = await rules();
    expect(rightsOf(admin.uuid)?.has('certificates:read')).toBe(true);
    expect(rightsOf('u-gone')).toBeUndefined();
  });
});
