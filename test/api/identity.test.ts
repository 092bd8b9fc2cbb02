import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { administratorRole, builtInRoles } from '../../src/domain/identity/roles';
import { connectStore } from '../../src/store/database/connection';
import { ensureFirstAdministrator } from '../../src/store/identity/first-administrator';
import { createApprovalProfileStore } from '../../src/store/approvals/profiles';
import { createGroupStore } from '../../src/store/identity/groups';
import { adminKey, startPlatform, type Platform } from '../support/platform';

let platform: Platform;
const call: Platform['call'] = (...args) => platform.call(...args);
const role = (name: string) => builtInRoles.find((one) => one.name === name)!.uuid;

beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.close());
beforeEach(() => {
  platform.hooks.usedBy = [];
  platform.hooks.deleted = [];
  platform.hooks.auditFails = false;
});

describe('the first administrator', () => {
  it('has every permission', async () => {
    const me = await call('get', '/me');
    expect(me.status).toBe(200);
    expect(me.body).toMatchObject({ username: 'admin', enabled: true, roles: [administratorRole] });
    expect(me.body.permissions).toContain('audit-log:write');
  });

  it('stays one when several processes start, and gets a new key with the configuration', async () => {
    await Promise.all([1, 2, 3].map(() => ensureFirstAdministrator(platform.db, adminKey)));
    expect((await call('get', '/users?name=admin')).body.items).toHaveLength(1);
    await ensureFirstAdministrator(platform.db, 'another key of the configuration');
    expect((await call('get', '/me')).status).toBe(401);
    expect((await call('get', '/me', 'another key of the configuration')).status).toBe(200);
    await ensureFirstAdministrator(platform.db, adminKey);
    expect((await call('get', '/me')).status).toBe(200);
  });

  it('may have a key that looks like a made one', async () => {
    const made = `clk_${'a'.repeat(32)}_${'b'.repeat(43)}`;
    await ensureFirstAdministrator(platform.db, made);
    expect((await call('get', '/me', made)).status).toBe(200);
    await ensureFirstAdministrator(platform.db, adminKey);
  });
});

describe('users', () => {
  it('are made, read, changed and deleted', async () => {
    const made = await call('post', '/users').send({
      username: 'Ada',
      email: 'ada@example.org',
      roles: [role('viewer')],
    });
    expect(made.status).toBe(201);
    expect(made.headers['etag']).toBe('"1"');
    const { uuid } = made.body;
    expect(made.headers['location']).toBe(`/api/v1/users/${uuid}`);
    const { displayName, email, roles } = made.body;
    const changed = await call('put', `/users/${uuid}`)
      .set('If-Match', '"1"')
      .send({ username: 'Ada L', displayName, email, roles, enabled: true });
    expect(changed.body).toMatchObject({ username: 'Ada L', revision: 2 });
    expect((await call('get', `/users/${uuid}`)).headers['etag']).toBe('"2"');
    expect((await call('delete', `/users/${uuid}`).set('If-Match', '"1"')).status).toBe(412);
    expect((await call('delete', `/users/${uuid}`).set('If-Match', '"2"')).status).toBe(204);
    expect(platform.hooks.deleted).toEqual([`user:${uuid}`]);
    expect((await call('get', `/users/${uuid}`)).status).toBe(404);
  });

  it('have unique names, also on renaming', async () => {
    const first = await platform.makeUser('bea', 'viewer');
    const taken = { code: 'name_taken', errors: [{ pointer: '/username', code: 'name_taken' }] };
    expect((await call('post', '/users').send({ username: 'bea' })).body).toMatchObject(taken);
    const other = await platform.makeUser('cleo', 'viewer');
    const renamed = await call('put', `/users/${other.uuid}`)
      .set('If-Match', '"1"')
      .send({ username: 'bea', displayName: '', email: null, roles: [], enabled: true });
    expect(renamed.body).toMatchObject(taken);
    expect((await call('get', `/users/${first.uuid}`)).body.username).toBe('bea');
  });

  it('lose keys and groups when they are deleted', async () => {
    const { uuid, key } = await platform.makeUser('dora', 'viewer');
    const group = await call('post', '/groups').send({ name: 'doras', members: [uuid] });
    expect((await call('get', '/me', key)).body.groups).toEqual([group.body.uuid]);
    expect((await call('delete', `/users/${uuid}`).set('If-Match', '"1"')).status).toBe(204);
    expect((await call('get', '/me', key)).status).toBe(401);
    expect((await call('get', `/groups/${group.body.uuid}`)).body).toMatchObject({ members: [], revision: 2 });
  });

  it('that are disabled cannot call', async () => {
    const { uuid, key } = await platform.makeUser('eve', 'viewer');
    expect((await call('get', '/me', key)).status).toBe(200);
    await call('put', `/users/${uuid}`)
      .set('If-Match', '"1"')
      .send({ username: 'eve', displayName: '', email: null, roles: [role('viewer')], enabled: false });
    const refused = await call('get', '/me', key);
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toContain('invalid_token');
  });

  it('refuse unknown roles with a pointer', async () => {
    const response = await call('post', '/users').send({ username: 'f', roles: [role('viewer'), randomUUID()] });
    expect(response.body.errors).toEqual([expect.objectContaining({ pointer: '/roles/1', code: 'unknown_role' })]);
  });
});

