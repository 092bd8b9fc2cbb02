import { randomBytes } from 'node:crypto';
import { eventually } from '../acceptance/scene';
import { startHttpReceiver, type HttpReceiver } from '../notifications/support/http-receiver';
import { startMailCatcher, type MailCatcher } from '../notifications/support/smtp';
import { startTestProduct, type TestProduct } from '../support/product';
import { createClock, createExpirationScene, dayMs, hourMs, tellingProduct } from './scene';

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

let product: TestProduct;
let hook: HttpReceiver;
let mail: MailCatcher;
const clock = createClock('2030-01-10T08:20:00Z');
const scene = createExpirationScene(() => product, clock);

beforeAll(async () => {
  [hook, mail] = [await startHttpReceiver(), await startMailCatcher()];
  product = await startTestProduct(tellingProduct(clock, { SMTP_URL: `smtp://127.0.0.1:${mail.port}` }));
});
afterAll(async () => {
  await product?.close();
  await hook?.close();
  await mail?.close();
});
afterEach(async () => {
  hook.answer = () => ({ status: 204 });
  mail.onMessage = () => undefined;
  // The certificates of one test are over when the next begins.
  await scene.leaveBehind(400 * dayMs);
  hook.calls.length = 0;
  mail.mails.length = 0;
});

const secret = `whsec_${randomBytes(24).toString('base64')}`;
const steps = (...before: string[]) => before.map((step) => ({ before: step }));
/** Keys of the notices that the receiver got about this certificate, in order. */
const notices = (uuid: string) =>
  hook.calls
    .filter(({ body }) => JSON.parse(body.toString('utf8')).data.objectUuid === uuid)
    .map(({ headers }) => headers['webhook-id'] as string);

async function watching(rules: object = {}): Promise<{ uuid: string; name: string }> {
  const channels = [{ type: 'webhook', url: hook.url, secrets: [secret] }];
  const profile = await scene.profile({ recipientType: 'none', channels, ...rules });
  await scene.watchFor({ actions: [await scene.tells([profile])] });
  return profile;
}

async function scans(count: number, everyMs = hourMs): Promise<void> {
  for (let run = 0; run < count; run += 1) {
    await scene.scan();
    clock.advance(everyMs);
  }
}

describe('suppression', () => {
  it('N02 sends as many notices as repetitions say', async () => {
    await watching({ repetitions: 1 });
    const once = await scene.stored(clock.in(20 * dayMs));
    await scans(2);
    expect(notices(once)).toHaveLength(1);
    await watching({ repetitions: 2 });
    const twice = await scene.stored(clock.in(20 * dayMs));
    await scans(3);
    expect(notices(twice)).toHaveLength(2);
    expect(new Set(notices(twice)).size).toBe(2);
  });

  it('N03 sends three notices in three days of hourly firings with a frequency of a day', async () => {
    await watching({ frequency: 'P1D' });
    const uuid = await scene.stored(clock.in(20 * dayMs));
    await scans(72);
    expect(notices(uuid)).toHaveLength(3);
  });

  it('X06 sends one notice a step in 31 days, through restarts', async () => {
    await watching({ escalationSteps: steps('P30D', 'P14D', 'P7D', 'P1D') });
    const notAfter = clock.in(31 * dayMs);
    const uuid = await scene.stored(notAfter);
    const raProfile = await scene.raProfile({ expiringThreshold: 'P60D' });
    await scene.patch(uuid, { raProfile: raProfile.uuid });
    const sent: number[] = [];
    for (let run = 0; clock.now() < notAfter; run += 1) {
      await scene.scan();
      sent.push(notices(uuid).length);
      // Around each step by the hour, else four times a day.
      const hoursLeft = (notAfter.getTime() - clock.now().getTime()) / hourMs;
      const isNear = [30, 14, 7, 1, 0].some((days) => Math.abs(hoursLeft - days * 24) < 4);
      clock.advance(isNear ? hourMs : 6 * hourMs);
      if (run % 40 === 39) product = await product.restart();
    }
    expect(sent.at(-1)).toBe(4);
    expect(new Set(notices(uuid)).size).toBe(4);
    expect(sent.filter((count, run) => count > (sent[run - 1] ?? 0) + 1)).toEqual([]);
  });

  it('X07 of a certificate first seen with five days left the 7-day step is told now, the 1-day step later', async () => {
    await watching({ escalationSteps: steps('P30D', 'P14D', 'P7D', 'P1D') });
    const uuid = await scene.stored(clock.in(5 * dayMs));
    await scans(2);
    expect(notices(uuid)).toHaveLength(1);
    clock.advance(4 * dayMs);
    await scans(2);
    expect(notices(uuid)).toHaveLength(2);
    const { items } = await scene.read(`/deliveries?limit=10`);
    expect(items[0].status).toBe('delivered');
  });

  it('steps that are shares of the lifetime fit a certificate of six days', async () => {
    const { uuid: profile } = await watching({ escalationSteps: steps('33%', '20%', '10%') });
    expect((await scene.read(`/notification-profiles/${profile}`)).warnings).toEqual([]);
    const notAfter = clock.in(6 * dayMs);
    const uuid = await scene.stored(notAfter, { notBefore: clock.now() });
    const told: number[] = [];
    for (const left of [2.5, 1.9, 1.5, 1.1, 0.9, 0.5, 0.2]) {
      clock.advance(notAfter.getTime() - left * dayMs - clock.now().getTime());
      await scans(1);
      told.push(notices(uuid).length);
    }
    expect(told).toEqual([0, 1, 1, 2, 2, 3, 3]);
  });

  it('a notice that nobody accepted does not count and comes again', async () => {
    await watching({ repetitions: 1 });
    const uuid = await scene.stored(clock.in(20 * dayMs));
    hook.answer = () => ({ status: 400 });
    await scans(1);
    hook.answer = () => ({ status: 204 });
    await scans(3);
    // Refused under the first key, accepted under the second.
    expect(new Set(notices(uuid)).size).toBe(2);
    expect(notices(uuid)).toHaveLength(2);
  });

  it('a suppressed notice stands on the action', async () => {
    const [loud, quiet] = [
      await scene.profile({ recipientType: 'none', channels: [{ type: 'webhook', url: hook.url, secrets: [secret] }] }),
      await scene.profile({
        recipientType: 'none',
        repetitions: 1,
        channels: [{ type: 'webhook', url: hook.url, secrets: [secret] }],
      }),
    ];
    await scene.watchFor({ actions: [await scene.tells([loud]), await scene.tells([quiet])] });
    const uuid = await scene.stored(clock.in(20 * dayMs));
    await scans(2);
    const [second] = await scene.firingsOf(uuid);
    const { triggers } = await scene.firing(second.firingId);
    expect(triggers[1].actions).toMatchObject([{ outcome: 'ok', changed: false }]);
    expect(triggers[1].actions[0].message).toContain(`${quiet.name}: repetitions`);
    expect(notices(uuid)).toHaveLength(3);
  });
});

