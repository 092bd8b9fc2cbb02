import { randomBytes } from 'node:crypto';
import { createClock, createExpirationScene, dayMs, receiverAndProduct } from './scene';

const clock = createClock('2030-01-10T08:20:00Z');
const { product, hook } = receiverAndProduct(clock);
const scene = createExpirationScene(product, clock);

it('case-R4 a successor with some of the names: lists, mails and payloads say which are covered by nobody', async () => {
  const owner = await scene.person(['notifications:read']);
  const webhook = { type: 'webhook', url: hook().url, secrets: [`whsec_${randomBytes(24).toString('base64')}`] };
  const profiles = [
    await scene.profile({ recipientType: 'none', channels: [webhook] }),
    await scene.profile({ recipientType: 'owner', channels: [{ type: 'internal' }] }),
    await scene.profile({
      ...{ recipientType: 'owner', channels: [{ type: 'internal' }] },
      templates: {
        internal: { subject: 'own', body: '{% for name in data.remainingNames %}<{{ name }}>{% endfor %}' },
      },
    }),
  ];
  await scene.watchFor({ actions: [await scene.tells(profiles)] });
  const old = await scene.stored(clock.in(10 * dayMs), {
    ...{ subject: 'shop', sans: ['app.example.org', 'pay.example.org', 'www.example.org'] },
    patch: { owner: owner.uuid },
  });
  const fresh = (...sans: readonly string[]) =>
    scene.stored(clock.in(300 * dayMs), { subject: 'shop', sans, notBefore: clock.in(-dayMs) });
  const [app, www] = [await fresh('app.example.org'), await fresh('www.example.org', 'other.example.org')];
  await scene.uploadsClosed();

  const { successors } = await scene.read(`/certificates/${old}/relations`);
  const of = (uuid: string) =>
    successors.find(({ certificate }: { certificate: { uuid: string } }) => certificate.uuid === uuid);
  expect(of(app)).toMatchObject({
    ...{ type: 'partial', lost: [], remainingCount: 2 },
    remaining: ['dNSName:pay.example.org', 'dNSName:www.example.org'],
  });
  expect(of(www)).toMatchObject({ type: 'partial', remainingCount: 2 });

  const row = await scene.read(`/expiring/${old}`);
  expect(row).toMatchObject({
    ...{ state: 'due', replacedBy: [], remainingNames: ['dNSName:pay.example.org'], remainingNameCount: 1 },
    lostPurposes: [],
  });
  expect([...row.partlyReplacedBy].sort()).toEqual([app, www].sort());

  await scene.scan();
  const { data } = JSON.parse(hook().calls[0]!.body.toString('utf8')).data;
  expect(data).toMatchObject({ certificateUuid: old, remainingNames: ['dNSName:pay.example.org'] });
  const messages = await product().call('get', '/notifications', owner.key).expect(200);
  const texts = messages.body.items.map(({ detail }: { detail: string }) => detail);
  expect(texts).toContainEqual(expect.stringContaining('Still covered by nobody: pay.example.org\n'));
  expect(texts).toContain('<dNSName:pay.example.org>');
});