describe('the last enabled administrator', () => {
  const admin = async () => (await call('get', '/me')).body;
  const put = async (change: object) => {
    const { uuid, username, displayName, email, roles, enabled, revision } = await admin();
    return call('put', `/users/${uuid}`)
      .set('If-Match', `"${revision}"`)
      .send({ username, displayName, email, roles, enabled, ...change });
  };

  it.each([
    { name: 'disabled', attempt: () => put({ enabled: false }) },
    { name: 'stripped', attempt: () => put({ roles: [role('viewer')] }) },
    {
      name: 'deleted',
      attempt: async () => {
        const { uuid, revision } = await admin();
        return call('delete', `/users/${uuid}`).set('If-Match', `"${revision}"`);
      },
    },
  ])('cannot be $name', async ({ attempt }) => {
    const response = await attempt();
    expect(response.status).toBe(409);
    expect(response.body.code).toBe('conflict');
    expect(await admin()).toMatchObject({ enabled: true, roles: [administratorRole] });
  });

  it('remains when two administrators delete each other', async () => {
    const gina = await platform.makeUser('gina', 'administrator');
    const hans = await platform.makeUser('hans', 'administrator');
    const first = await admin();
    const strip = await call('put', `/users/${first.uuid}`, gina.key)
      .set('If-Match', `"${first.revision}"`)
      .send({ username: 'admin', displayName: '', email: null, roles: [], enabled: true });
    expect(strip.status).toBe(200);
    const results = await Promise.all([
      call('delete', `/users/${gina.uuid}`, hans.key).set('If-Match', '"1"'),
      call('delete', `/users/${hans.uuid}`, gina.key).set('If-Match', '"1"'),
    ]);
    const left = await platform.users.withRoles([administratorRole]);
    expect(left.filter(({ enabled }) => enabled).length).toBeGreaterThan(0);
    expect(results.filter(({ status }) => status === 204).length).toBeLessThan(2);
    // For the tests that follow.
    const again = (await platform.users.byName('admin'))!;
    await platform.users.update(again.uuid, again.revision, { roles: [administratorRole] });
  });
});

