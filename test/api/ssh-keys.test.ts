import { readFileSync } from 'node:fs';
import { productOfFile } from '../support/product';

const product = productOfFile();
const { call } = { call: (...args: Parameters<ReturnType<typeof product>['call']>) => product().call(...args) };

const blob = (fill: number) =>
  Buffer.concat([Buffer.from('\0\0\0\x0bssh-ed25519\0\0\0\x20', 'latin1'), Buffer.alloc(32, fill)]).toString('base64');
const dayMs = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * dayMs).toISOString();

it('keeps SSH keys by their public part, once, and finds those that are due', async () => {
  const made = [];
  for (const [index, days] of [400, 360, 10].entries()) {
    const body = { publicKey: `ssh-ed25519 ${blob(index)} key ${index}`, userName: 'joe', createdAt: ago(days) };
    made.push((await call('post', '/ssh-keys').send(body).expect(201)).body);
  }
  expect(made[0]).toMatchObject({ keyType: 'ssh-ed25519', keyLength: 256, comment: 'key 0', serverLogons: [] });
  expect(made[0]).not.toHaveProperty('publicKey');
  const again = await call('post', '/ssh-keys')
    .send({ publicKey: `ssh-ed25519 ${blob(0)}` })
    .expect(409);
  expect(again.body).toMatchObject({ code: 'name_taken', errors: [{ pointer: '/fingerprint' }] });

  const uuids = async (query: string) =>
    ((await call('get', `/ssh-keys?${query}`).expect(200)).body.items as { uuid: string }[]).map(({ uuid }) => uuid);
  const [old, due, fresh] = made.map(({ uuid }) => uuid as string);
  expect(await uuids('')).toEqual([old, due, fresh]);
  expect(await uuids('sort=-createdAt&limit=2')).toEqual([fresh, due]);
  expect(await uuids('dueWithinDays=0')).toEqual([old]);
  expect(await uuids('dueWithinDays=7')).toEqual([old, due]);
  expect(await uuids(`fingerprint=${encodeURIComponent(made[2].fingerprint as string)}`)).toEqual([fresh]);
  const first = (await call('get', '/ssh-keys?limit=2&count=true').expect(200)).body;
  expect(first.total).toEqual({ value: 3, relation: 'exact' });
  expect(await uuids(`limit=2&cursor=${encodeURIComponent(first.nextCursor as string)}`)).toEqual([fresh]);

  const days = Math.round((Date.parse(made[1].rotationDueAt as string) - Date.now()) / dayMs);
  expect(days).toBe(5);
  await call('delete', `/ssh-keys/${old}`).set('If-Match', '"1"').expect(204);
  await call('get', `/ssh-keys/${old}`).expect(404);
});

it('refuses private keys, and says nothing of them', async () => {
  const secret = 'b3BlbnNzaC1rZXktdjEAAAAA';
  const publicKey = `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}\n-----END OPENSSH PRIVATE KEY-----`;
  const { body } = await call('post', '/ssh-keys').send({ publicKey }).expect(422);
  expect(body.errors).toMatchObject([{ pointer: '/publicKey' }]);
  expect(JSON.stringify(body)).not.toContain(secret);
});

it('takes the key that the documentation shows, and changes it as told there', async () => {
  const [, section = ''] = readFileSync('docs/concepts.md', 'utf8').split('## SSH keys\n');
  const key = JSON.parse(/```jsonc\n([^`]*)```/.exec(section)![1]!) as object;
  const { body } = await call('post', '/ssh-keys').send(key).expect(201);
  expect(body).toMatchObject({ keyType: 'ssh-ed25519', comment: 'deploy@build1', ownerMail: 'kim@example.org' });
  const replaced = { ...key, publicKey: `ssh-ed25519 ${blob(9)} deploy@build1`, createdAt: ago(0) };
  await call('put', `/ssh-keys/${body.uuid}`).set('If-Match', '"1"').send(replaced).expect(200);
  expect((await call('get', '/ssh-keys?dueWithinDays=30&userName=deploy').expect(200)).body.items).toEqual([]);
});
