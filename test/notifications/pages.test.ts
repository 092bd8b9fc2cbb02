import { eventually } from '../acceptance/scene';
import { createClock, createExpirationScene, dayMs, hourMs, tellingProduct } from '../expiration/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';
import { startHttpReceiver, type HttpReceiver } from './support/http-receiver';
import { mailParts } from './support/mime';
import { startMailCatcher, type MailCatcher } from './support/smtp';

/** From the link in a notice to an acknowledgement, over the sockets of the whole product. */
const clock = createClock('2030-01-10T08:20:00Z');
let mail: MailCatcher;
let hook: HttpReceiver;
beforeAll(async () => {
  mail = await startMailCatcher();
  hook = await startHttpReceiver();
  hook.answer = () => ({ status: 202, body: 'ok' });
});
const product = productOfFile(() => tellingProduct(clock, { SMTP_URL: `smtp://127.0.0.1:${mail.port}` }));
afterAll(async () => {
  await mail?.close();
  await hook?.close();
});
const scene = createExpirationScene(product, clock);
const address = /http:\/\/127\.0\.0\.1:\d+\/n\/([A-Za-z0-9_-]+)/;

const textOf = (raw: string) => mailParts(raw).find(({ type }) => type === 'text/plain')!.text;
/** A profile that mails a person of this address. */
async function mailing(email: string, change: object = {}): Promise<{ uuid: string }> {
  const { uuid } = await scene.person([], { email });
  return scene.profile({ recipientType: 'user', recipients: [uuid], channels: [{ type: 'email' }], ...change });
}

/** The token of the link in the last mail to this address. */
async function linkTo(email: string): Promise<string> {
  const message = await eventually('the mail', async () => mail.mails.findLast(({ to }) => to.includes(email)));
  const [, token] = address.exec(textOf(message.raw)) ?? [];
  if (token === undefined) throw new Error(`no link in ${message.raw}`);
  return token;
}

const open = (token: string, method = 'GET') => fetch(`${product().api.url}/n/${token}`, { method });
const page = async (token: string) => (await open(token)).text();
/** Presses the button of the page with what the form holds. */
async function press(token: string, fields: Record<string, string>): Promise<Response> {
  const hidden = [...(await page(token)).matchAll(/type="hidden" name="(\w+)" value="([^"]+)"/g)];
  const body = new URLSearchParams({
    ...Object.fromEntries(hidden.map(([, name, value]) => [name!, value!])),
    ...fields,
  });
  return fetch(`${product().api.url}/n/acknowledge`, { method: 'POST', body, redirect: 'manual' });
}
const stateOf = async (uuid: string) => (await scene.read(`/expiring/${uuid}`)).state;
const historyOf = async (uuid: string): Promise<{ event: string }[]> =>
  (await scene.read(`/certificates/${uuid}/history`)).items.filter(
    ({ event }: { event: string }) => event === 'acknowledge',
  );

describe('the link of a notice', () => {
  const email = 'keeper@example.org';
  let uuid = '';
  let token = '';
  let keeper: { key: string };

  beforeAll(async () => {
    const profile = await mailing(email, { frequency: 'P1D' });
    await scene.watchFor({ actions: [await scene.tells([profile])] });
    keeper = await scene.person(['expiring:read', 'expiring:write']);
    uuid = await scene.stored(clock.in(3 * dayMs), { subject: 'shop.example' });
    await scene.scan();
    token = await linkTo(email);
  }, 120_000);

  it('stands in a mail that begins with name and time left', () => {
    const message = mail.mails.findLast(({ to }) => to.includes(email))!;
    expect(message.headers.get('subject')).toEqual([expect.stringMatching(/^shop\.example, 3 days left: /)]);
    const text = textOf(message.raw);
    expect(text).toContain('CN=shop.example');
    expect(text).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
    expect(text).not.toMatch(/\.\d{3}Z|Run:|\/api\/v1\//);
  });

  it('opens a page for whoever has it, and scanners of mail change nothing', async () => {
    for (const method of ['HEAD', 'GET', 'GET']) expect((await open(token, method)).status).toBe(200);
    const text = await page(token);
    expect(text).toContain('CN=shop.example');
    expect(text).toContain('3 days left');
    expect(text).toContain('Nobody has acknowledged this yet.');
    expect(await stateOf(uuid)).toBe('due');
    expect(await historyOf(uuid)).toEqual([]);
  });

  it('lets nobody acknowledge without a key that may', async () => {
    const reader = await scene.person(['expiring:read']);
    expect((await press(token, {})).status).toBe(401);
    expect((await press(token, { key: 'no-such-key' })).status).toBe(401);
    expect((await press(token, { key: reader.key })).status).toBe(403);
    expect(await stateOf(uuid)).toBe('due');
  });

  it('with a key writes what the API writes, once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => press(token, { key: keeper.key, comment: 'renewing' })));
    for (const answer of answers) {
      expect([answer.status, answer.headers.get('location')]).toEqual([303, token]);
    }
    expect(await stateOf(uuid)).toBe('acknowledged');
    expect(await historyOf(uuid)).toMatchObject([{ additionalInformation: { cycle: 1, comment: 'renewing' } }]);
    expect(await page(token)).toMatch(/Acknowledged by .+ at 2030-01-10 08:20:00 UTC\./);
    expect(await page(token)).not.toContain('<form');
    const { items } = await scene.read('/audit-log?limit=100');
    const rows = items.filter(
      ({ operation, source }: { operation: string; source: { path: string } }) =>
        operation === 'expiring.acknowledge' && source.path === '/n/acknowledge',
    );
    expect(rows).toContainEqual(
      expect.objectContaining({ phase: 'outcome', operationResult: 'success', message: 'done' }),
    );
  });

  it('says after the end that the acknowledgement does not count any more, and takes another', async () => {
    clock.advance(3 * dayMs + hourMs);
    await scene.scan();
    const last = await linkTo(email);
    expect(last).not.toBe(token);
    for (const link of [token, last]) expect(await page(link)).toContain('ended without a replacement');
    expect((await press(last, { key: keeper.key })).status).toBe(303);
    expect(await stateOf(uuid)).toBe('acknowledged');
    expect(await historyOf(uuid)).toHaveLength(2);
  });

  it('keeps link and key out of logs, audit rows and history', async () => {
    const { db } = product().foundation;
    const names = (await db.listCollections()).map(({ name }) => name).filter((name) => name !== 'deliveries');
    const stored = await Promise.all(names.map((name) => db.collection(name).find({}).toArray()));
    const kept = JSON.stringify([product().logLines, stored]);
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(keeper.key);
    expect(product().logLines.join('')).toContain('/n/{token}');
  });

  it('expires', async () => {
    clock.advance(95 * dayMs);
    expect((await open(token)).status).toBe(410);
  });
});