describe('giving permissions', () => {
  let clerk: { uuid: string; key: string };
  let clerkRole: string;
  beforeAll(async () => {
    const permissions = ['users:read', 'users:write', 'roles:write', 'api-keys:write', 'groups:read'];
    clerkRole = (await call('post', '/roles').send({ name: 'clerk', permissions })).body.uuid;
    clerk = await platform.makeUser('clerk', clerkRole);
  });

  it.each([
    {
      name: 'a role with more',
      attempt: () => call('post', '/roles', clerk.key).send({ name: 'r1', permissions: ['groups:write'] }),
      status: 403,
    },
    {
      name: 'a role with as much',
      attempt: () => call('post', '/roles', clerk.key).send({ name: 'r2', permissions: ['groups:read'] }),
      status: 201,
    },
    {
      name: 'widening the own role',
      attempt: () =>
        call('put', `/roles/${clerkRole}`, clerk.key)
          .set('If-Match', '"1"')
          .send({ name: 'clerk', permissions: ['users:write', 'settings:write'] }),
      status: 403,
    },
    {
      name: 'a user with more',
      attempt: () => call('post', '/users', clerk.key).send({ username: 'u1', roles: [administratorRole] }),
      status: 403,
    },
    {
      name: 'a user with as much',
      attempt: () => call('post', '/users', clerk.key).send({ username: 'u2', roles: [clerkRole] }),
      status: 201,
    },
    {
      name: 'more to oneself',
      attempt: () =>
        call('put', `/users/${clerk.uuid}`, clerk.key)
          .set('If-Match', '"1"')
          .send({
            username: 'clerk',
            displayName: '',
            email: null,
            roles: [clerkRole, administratorRole],
            enabled: true,
          }),
      status: 403,
    },
    {
      name: "an administrator's key",
      attempt: async () =>
        call('post', '/api-keys', clerk.key).send({ name: 'k', user: (await call('get', '/me')).body.uuid }),
      status: 403,
    },
    { name: 'a key for oneself', attempt: () => call('post', '/api-keys', clerk.key).send({ name: 'k' }), status: 201 },
  ])('$name: $status', async ({ attempt, status }) => {
    const response = await attempt();
    expect(response.status).toBe(status);
    if (status === 403) expect(response.body.code).toBe('forbidden');
  });

  it('leaves administrators alone, disabled ones too', async () => {
    const made = await call('post', '/users').send({ username: 'sleeper', roles: [administratorRole], enabled: false });
    const change = (username: string, enabled: boolean, revision: number) =>
      call('put', `/users/${made.body.uuid}`, clerk.key)
        .set('If-Match', `"${revision}"`)
        .send({ username, displayName: '', email: null, roles: [administratorRole], enabled });
    expect((await change('renamed sleeper', false, 1)).status).toBe(403);
    expect((await change('sleeper', true, 1)).status).toBe(403);
  });
});