describe('recipients', () => {
  it('N08 sends to the addresses of an attribute; without one nobody is reached', async () => {
    const attribute = await scene.attribute({ multiSelect: true });
    const profile = await scene.profile({
      recipientType: 'object',
      recipientAttribute: attribute.name,
      channels: [{ type: 'email' }],
      repetitions: 1,
    });
    await scene.watchFor({ actions: [await scene.tells([profile])] });
    const content = (data: string) => ({ customAttributes: [{ name: attribute.name, content: [{ data }] }] });
    const told = await scene.stored(clock.in(20 * dayMs), { patch: content('ops@example.org') });
    const [without, bad] = [
      await scene.stored(clock.in(20 * dayMs)),
      await scene.stored(clock.in(20 * dayMs), { patch: content('no address') }),
    ];
    await scans(1);
    expect(mail.mails.map(({ to }) => to)).toEqual([['ops@example.org']]);
    for (const uuid of [without, bad]) {
      const [firing] = await scene.firingsOf(uuid);
      const { triggers } = await scene.firing(firing.firingId);
      expect(triggers[0].actions).toMatchObject([{ outcome: 'failed', errorCode: 'no_recipients' }]);
    }
    expect((await scene.firingsOf(told))[0].status).toBe('finished');
    // No counter moved: an address that appears later is told.
    await scene.patch(without, content('late@example.org'));
    await scans(1);
    expect(mail.mails.map(({ to }) => to[0])).toEqual(['ops@example.org', 'late@example.org']);
  });

  it('a step adds its recipients', async () => {
    const [owner, boss] = [
      await scene.person([], { email: 'owner@example.org' }),
      await scene.person([], { email: 'boss@example.org' }),
    ];
    const profile = await scene.profile({
      recipientType: 'owner',
      channels: [{ type: 'email' }],
      escalationSteps: [
        { before: 'P30D' },
        { before: 'P7D', addRecipients: [{ recipientType: 'user', recipients: [boss.uuid] }] },
      ],
    });
    await scene.watchFor({ actions: [await scene.tells([profile])] });
    await scene.stored(clock.in(20 * dayMs), { patch: { owner: owner.uuid } });
    await scans(2);
    expect(mail.mails.flatMap(({ to }) => to)).toEqual(['owner@example.org']);
    clock.advance(14 * dayMs);
    await scans(2);
    expect(mail.mails.flatMap(({ to }) => to).sort()).toEqual([
      'boss@example.org',
      'owner@example.org',
      'owner@example.org',
    ]);
  });
});

