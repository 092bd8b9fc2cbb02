import { randomBytes } from 'node:crypto';
import { createFixtureKey } from '../hostile/certificate-builder';
import { startHttpReceiver, type HttpReceiver } from '../notifications/support/http-receiver';
import { startTestProduct, type TestProduct } from '../support/product';
import { eventually } from '../acceptance/scene';
import { createClock, createExpirationScene, dayMs, hourMs } from './scene';

let product: TestProduct;
let hook: HttpReceiver;
const clock = createClock('2030-01-10T08:20:00Z');
const scene = createExpirationScene(() => product, clock);

beforeAll(async () => {
  hook = await startHttpReceiver();
  product = await startTestProduct({
    env: { CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1' },
    adjustments: { now: clock.now, deliveryPace: { initialMs: 200, factor: 1, maxMs: 400, giveUpMs: 60_000 } },
  });
});
afterAll(async () => {
  await product?.close();
  await hook?.close();
});
afterEach(async () => {
  await scene.leaveBehind(400 * dayMs);
  hook.calls.length = 0;
});

const secret = `whsec_${randomBytes(24).toString('base64')}`;
const told = () => hook.calls.map(({ body }) => JSON.parse(body.toString('utf8')).data.data.certificateUuid as string);
const listed = async (state: string) =>
  (await scene.read(`/expiring?state=${state}&limit=200`)).items.map(
    ({ certificate }: { certificate: { uuid: string } }) => certificate.uuid,
  );

async function watching(rules: object = {}): Promise<void> {
  const channels = [{ type: 'webhook', url: hook.url, secrets: [secret] }];
  const profile = await scene.profile({ recipientType: 'none', channels, ...rules });
  await scene.watchFor({ actions: [await scene.tells([profile])] });
}

async function change(method: 'post' | 'delete', path: string, certificate: string): Promise<void> {
  const response = await scene.revise(method, certificate, {
    path,
    body: method === 'post' ? { reason: 'superseded' } : {},
  });
  expect({ path, status: response.status, ok: response.status < 300 }).toMatchObject({ ok: true });
}

async function acknowledge(uuid: string): Promise<void> {
  const response = await product.call('post', `/expiring/${uuid}/acknowledge`).send({ comment: 'known' });
  expect(response.status).toBe(200);
}

describe('a certificate that ends without a replacement', () => {
  it('is told of once more, whatever was told before, and stays in sight', async () => {
    await watching({ repetitions: 1 });
    const uuid = await scene.stored(clock.in(2 * hourMs));
    await scene.scan();
    await acknowledge(uuid);
    clock.advance(3 * hourMs);
    expect(await scene.read(`/expiring/${uuid}`)).toMatchObject({ state: 'expired', certificate: { hoursLeft: -1 } });
    expect(await scene.scan()).toMatchObject({ ended: 1, due: 0 });
    expect(told()).toEqual([uuid, uuid]);
    for (let hour = 0; hour < 3; hour += 1) {
      clock.advance(hourMs);
      expect(await scene.scan()).toMatchObject({ ended: 0 });
    }
    expect(told()).toEqual([uuid, uuid]);
    expect(await scene.firingsOf(uuid)).toHaveLength(2);
    expect(await listed('expired')).toContain(uuid);
    expect(await listed('all')).toContain(uuid);
    const { total, byRemaining } = await scene.read('/expiring/summary');
    expect(total.expired).toBeGreaterThan(0);
    expect(byRemaining[0]).toMatchObject({ days: 0, certificates: 0 });
  });

  it('is told of when the product was down at that moment, and when it came too late', async () => {
    await watching({ escalationSteps: [{ before: 'P7D' }, { before: 'P1D' }] });
    const missed = await scene.stored(clock.in(10 * dayMs));
    clock.advance(40 * dayMs);
    const late = await scene.stored(clock.in(-20 * dayMs));
    expect(await scene.scan()).toMatchObject({ ended: 2 });
    expect(told().sort()).toEqual([missed, late].sort());
  });

  it('leaves the list when it is acknowledged after its end, archived or replaced', async () => {
    const key = createFixtureKey('ec');
    const names = { subject: 'late', sans: ['late.example.org'], key };
    const [known, archived, replaced] = [
      await scene.stored(clock.in(dayMs)),
      await scene.stored(clock.in(dayMs)),
      await scene.stored(clock.in(dayMs), names),
    ];
    clock.advance(dayMs + hourMs);
    await scene.scan();
    expect(await listed('expired')).toEqual(expect.arrayContaining([known, archived, replaced]));
    await acknowledge(known);
    await scene.patch(archived, { archived: true });
    // It begins before the old one ended, and comes into the inventory after that.
    const successor = await scene.stored(clock.in(300 * dayMs), { ...names, notBefore: clock.in(-2 * dayMs) });
    await eventually('the relation', async () => {
      const { successors } = await scene.read(`/certificates/${replaced}/relations`);
      return successors.length > 0;
    });
    const still = await listed('expired');
    for (const gone of [known, archived, replaced]) expect(still).not.toContain(gone);
    await scene.scan();
    expect(await listed('all')).not.toContain(replaced);
    expect(await scene.read(`/expiring/${replaced}`)).toMatchObject({ state: 'replaced', replacedBy: [successor] });
    await scene.patch(archived, { archived: false });
    expect(await listed('expired')).toContain(archived);
  });

  const losses: readonly [string, (successor: string, predecessor: string) => Promise<void>][] = [
    ['revoked', (successor) => change('post', '/revoked', successor)],
    ['archived', (successor) => scene.patch(successor, { archived: true })],
    ['deleted', (successor) => change('delete', '', successor)],
    [
      'no longer related',
      async (_successor, predecessor) => {
        const { successors } = await scene.read(`/certificates/${predecessor}/relations`);
        await change('delete', `/relations/${successors[0].uuid}`, predecessor);
      },
    ],
  ];

  it.each(losses)('comes back, and is told of once, when its replacement is %s', async (name, lose) => {
    await watching({ repetitions: 1 });
    const sans = [`${name.replaceAll(' ', '-')}.back.example.org`];
    const old = await scene.stored(clock.in(dayMs), { sans });
    const successor = await scene.stored(clock.in(300 * dayMs), { sans, notBefore: clock.in(-dayMs) });
    clock.advance(dayMs + hourMs);
    expect(await scene.scan()).toMatchObject({ ended: 0 });
    expect([await listed('expired'), told()]).toEqual([[], []]);
    await lose(successor, old);
    expect(await listed('expired')).toEqual([old]);
    expect(await scene.scan()).toMatchObject({ ended: 1 });
    clock.advance(hourMs);
    expect(await scene.scan()).toMatchObject({ ended: 0 });
    expect([await listed('expired'), told()]).toEqual([[old], [old]]);
  });

  it('is told of again when a replacement that came late is lost', async () => {
    await watching();
    const sans = ['late-and-lost.example.org'];
    const old = await scene.stored(clock.in(dayMs), { sans });
    clock.advance(dayMs + hourMs);
    expect(await scene.scan()).toMatchObject({ ended: 1 });
    const successor = await scene.stored(clock.in(300 * dayMs), { sans, notBefore: clock.in(-2 * dayMs) });
    clock.advance(hourMs);
    expect(await scene.scan()).toMatchObject({ ended: 0 });
    expect(await scene.read(`/expiring/${old}`)).toMatchObject({ state: 'replaced', cycle: 2 });
    await change('post', '/revoked', successor);
    expect(await scene.scan()).toMatchObject({ ended: 1 });
    clock.advance(hourMs);
    expect(await scene.scan()).toMatchObject({ ended: 0 });
    expect(told()).toEqual([old, old]);
    expect(await scene.firingsOf(old)).toHaveLength(2);
  });

  it('stays over when what is archived had not been valid any more', async () => {
    const sans = ['chain.example.org'];
    const old = await scene.stored(clock.in(dayMs), { sans });
    const successor = await scene.stored(clock.in(60 * dayMs), { sans, notBefore: clock.in(-dayMs) });
    clock.advance(dayMs + hourMs);
    await scene.scan();
    clock.advance(70 * dayMs);
    await scene.scan();
    await scene.patch(successor, { archived: true });
    expect(await listed('expired')).not.toContain(old);
  });

  it('is not announced on arrival when somebody has acknowledged it before the scan, or when no trigger was there', async () => {
    await scene.watchFor({});
    const passed = await scene.stored(clock.in(-dayMs));
    await scene.scan();
    clock.advance(hourMs);
    await watching();
    const [known, unknown] = [await scene.stored(clock.in(-2 * dayMs)), await scene.stored(clock.in(-3 * dayMs))];
    expect(await listed('expired')).toEqual(expect.arrayContaining([passed, known, unknown]));
    await acknowledge(known);
    expect(await listed('expired')).not.toContain(known);
    expect(await scene.scan()).toMatchObject({ ended: 1 });
    expect(told()).toEqual([unknown]);
  });

  it('is not announced on arrival where nobody wants that, and listed nevertheless', async () => {
    await watching();
    const before = await product.call('get', '/settings');
    await product
      .call('put', '/settings')
      .set('If-Match', before.headers['etag'] as string)
      .send({ ...before.body, expiration: { announceExpiredOnArrival: false } })
      .expect(200);
    const late = await scene.stored(clock.in(-dayMs));
    const { ended } = await scene.scan();
    expect([ended, told()]).toEqual([0, []]);
    expect(await listed('expired')).toContain(late);
  });
});