describe('four eyes', () => {
  const asking = (step: object) =>
    createApprovalProfileStore(platform.db).create(randomUUID(), {
      ...{ name: `profile ${randomUUID()}`, enabled: true, description: '', expiry: 'P1D' },
      steps: [{ description: '', userUuid: null, roleUuid: null, groupUuid: null, requiredApprovals: 1, ...step }],
    });
  let operator: { uuid: string; key: string };
  beforeAll(async () => {
    operator = await platform.makeUser(`operator ${randomUUID()}`, 'operator');
  });
  const put = (path: string, change: object, key: string) => call('put', path, key).set('If-Match', '*').send(change);
  const faultsOf = ({
    status,
    body,
  }: {
    status: number;
    body: { errors?: { pointer: string }[]; missing?: string[] };
  }) => [status, ...(body.errors ?? []).map(({ pointer }) => pointer), ...(body.missing ?? [])];

  it('SEC9 of an RA profile stay, whatever else an operator changes in it', async () => {
    const { uuid: asked } = await asking({ roleUuid: administratorRole });
    const approvalProfiles = { issue: asked, revoke: asked };
    const made = await call('post', '/ra-profiles').send({ name: 'four eyes', approvalProfiles });
    const path = `/ra-profiles/${made.body.uuid}`;
    const [issue, revoke] = ['/approvalProfiles/issue', '/approvalProfiles/revoke'];
    const change = (by: string, body: object) => put(path, { name: 'four eyes', approvalProfiles, ...body }, by);
    const off = await change(operator.key, { approvalProfiles: {} });
    expect(faultsOf(off)).toEqual([403, issue, revoke, 'approval-profiles:write']);
    expect(off.body.detail).toBe(`This needs the permission approval-profiles:write: ${issue}, ${revoke}.`);
    const kept = await change(operator.key, { keepPrivateKeys: true });
    expect(faultsOf(kept)).toEqual([403, '/keepPrivateKeys', 'authorities:write']);
    const created = await call('post', '/ra-profiles', operator.key).send({ name: 'own', approvalProfiles });
    expect(faultsOf(created)).toEqual([403, issue, revoke, 'approval-profiles:write']);
    const deleted = await call('delete', path, operator.key).set('If-Match', '*');
    expect(faultsOf(deleted)).toEqual([403, issue, revoke, 'approval-profiles:write']);
    const same = await change(operator.key, { description: 'by the operator' });
    expect([same.status, same.body.approvalProfiles]).toMatchObject([200, approvalProfiles]);
    expect((await call('post', '/ra-profiles', operator.key).send({ name: 'plain' })).status).toBe(201);
    const byAdministrator = await change(adminKey, { keepPrivateKeys: true, approvalProfiles: { revoke: asked } });
    expect([byAdministrator.status, byAdministrator.body.approvalProfiles]).toMatchObject([200, { revoke: asked }]);
  });

  it('SEC9 nobody becomes an approver by themselves', async () => {
    const group = (await call('post', '/groups').send({ name: 'approvers' })).body.uuid as string;
    const join = (members: string[], key = operator.key) =>
      put(`/groups/${group}`, { name: 'approvers', members }, key);
    expect((await join([operator.uuid])).status).toBe(200);
    expect((await join([])).status).toBe(200);
    const profile = await asking({ groupUuid: group });
    expect(faultsOf(await join([operator.uuid]))).toEqual([403, '/members/0', 'approval-profiles:write']);
    const steps = [{ ...profile.steps[0]!, groupUuid: null, roleUuid: administratorRole }];
    await createApprovalProfileStore(platform.db).update(profile.uuid, 'any', { ...profile, steps });
    expect(faultsOf(await join([operator.uuid]))).toEqual([403, '/members/0', 'approval-profiles:write']);
    expect((await join([operator.uuid], adminKey)).status).toBe(200);
    expect((await join([operator.uuid])).status).toBe(200);

    const permissions = ['users:read', 'users:write'];
    const clerk = (await call('post', '/roles').send({ name: 'users only', permissions })).body.uuid as string;
    const desk = (await call('post', '/roles').send({ name: 'desk', permissions })).body.uuid as string;
    const user = await platform.makeUser('of the clerks', clerk);
    const plain = { username: 'of the clerks', displayName: '', email: null, enabled: true };
    const take = (roles: string[]) => put(`/users/${user.uuid}`, { ...plain, roles }, user.key);
    await asking({ roleUuid: desk });
    expect(faultsOf(await take([clerk, desk]))).toEqual([403, '/roles/1', 'approval-profiles:write']);
    expect((await take([clerk])).status).toBe(200);
  });
});

describe('roles', () => {
  it('that are built in stay', async () => {
    const { revision } = (await call('get', `/roles/${role('viewer')}`)).body;
    const tag = `"${revision}"`;
    expect((await call('delete', `/roles/${role('viewer')}`).set('If-Match', tag)).status).toBe(409);
    const changed = await call('put', `/roles/${role('viewer')}`)
      .set('If-Match', tag)
      .send({ name: 'viewer', permissions: [] });
    expect(changed.status).toBe(409);
  });

  it('in use are not deleted', async () => {
    const made = await call('post', '/roles').send({ name: 'held', permissions: ['groups:read'] });
    const holder = await platform.makeUser('holder', made.body.uuid as string);
    const refused = await call('delete', `/roles/${made.body.uuid}`).set('If-Match', '"1"');
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      code: 'in_use',
      usedBy: [{ kind: 'user', uuid: holder.uuid, name: 'holder' }],
    });
  });
});