it('the link of a rejected upload shows that, and nothing of the certificate', async () => {
  const email = 'rejected@example.org';
  const profile = await mailing(email);
  const ignore = await scene.ignore({ notificationProfiles: [profile.uuid] });
  await scene.attach({ ignore: [ignore] });
  await scene.upload(buildCertificate({ subject: 'weak.example' })).expect(422);
  const text = await page(await linkTo(email));
  await scene.attach({});
  expect(text).toContain('Certificate uploaded and rejected');
  expect(text).not.toContain('weak');
});

it('the link of a digest lists its certificates, each with a page of its own to acknowledge on', async () => {
  const email = 'collector@example.org';
  await scene.leaveBehind(40 * dayMs);
  const profile = await mailing(email, { mode: 'digest' });
  await scene.watchFor({ actions: [await scene.tells([profile])] });
  const uuids = [
    await scene.stored(clock.in(5 * dayMs), { subject: 'first.example' }),
    await scene.stored(clock.in(6 * dayMs), { subject: 'second.example' }),
  ];
  await scene.scan();
  const message = await eventually('the mail', async () => mail.mails.findLast(({ to }) => to.includes(email)));
  await scene.watchFor({});
  expect(message.headers.get('subject')).toEqual(['first.example, 5 days left: 2 certificates are expiring']);
  const [, , all] = [...textOf(message.raw).matchAll(new RegExp(address, 'g'))].map(([, token]) => token!);
  const links = [...(await page(all!)).matchAll(/<a href="[^"]*\/n\/([^"]+)">([^<]+)/g)];
  expect(links.map(([, , subject]) => subject)).toEqual(['CN=first.example', 'CN=second.example']);
  const { key } = await scene.person(['expiring:write']);
  expect((await press(links[1]![1]!, { key })).status).toBe(303);
  expect([await stateOf(uuids[0]!), await stateOf(uuids[1]!)]).toEqual(['due', 'acknowledged']);
});

describe('a preview', () => {
  /** Ids and times of a made-up firing differ; everything else is compared. */
  function comparable(body: string, firingId: string): string {
    return body
      .replaceAll(firingId, '<firing>')
      .replace(/\/n\/[A-Za-z0-9_-]{50}/g, '/n/<token>')
      .replace(/"dedup_key":"[0-9a-f]{64}"/, '"dedup_key":"<key>"');
  }

  it.each(['certificate_uploaded', 'certificate_expiring'] as const)(
    'shows exactly what Slack, Teams and PagerDuty get: %s',
    async (event) => {
      await scene.leaveBehind(40 * dayMs);
      const routingKey = 'R'.padEnd(32, '0');
      const url = `http://127.0.0.1:${hook.port}`;
      const profile = await scene.profile({
        recipientType: 'none',
        channels: [
          { type: 'slack', url: `${url}/slack` },
          { type: 'teams', url: `${url}/teams` },
          { type: 'pagerDuty', routingKey, endpoint: `${url}/pd` },
        ],
      });
      const notAfter = clock.in(20 * dayMs);
      const tells = await scene.tells([profile], { event });
      if (event === 'certificate_expiring') await scene.watchFor({ actions: [tells] });
      else await scene.attach({ actions: [tells] });
      hook.calls.length = 0;
      const uuid = await scene.stored(notAfter, { subject: `*_<!here>_ ${event}` });
      if (event === 'certificate_expiring') await scene.scan();
      await eventually('three messages', async () => hook.calls.length === 3);
      await scene.attach({});
      await scene.watchFor({});
      const shown = await product()
        .call('post', '/notification-profiles/preview')
        .send({ event, profileUuid: profile.uuid, certificateUuid: uuid })
        .expect(200);

      const places = { slack: '/slack', teams: '/teams', pagerDuty: '/pd/v2/enqueue' };
      const [firing] = await scene
        .read(`/event-history?event=${event}&resource=certificates&objectUuid=${uuid}`)
        .then(({ items }) => items);
      const pager = shown.body.notices.find(({ channel }: { channel: string }) => channel === 'pagerDuty');
      const previewed = JSON.parse(pager.sent).payload.custom_details.firingId;
      for (const { channel, sent } of shown.body.notices as { channel: keyof typeof places; sent: string }[]) {
        const got = hook.calls.find(({ path }) => path === places[channel])!.body.toString('utf8');
        const without = got.replace(routingKey, '[set]');
        expect([channel, comparable(sent, previewed)]).toEqual([channel, comparable(without, firing.firingId)]);
      }
    },
    60_000,
  );
});
