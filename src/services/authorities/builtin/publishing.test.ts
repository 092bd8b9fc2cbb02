import { builtinInMemory } from '../../../../test/support/builtin-authority';
import { createPublishing } from './publishing';

it('makes the lists of issuing CA and root, of authorities that have been used', async () => {
  const used = builtinInMemory();
  const unused = { ...used.instance, uuid: 'unused' };
  const publish = createPublishing({ all: async () => [used.instance, unused] }, used.lists);
  expect(await publish()).toEqual({ lists: 0, failed: [] });
  await used.authority.probe();
  expect(await publish()).toEqual({ lists: 2, failed: [] });
  expect([...used.heads.keys()].sort()).toEqual([used.instance.uuid, `${used.instance.uuid}-root`].sort());
});

it('goes on after a failure, and tells of it', async () => {
  const { instance } = builtinInMemory();
  const other = { ...instance, uuid: 'other', name: 'other' };
  const error = new Error('away');
  const current = async (id: string) => (id.startsWith('other') ? null : Promise.reject(error));
  const publish = createPublishing({ all: async () => [instance, other] }, { current });
  expect(await publish()).toEqual({ lists: 0, failed: [{ authority: 'inside', error }] });
});