describe('cycles', () => {
  it('N14 holds a notice through quiet hours and sends it at their end', async () => {
    clock.set(new Date('2040-05-04T20:30:00Z'));
    await watching({ repetitions: 1, quietHours: { timeZone: 'Europe/Berlin', from: '22:00', to: '07:00', days: [] } });
    const uuid = await scene.stored(clock.in(20 * dayMs));
    await scans(1);
    const { items } = await scene.read('/deliveries?status=held');
    expect(items).toMatchObject([{ status: 'held', nextAttemptAt: '2040-05-05T05:00:00.000Z' }]);
    expect(notices(uuid)).toEqual([]);
    clock.set(new Date('2040-05-05T05:00:01Z'));
    await deliverHeld(items[0].firingId);
    expect(notices(uuid)).toHaveLength(1);
    await scans(2);
    expect(notices(uuid)).toHaveLength(1);
  });

  it('N14 cancels a held notice when the certificate was replaced meanwhile', async () => {
    clock.set(new Date('2042-05-04T20:30:00Z'));
    await watching({ repetitions: 1, quietHours: { timeZone: 'Europe/Berlin', from: '22:00', to: '07:00', days: [] } });
    const names = { subject: 'n14', sans: ['n14.example.org'] };
    const uuid = await scene.stored(clock.in(20 * dayMs), names);
    await scans(1);
    await scene.stored(clock.in(400 * dayMs), { ...names, notBefore: clock.in(-hourMs) });
    await scans(1);
    const [delivery] = (await scene.read('/deliveries?limit=1')).items;
    expect(delivery.status).toBe('cancelled');
    clock.set(new Date('2042-05-05T05:10:00Z'));
    await scans(1);
    expect(notices(uuid)).toEqual([]);
  });

  it.each([
    { name: 'with a count', rules: { repetitions: 1 } },
    { name: 'without limits', rules: {} },
  ])(
    'a replacement cancels mails that are being retried, also where the inbox has its notice: $name',
    async (given) => {
      const person = await scene.person([], { email: 'late@example.org' });
      const profile = await scene.profile({
        ...{ recipientType: 'user', recipients: [person.uuid] },
        channels: [{ type: 'email' }, { type: 'internal' }],
        ...given.rules,
      });
      await scene.watchFor({ actions: [await scene.tells([profile])] });
      const names = { subject: 'late', sans: ['late.example.org'] };
      const uuid = await scene.stored(clock.in(20 * dayMs), names);
      mail.onMessage = () => ({ code: 451, text: 'not now' });
      await scene.scan();
      const deliveries = async () => {
        const { items } = await scene.read(`/deliveries?profile=${profile.uuid}`);
        return Object.fromEntries(items.map(({ channel, status }: any) => [channel, status]));
      };
      expect(await deliveries()).toEqual({ internal: 'delivered', email: 'retrying' });
      const [firing] = await scene.firingsOf(uuid);
      const outcome = async () => (await scene.firing(firing.firingId)).triggers[0].actions[0];
      await eventually('the failed action', async () => (await outcome()).outcome === 'failed');
      expect(await outcome()).toMatchObject({
        errorCode: 'delivery_failed',
        message: '1 of 2 deliveries failed: 1 being retried',
      });

      await scene.stored(clock.in(400 * dayMs), { ...names, notBefore: clock.in(-hourMs) });
      await scene.uploadsClosed();
      expect((await scene.read(`/expiring/${uuid}`)).state).toBe('replaced');
      expect(await deliveries()).toEqual({ internal: 'delivered', email: 'cancelled' });
      mail.onMessage = () => undefined;
      clock.advance(hourMs);
      await deliverHeld(firing.firingId);
      // The run of the firing comes again when the next attempt would have been due.
      await eventually('an action with nothing left to do', async () => (await outcome()).outcome === 'ok');
      expect(await outcome()).toMatchObject({ errorCode: null, message: null });
      await scene.scan();
      expect(mail.mails).toEqual([]);
      expect(await deliveries()).toEqual({ internal: 'delivered', email: 'cancelled' });
    },
  );

  it('X08 a replacement that is revoked starts a fresh cycle', async () => {
    await watching({ repetitions: 1 });
    const names = { subject: 'x08', sans: ['x08.example.org'] };
    const uuid = await scene.stored(clock.in(20 * dayMs), names);
    await scans(2);
    expect(notices(uuid)).toHaveLength(1);
    const successor = await scene.stored(clock.in(400 * dayMs), { ...names, notBefore: clock.in(-dayMs) });
    await scans(2);
    expect(notices(uuid)).toHaveLength(1);
    expect((await scene.revoke(successor, { reason: 'keyCompromise' })).status).toBe(200);
    await scans(2);
    expect(notices(uuid)).toHaveLength(2);
    expect(new Set(notices(uuid)).size).toBe(2);
  });
});

/** The run sleeps by the engine's clock until the hold ends: here it is followed by hand at the test's. */
async function deliverHeld(firingId: string): Promise<void> {
  const { client, queueName } = product.foundation;
  await client.workflow.execute<(id: string) => Promise<void>>('redelivery', {
    workflowId: `redelivery:${'0'.repeat(64)}:${randomBytes(4).toString('hex')}`,
    taskQueue: queueName('certloom'),
    args: [firingId],
  });
}
