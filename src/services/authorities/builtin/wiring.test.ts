import { start } from '../../../../test/support/builders';
import { builtinInMemory, builtinSettings } from '../../../../test/support/builtin-authority';

it('publishes where the settings say, and where everything else is when they say nothing', async () => {
  const issuing = async (publicationUrl: string | null) => {
    const { authority } = builtinInMemory({ ...builtinSettings, publicationUrl });
    return Buffer.from((await authority.issuers())[0]!).toString('latin1');
  };
  expect(await issuing(null)).toContain('http://certloom.test/ca/');
  expect(await issuing('http://pki.test/x/')).toContain('http://pki.test/x/ca/');
});

it('goes on publishing for an authority that is not configured any more, with usual lists', async () => {
  const { authority, stores, lists, instance } = builtinInMemory({ crlLifetimeHours: 48 });
  const hours = async () => {
    const { thisUpdate, nextUpdate } = (await lists.current(instance.uuid))!;
    return (nextUpdate.getTime() - thisUpdate.getTime()) / 3_600_000;
  };
  await authority.probe();
  expect(await hours()).toBe(48);
  stores.authorities.find = async () => undefined;
  await stores.revocationLists.noteChange(instance.uuid, start);
  expect(await hours()).toBe(24);
});
