import { createScene, eventually } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { productOfFile, startTestProduct } from '../support/product';

const product = productOfFile();
const scene = createScene(product);
const rowsOf = async (operation: string) =>
  (await scene.read(`/audit-log?operation=${operation}&phase=outcome&limit=200`)).items;

describe('the audit log', () => {
  it('figure-F16 has failed sign-ins with their address, few rows for many', async () => {
    const tries = Array.from({ length: 40 }, (_, index) => product().call('get', '/me', `wrong key ${index}`));
    for (const answer of await Promise.all(tries)) expect([401, 429]).toContain(answer.status);
    const rows = await eventually('a row', async () => {
      const found = await rowsOf('api-keys.authenticate');
      return found.length > 0 && found;
    });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      actor: { type: 'anonymous' },
      operationResult: 'failure',
      message: 'unauthenticated',
      source: { ipAddress: expect.stringMatching(/127\.0\.0\.1$/), path: '/api/v1/me' },
    });
    expect(JSON.stringify(rows)).not.toContain('wrong key');
  });

  it('figure-F18 is not filled by refusals', async () => {
    const { key } = await scene.person(['certificates:read']);
    for (let index = 0; index < 20; index += 1) {
      await product()
        .call('post', '/groups', key)
        .send({ name: `g ${index}` })
        .expect(403);
    }
    expect(
      (await rowsOf('groups.create')).filter(({ message }: { message: string }) => message === 'forbidden'),
    ).toHaveLength(1);
  });

  it('has the source of an upload on its outcome too, and the name', async () => {
    await scene.upload(buildCertificate()).expect(201);
    const [row] = await rowsOf('certificates.upload');
    expect(row.source).toMatchObject({ method: 'POST', path: '/api/v1/certificates/upload' });
    expect(row.source.ipAddress).toMatch(/127\.0\.0\.1$/);
    expect(row.resource.objects[0].name).toEqual(expect.any(String));
  });

  it('has configuration before and after a change, with its name and without secrets', async () => {
    const group = await scene.group({ name: 'before' });
    await scene.change(`/groups/${group.uuid}`, () => ({ name: 'after' }));
    const [changed] = await rowsOf('groups.update');
    expect(changed.resource.objects).toEqual([{ uuid: group.uuid, name: 'after' }]);
    expect(changed.additionalData).toMatchObject({ before: { name: 'before' }, after: { name: 'after' } });
    await product().call('delete', `/groups/${group.uuid}`).set('If-Match', '"2"').expect(204);
    const [deleted] = await rowsOf('groups.delete');
    expect(deleted.additionalData).toMatchObject({ before: { name: 'after' }, after: null });

    const { key } = await scene.person(['certificates:read']);
    const [made] = await rowsOf('api-keys.create');
    expect(made.additionalData.after).toMatchObject({ key: '***' });
    expect(JSON.stringify(await rowsOf('api-keys.create'))).not.toContain(key);
  });

  it('has the whole object before and after a PATCH', async () => {
    const group = await scene.group({ name: 'whole', description: 'first' });
    await product()
      .call('patch', `/groups/${group.uuid}`)
      .set('If-Match', '"1"')
      .send({ description: 'second' })
      .expect(200);
    const [{ resource, additionalData }] = await rowsOf('groups.update');
    expect(resource.objects).toEqual([{ uuid: group.uuid, name: 'whole' }]);
    expect(additionalData).toMatchObject({
      before: { name: 'whole', description: 'first', revision: 1 },
      after: { name: 'whole', description: 'second', revision: 2 },
    });
  });

  it('has the object before and after what is done to it under a path of its own, and no secret', async () => {
    const channels = [{ type: 'webhook', url: 'https://hooks.example.test/', secrets: [`whsec_${'A'.repeat(43)}=`] }];
    const profile = await scene.profile({ recipientType: 'none', channels });
    const path = `/notification-profiles/${profile.uuid}/channels/webhook`;
    const rotated = await product().call('post', `${path}/rotate-secret`).set('If-Match', '"1"').send({}).expect(200);
    const rows = await rowsOf('notification-profiles.rotate-secret');
    expect(rows[0].additionalData).toMatchObject({
      before: { uuid: profile.uuid, version: 1, channels: [{ secretCount: 1 }] },
      after: { uuid: profile.uuid, version: 2, channels: [{ secretCount: 2 }] },
    });
    expect(JSON.stringify(rows)).not.toContain(rotated.body.secret);
    await product().call('post', `${path}/enable`).expect(204);
    // It was enabled already: nothing has changed.
    expect((await rowsOf('notification-profiles.enable-channel'))[0].additionalData).toEqual({ status: 204 });
  });

  it('has a change of the key of the configuration', async () => {
    const first = await startTestProduct();
    await first.stop();
    const database = first.foundation.db.name;
    const second = await startTestProduct({
      database,
      env: { CERTLOOM_ADMIN_KEY: 'another-key-of-the-administrator' },
    });
    const rows = await second
      .call('get', '/audit-log?operation=api-keys.replace-administrator-key', 'another-key-of-the-administrator')
      .expect(200);
    expect(rows.body.items).toHaveLength(1);
    await second.close();
  });
});
