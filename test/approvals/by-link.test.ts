/** Deciding by the link in a mail, from the request to the end, over the sockets of the whole product. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createApprovalServices } from '../../src/process/parts/approval-services';
import { createScene, eventually, property, type Person } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { startHttpReceiver, type HttpReceiver } from '../notifications/support/http-receiver';
import { startMailCatcher, type MailCatcher } from '../notifications/support/smtp';
import { mailParts } from '../notifications/support/mime';
import { productOfFile } from '../support/product';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

let mail: MailCatcher;
let hook: HttpReceiver;
beforeAll(async () => {
  mail = await startMailCatcher();
  hook = await startHttpReceiver();
  hook.answer = () => ({ status: 202, body: 'ok' });
});
afterAll(async () => {
  await mail?.close();
  await hook?.close();
});
const product = productOfFile(() => ({
  env: { SMTP_URL: `smtp://127.0.0.1:${mail.port}`, CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1' },
}));
const scene = createScene(product);

let addresses = 0;
const member = (change: object = {}): Promise<Person & { readonly email: string }> => {
  const email = `approver${(addresses += 1)}@example.org`;
  return scene
    .person(['approvals:read', 'approvals:write'], { email, ...change })
    .then((person) => ({ ...person, email }));
};

async function setDecideByLink(decideByLink: boolean): Promise<void> {
  const change = product().call('patch', '/settings').set('If-Match', '*');
  await change.send({ approvals: { decideByLink } }).expect(200);
}

/** An approval that asks this step to revoke a new certificate. */
async function requested(step: object): Promise<{ readonly uuid: string; readonly certificate: string }> {
  const profile = await scene.make('/approval-profiles', { name: `profile ${randomUUID()}`, steps: [step] });
  const certificate = (await scene.upload(buildCertificate()).expect(201)).body.uuid as string;
  const { approvalUuid: uuid } = await createApprovalServices(product().foundation).requests.request({
    ...{ key: randomUUID(), resource: 'certificates', resourceAction: 'revoke', objectUuid: certificate },
    ...{ objectName: 'www', creator: { uuid: carl.uuid, name: carl.username }, profile: profile.uuid },
  });
  return { uuid, certificate };
}