describe('API keys', () => {
  it('show their secret once, and store none', async () => {
    const { uuid, key } = await platform.makeUser('ida', 'viewer');
    expect(key).toMatch(/^clk_[0-9a-f]{32}_[\w-]{43}$/);
    const list = await call('get', `/api-keys?user=${uuid}`);
    expect(list.body.items).toHaveLength(1);
    expect(list.text).not.toContain(key.slice(37));
    const raw = JSON.stringify(await platform.db.collection('api_keys').find().toArray());
    expect(raw).not.toContain(key.slice(37));
    expect(raw).not.toContain(adminKey);
    const audit = JSON.stringify(await platform.db.collection('audit').find().toArray());
    expect(audit).not.toContain(key.slice(37));
    expect(platform.logLines.join('')).not.toContain(key.slice(37));
  });

  it('end when they are revoked', async () => {
    const { uuid, key } = await platform.makeUser('jane', 'viewer');
    const [{ uuid: keyUuid }] = (await call('get', `/api-keys?user=${uuid}`)).body.items;
    expect((await call('get', '/me', key)).status).toBe(200);
    const revoked = await call('delete', `/api-keys/${keyUuid}`);
    expect(revoked.body.revokedAt).not.toBeNull();
    expect((await call('get', '/me', key)).status).toBe(401);
    expect((await call('delete', `/api-keys/${keyUuid}`)).body.revokedAt).toBe(revoked.body.revokedAt);
  });

  it('of the configuration cannot be revoked here', async () => {
    const chosen = (await call('get', '/api-keys?namePrefix=administrator')).body.items[0];
    expect(chosen.chosen).toBe(true);
    expect((await call('delete', `/api-keys/${chosen.uuid}`)).status).toBe(409);
  });

  it.each([
    { name: 'in the past', expiresAt: '2020-01-01T00:00:00Z', status: 422 },
    { name: 'without zone', expiresAt: '2120-01-01T00:00:00', status: 422 },
    { name: 'in the future', expiresAt: '2120-01-01T00:00:00+02:00', status: 201 },
  ])('that end $name: $status', async ({ expiresAt, status }) => {
    expect((await call('post', '/api-keys').send({ name: 'x', expiresAt })).status).toBe(status);
  });

  it('are refused with a wrong secret, half of one, or as two headers', async () => {
    const { key } = await platform.makeUser('kim', 'viewer');
    const wrong = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
    expect((await call('get', '/me', wrong)).status).toBe(401);
    expect((await call('get', '/me', key.slice(0, 37))).status).toBe(401);
    const twice = await request(platform.app)
      .get('/api/v1/me')
      .set('X-API-Key', key)
      .set('Authorization', `Bearer ${key}`);
    expect(twice.status).toBe(401);
    const bearer = await request(platform.app).get('/api/v1/me').set('Authorization', `Bearer ${key}`);
    expect(bearer.status).toBe(200);
  });

  it('note when they were used', async () => {
    const { uuid, key } = await platform.makeUser('lea', 'viewer');
    await call('get', '/me', key);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const [row] = (await call('get', `/api-keys?user=${uuid}`)).body.items;
    expect(Date.parse(row.lastUsedAt as string)).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe('groups, RA profiles and custom attributes', () => {
  it.each([
    { path: '/groups', body: { name: 'in use' }, kind: 'group' },
    { path: '/ra-profiles', body: { name: 'in use' }, kind: 'raProfile' },
    { path: '/custom-attributes', body: { name: 'in use', contentType: 'string' }, kind: 'customAttribute' },
  ])('F02 $kind in use is refused with its users', async ({ path, body, kind }) => {
    const made = await call('post', path).send(body);
    expect(made.status).toBe(201);
    platform.hooks.usedBy = [{ kind: 'trigger', uuid: randomUUID(), name: 'classify' }];
    const refused = await call('delete', `${path}/${made.body.uuid}`).set('If-Match', '"1"');
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: 'in_use', usedBy: platform.hooks.usedBy });
    expect(platform.hooks.deleted).toEqual([]);
    platform.hooks.usedBy = [];
    expect((await call('delete', `${path}/${made.body.uuid}`).set('If-Match', '"1"')).status).toBe(204);
    expect(platform.hooks.deleted).toEqual([`${kind}:${made.body.uuid}`]);
  });

  it('changing what triggers rely on is refused unless forced', async () => {
    const body = { name: 'cost centre', contentType: 'string', label: 'a' };
    const made = await call('post', '/custom-attributes').send(body);
    platform.hooks.usedBy = [{ kind: 'trigger', uuid: randomUUID(), name: 'classify' }];
    const put = (change: object, revision: number, query = '') =>
      call('put', `/custom-attributes/${made.body.uuid}${query}`)
        .set('If-Match', `"${revision}"`)
        .send({ ...body, ...change });
    expect((await put({ label: 'b' }, 1)).status).toBe(200);
    expect((await put({ contentType: 'integer' }, 2)).body.code).toBe('in_use');
    expect((await put({ contentType: 'integer' }, 2, '?force=true')).status).toBe(200);
  });

  it.each([
    {
      name: 'option of the wrong type',
      body: { name: 'a1', contentType: 'integer', list: true, content: [{ data: 'x' }] },
      pointer: '/content/0/data',
    },
    {
      name: 'secret with a default',
      body: { name: 'a2', contentType: 'secret', content: [{ data: 'x' }] },
      pointer: '/content',
    },
    { name: 'unknown type', body: { name: 'a3', contentType: 'blob' }, pointer: '/contentType' },
    {
      name: 'operator as a key',
      body: { name: 'a4', contentType: 'object', content: [{ data: { $where: '1' } }] },
      pointer: '/content/0/data',
    },
  ])('definitions with an $name are refused', async ({ body, pointer }) => {
    const response = await call('post', '/custom-attributes').send(body);
    expect(response.status).toBe(422);
    expect(response.body.errors[0].pointer).toBe(pointer);
  });

  it('keep typed content', async () => {
    const made = await call('post', '/custom-attributes').send({
      name: 'since',
      contentType: 'datetime',
      list: true,
      content: [{ data: '2030-01-31T10:00:00+01:00' }],
      resources: ['certificates', 'groups'],
    });
    expect(made.body.content).toEqual([{ data: '2030-01-31T09:00:00.000Z' }]);
    expect((await call('get', `/custom-attributes/${made.body.uuid}`)).body.content).toEqual(made.body.content);
    const snapshot = await platform.directory.snapshot();
    expect(snapshot.attributesByName.get('since')?.content[0]?.data).toEqual(new Date('2030-01-31T09:00:00Z'));
  });

  it('page by name in both directions', async () => {
    for (const name of ['p-a', 'p-b', 'p-c']) await call('post', '/groups').send({ name });
    const names = async (path: string): Promise<string[]> => {
      const found: string[] = [];
      for (let next: string | null = path; next !== null;) {
        const response = await call('get', next);
        expect(response.status).toBe(200);
        found.push(...response.body.items.map(({ name }: { name: string }) => name));
        const cursor = response.body.nextCursor as string | null;
        next = cursor === null ? null : `${path}&cursor=${encodeURIComponent(cursor)}`;
      }
      return found;
    };
    expect(await names('/groups?namePrefix=p-&limit=2')).toEqual(['p-a', 'p-b', 'p-c']);
    expect(await names('/groups?namePrefix=p-&limit=1&sort=-name')).toEqual(['p-c', 'p-b', 'p-a']);
    expect(await names('/groups?name=p-b&limit=1')).toEqual(['p-b']);
  });

  it('refuse unknown members with a pointer', async () => {
    const response = await call('post', '/groups').send({ name: 'ghosts', members: [randomUUID()] });
    expect(response.body.errors[0].pointer).toBe('/members/0');
  });
});

describe('settings', () => {
  it('have defaults, change as a whole and under their ETag', async () => {
    const first = await call('get', '/settings');
    expect(first.body).toMatchObject({
      syncTimeout: 'PT30S',
      upload: { maxCertificates: 500 },
      audit: { verbose: false },
    });
    expect(first.headers['etag']).toBe('"0"');
    expect((await call('put', '/settings').send({})).status).toBe(428);
    const put = (revision: number, body: object) =>
      call('put', '/settings').set('If-Match', `"${revision}"`).send(body);
    expect((await put(0, { syncTimeout: 'PT5S' })).headers['etag']).toBe('"1"');
    expect((await put(0, { syncTimeout: 'PT6S' })).status).toBe(412);
    expect((await platform.settings.get()).values.syncTimeout).toBe('PT5S');
    expect((await put(1, {})).body.syncTimeout).toBe('PT30S');
  });

  it.each([
    { body: { syncTimeout: '30s' }, pointer: '/syncTimeout' },
    { body: { syncTimeout: 'PT1H' }, pointer: '/syncTimeout' },
    { body: { eventHistory: { retention: 'PT1H' } }, pointer: '/eventHistory/retention' },
    { body: { operations: { retention: 'PT1H' } }, pointer: '/operations/retention' },
    { body: { upload: { maxBytes: 11_000_000 } }, pointer: '/upload/maxBytes' },
    { body: { audit: { output: 'file' } }, pointer: '/audit/output' },
    { body: { audit: { ignoreOperations: ['$where'] } }, pointer: '/audit/ignoreOperations/0' },
    { body: { audit: { ignoreOperations: ['groups', 'groups.updat'] } }, pointer: '/audit/ignoreOperations/1' },
    { body: { revision: 7 }, pointer: '/revision' },
  ])('refuse $body', async ({ body, pointer }) => {
    const response = await call('put', '/settings').set('If-Match', '"2"').send(body);
    expect(response.status).toBe(422);
    expect(response.body.errors[0].pointer).toBe(pointer);
  });
});

describe('figure-R4 when the audit log cannot be written', () => {
  it.each([
    { name: 'making', attempt: () => call('post', '/groups').send({ name: 'never' }) },
    {
      name: 'changing settings',
      attempt: () => call('put', '/settings').set('If-Match', '"2"').send({ syncTimeout: 'PT9S' }),
    },
    { name: 'purging', attempt: () => call('delete', '/audit-log?before=2100-01-01T00:00:00Z') },
  ])('$name is not carried out', async ({ attempt }) => {
    const rows = await platform.db.collection('audit').countDocuments();
    platform.hooks.auditFails = true;
    const response = await attempt();
    expect(response.status).toBe(503);
    expect(response.body.code).toBe('audit_unavailable');
    expect(response.text).not.toContain('db-7');
    platform.hooks.auditFails = false;
    expect((await call('get', '/groups?name=never')).body.items).toEqual([]);
    expect((await platform.settings.read()).values.syncTimeout).not.toBe('PT9S');
    expect(await platform.db.collection('audit').countDocuments()).toBe(rows);
  });
});

describe('the directory', () => {
  it('sees writes of this process at once and those of others within its time', async () => {
    const made = await call('post', '/groups').send({ name: 'quick' });
    expect((await platform.directory.snapshot()).groupsByName.has('quick')).toBe(true);
    const other = await startOther();
    try {
      const group = (await other.groups.byName('quick'))!;
      await other.groups.update(group.uuid, group.revision, { name: 'quicker' });
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      expect((await platform.directory.snapshot()).groups.get(made.body.uuid as string)?.name).toBe('quicker');
    } finally {
      await other.close();
    }
  });

  it('knows permissions of enabled users only', async () => {
    const { uuid } = await platform.makeUser('max', 'uploader');
    expect((await platform.directory.permissionsOf(uuid))?.has('certificates:upload')).toBe(true);
    const user = (await platform.users.find(uuid))!;
    await platform.users.update(uuid, user.revision, { enabled: false });
    expect(await platform.directory.permissionsOf(uuid)).toBeUndefined();
    expect(await platform.directory.permissionsOf(randomUUID())).toBeUndefined();
  });

  async function startOther() {
    const db = await connectStore(platform.uri);
    return { groups: createGroupStore(db), close: () => db.close() };
  }
});
