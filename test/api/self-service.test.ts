import { createScene } from '../acceptance/scene';
import { productOfFile } from '../support/product';

const product = productOfFile();
const scene = createScene(product);
const asked = (path: string, key?: string) => product().call('get', path, key);

describe('what the console asks beside lists and objects', () => {
  it('tells what keeps an object from being deleted, with names as far as one may read them', async () => {
    const role = await scene.make('/roles', { name: 'asked', permissions: ['groups:read'] });
    const profile = await scene.make('/approval-profiles', { name: 'two eyes', steps: [{ roleUuid: role.uuid }] });
    const path = `/in-use/roles/${role.uuid}`;
    expect((await asked(path).expect(200)).body.items).toEqual([
      { kind: 'approvalProfile', uuid: profile.uuid, name: 'two eyes' },
    ]);
    expect((await asked(`/in-use/approvalProfiles/${profile.uuid}`).expect(200)).body.items).toEqual([]);

    const reader = await scene.person(['roles:read']);
    expect((await asked(path, reader.key).expect(200)).body.items).toEqual([
      { kind: 'approvalProfile', uuid: profile.uuid, name: null },
    ]);
    const other = await scene.person(['groups:read']);
    expect((await asked(path, other.key).expect(403)).body.missing).toEqual(['roles:read']);
    await asked('/in-use/roles/00000000-0000-4000-8000-000000000000').expect(404);
  });

  it('tells who changed which setting last', async () => {
    expect((await asked('/settings/changes').expect(200)).body.items).toEqual([]);
    const patch = (body: object, key?: string) =>
      product().call('patch', '/settings', key).set('If-Match', '*').send(body).expect(200);
    await patch({ syncTimeout: 'PT20S', upload: { maxCertificates: 7 } });
    const person = await scene.person(['settings:read', 'settings:write']);
    await patch({ syncTimeout: 'PT10S' }, person.key);
    const { items } = (await asked('/settings/changes').expect(200)).body as {
      readonly items: readonly { readonly setting: string; readonly by: { readonly name: string } }[];
    };
    expect(items.map(({ setting, by }) => [setting, by.name])).toEqual([
      ['/syncTimeout', person.username],
      ['/upload/maxCertificates', 'admin'],
    ]);
  });

  it('has versions and licences', async () => {
    const { body } = await asked('/about').expect(200);
    expect(body).toMatchObject({ licence: 'Apache-2.0', node: process.versions.node });
    expect(body.packages).toEqual(
      expect.arrayContaining([{ name: 'express', version: expect.any(String), licence: 'MIT' }]),
    );
  });

  it('lists and revokes the own keys of whoever asks, and of nobody else', async () => {
    const [one, two] = [await scene.person(['groups:read']), await scene.person(['groups:read'])];
    const { items } = (await asked('/me/api-keys', one.key).expect(200)).body;
    expect(items).toMatchObject([{ user: one.uuid, revokedAt: null }]);
    const path = `/me/api-keys/${items[0].uuid}`;
    await product().call('delete', path, two.key).expect(404);
    await product().call('delete', path, one.key).expect(200);
    await asked('/me/api-keys', one.key).expect(401);
  });
});