async function mailTo(address: string): Promise<{ readonly text: string; readonly html: string }> {
  const message = await eventually(`the mail to ${address}`, async () =>
    mail.mails.findLast(({ to }) => to.includes(address)),
  );
  const parts = mailParts(message.raw);
  const of = (kind: string) => parts.find(({ type }) => type === kind)!.text;
  return { text: of('text/plain'), html: of('text/html') };
}
const tokenIn = (text: string) => /\/n\/([A-Za-z0-9_-]+)/.exec(text)![1]!;
const linkTo = async (address: string) => tokenIn((await mailTo(address)).text);
const open = async (token: string, init: RequestInit = {}) => fetch(`${product().api.url}/n/${token}`, init);
const pageOf = async (token: string) => (await open(token)).text();
async function formOf(token: string): Promise<Record<string, string>> {
  const hidden = (await pageOf(token)).matchAll(/type="hidden" name="(\w+)" value="([^"]+)"/g);
  return Object.fromEntries([...hidden].map(([, name, value]) => [name!, value!]));
}
const send = (fields: Record<string, string>) =>
  fetch(`${product().api.url}/n/decide`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
const press = async (token: string, decision: string, comment = '') =>
  send({ ...(await formOf(token)), decision, comment });
const approval = (uuid: string): Promise<any> => scene.read(`/approvals/${uuid}`);

let carl: Person;
beforeAll(async () => {
  carl = await member();
  const profile = await scene.profile({
    recipientType: 'default',
    channels: [
      { type: 'email' },
      { type: 'webhook', url: `${hook.url}/hook`, secrets: [`whsec_${randomBytes(24).toString('base64')}`] },
      { type: 'eventLog' },
    ],
  });
  const act = await scene.act([{ type: 'sendNotification', profiles: [profile.uuid] }], {
    event: 'approval_requested',
    condition: property('APPROVAL_ACTION', 'EQUALS', 'revoke'),
  });
  await product()
    .call('put', '/trigger-sets/approval_requested')
    .send({ ignore: [], actions: [act.uuid] });
});

it('is off: the mail has the common link, whose page says how to decide', async () => {
  const ada = await member();
  const { uuid } = await requested({ userUuid: ada.uuid });
  const token = await linkTo(ada.email);
  const page = await pageOf(token);
  expect(page).toContain('sign in to the console');
  expect(page).not.toContain('You decide as');
  expect((await press(token, 'approve')).status).toBe(401);
  expect((await approval(uuid)).decisions).toEqual([]);
});

describe('where it is on', () => {
  beforeAll(() => setDecideByLink(true));
  afterAll(() => setDecideByLink(false));

  it('the first of two decides, the second is told so, and only the button does it', async () => {
    const [ada, bob] = [await member({ displayName: 'Ada' }), await member()];
    const desk = await scene.group({ members: [ada.uuid, bob.uuid], email: 'desk@example.org' });
    const { uuid, certificate } = await requested({ groupUuid: desk.uuid });
    const { text, html } = await mailTo(ada.email);
    expect(text).toContain('do not forward this message');
    expect(tokenIn(html)).toBe(tokenIn(text));
    const [adas, bobs, desks] = [tokenIn(text), await linkTo(bob.email), await linkTo('desk@example.org')];
    expect(new Set([adas, bobs, desks]).size).toBe(3);
    expect(await pageOf(desks)).not.toContain('You decide as');
    expect(await pageOf(adas)).toContain(`You decide as <strong>Ada (${ada.username})</strong>.`);

    for (const method of ['GET', 'HEAD']) {
      expect((await open(`${adas}?decision=approve`, { method, headers: { 'Sec-Purpose': 'prefetch' } })).status).toBe(
        200,
      );
    }
    expect((await approval(uuid)).decisions).toEqual([]);

    const late = await formOf(bobs);
    const answer = await press(adas, 'reject', 'still in use');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, adas]);
    expect(await approval(uuid)).toMatchObject({
      status: 'rejected',
      decisions: [
        { user: { uuid: ada.uuid }, decision: 'reject', comment: 'still in use', byLink: true, override: false },
      ],
    });
    expect(await pageOf(adas)).toContain('You have rejected this.');

    const second = await send({ ...late, decision: 'approve' });
    const told = await second.text();
    expect(second.status).toBe(409);
    expect(told).toContain('This approval is closed already.');
    expect(told).toContain(`reject by ${ada.username}, by a link: still in use`);
    expect((await approval(uuid)).decisions).toHaveLength(1);

    const closing = await eventually('the history of the certificate', async () => {
      const { items } = await scene.read(`/certificates/${certificate}/history`);
      return items.find(({ event }: any) => event === 'approvalClose');
    });
    expect(closing.message).toBe(`revoke rejected by ${ada.username} (by a link)`);
    const { items } = await scene.read('/audit-log?operation=approvals.decide&limit=100');
    expect(items).toContainEqual(
      expect.objectContaining({
        phase: 'outcome',
        operationResult: 'success',
        actor: { type: 'user', authMethod: 'signedLink', uuid: ada.uuid, name: ada.username },
      }),
    );
  });

  it('goes by what its user may now', async () => {
    const ada = await member();
    const desk = await scene.group({ members: [ada.uuid] });
    const { uuid } = await requested({ groupUuid: desk.uuid });
    const token = await linkTo(ada.email);
    const form = await formOf(token);
    const changed = async (path: string, change: object) => {
      const { headers } = await product().call('get', path).expect(200);
      await product()
        .call('patch', path)
        .set('If-Match', headers['etag'] as string)
        .send(change)
        .expect(200);
    };
    await changed(`/groups/${desk.uuid}`, { members: [] });
    expect(await pageOf(token)).toContain('The step that is open asks somebody else.');
    expect((await send({ ...form, decision: 'approve' })).status).toBe(403);
    await changed(`/groups/${desk.uuid}`, { members: [ada.uuid] });
    await changed(`/users/${ada.uuid}`, { enabled: false });
    expect((await open(token)).status).toBe(403);
    const refused = await send({ ...form, decision: 'approve' });
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('disabled')]);
    expect((await approval(uuid)).decisions).toEqual([]);
  });

  it('decides nothing any more once it is switched off', async () => {
    const ada = await member();
    const { uuid } = await requested({ userUuid: ada.uuid });
    const token = await linkTo(ada.email);
    const form = await formOf(token);
    await setDecideByLink(false);
    const refused = await send({ ...form, decision: 'approve' });
    await setDecideByLink(true);
    expect(refused.status).toBe(401);
    expect((await approval(uuid)).decisions).toEqual([]);
    expect((await press(token, 'approve')).status).toBe(303);
    expect((await approval(uuid)).status).toBe('approved');
  });

  it('stands in the mail and nowhere else', async () => {
    const ada = await member();
    await requested({ userUuid: ada.uuid });
    const token = await linkTo(ada.email);
    await press(token, 'approve');
    const [delivery] = (await scene.read(`/deliveries?recipient=${ada.email}`)).items;
    const { message } = await scene.read(`/deliveries/${delivery.deliveryId}`);
    expect(await pageOf(tokenIn(message.text))).not.toContain('You decide as');
    const { db } = product().foundation;
    const names = (await db.listCollections()).map(({ name }) => name);
    const stored = await Promise.all(names.map((name) => db.collection(name).find({}).toArray()));
    await eventually('the webhook', async () => hook.calls.length > 0);
    const sent = hook.calls.map(({ body }) => body.toString());
    expect(JSON.stringify([product().logLines, stored, sent])).not.toContain(token);
  });
});
