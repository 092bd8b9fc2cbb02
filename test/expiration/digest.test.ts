import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { ScanCounts } from '../../src/domain/expiration/scan-counts';
import { digestFiringId } from '../../src/services/notifications/digest-items';
import type { DigestSummary } from '../../src/temporal/messages/expiration';
import { digestWorkflowId } from '../../src/temporal/ids';
import { eventually } from '../acceptance/scene';
import { mailParts } from '../notifications/support/mime';
import { startMailCatcher, type MailCatcher } from '../notifications/support/smtp';
import { startTestProduct, type TestProduct } from '../support/product';
import { createClock, createExpirationScene, dayMs, hourMs } from './scene';

/* Replies are JSON of any shape; the assertions say what is expected of them. */

type DigestRun = WorkflowHandle<() => Promise<DigestSummary>>;

let product: TestProduct;
let mail: MailCatcher;
const clock = createClock('2031-03-03T10:10:00Z');
const scene = createExpirationScene(() => product, clock);

beforeAll(async () => {
  mail = await startMailCatcher();
  product = await startTestProduct({
    env: { SMTP_URL: `smtp://127.0.0.1:${mail.port}` },
    adjustments: { now: clock.now, deliveryPace: { initialMs: 1_000, factor: 1, maxMs: 1_000, giveUpMs: 86_400_000 } },
  });
});
afterAll(async () => {
  await product?.close();
  await mail?.close();
});
afterEach(async () => {
  mail.onRecipient = () => undefined;
  await scene.leaveBehind(400 * dayMs);
  mail.mails.length = 0;
});

/** One scan, and the run of its digests, which may go on. */
async function startScan(): Promise<{ counts: ScanCounts; scanId: string; run: DigestRun }> {
  const { client, queueName, stores } = product.foundation;
  const counts = await client.workflow.execute<() => Promise<ScanCounts>>('expirationScan', {
    workflowId: `scan:${randomUUID()}`,
    taskQueue: queueName('certloom'),
  });
  const { scanId } = (await stores.expirationScans.latest())!;
  return { counts, scanId, run: client.workflow.getHandle(digestWorkflowId(scanId)) };
}

/** One scan with its digests to the end; returns how many were written. */
async function scan(): Promise<number> {
  return (await (await startScan()).run.result()).written;
}

async function owner(name: string): Promise<{ uuid: string; email: string }> {
  const email = `${name}.${randomUUID().slice(0, 8)}@example.com`;
  const { uuid } = await scene.make('/users', { username: email, displayName: name, email });
  return { uuid, email };
}

async function watching(change: object = {}): Promise<{ uuid: string }> {
  const rules = { channels: [{ type: 'email' }], escalationSteps: [{ before: 'P30D' }, { before: 'P7D' }] };
  const profile = await scene.profile({ recipientType: 'default', mode: 'digest', ...rules, ...change });
  await scene.watchFor({ actions: [await scene.tells([profile])] });
  return profile;
}

const mailsTo = (address: string) => mail.mails.filter(({ to }) => to.includes(address));
/** Subjects of the certificates in a mail, in both of its parts. */
const namesIn = (raw: string) => {
  const [text, html] = ['text/plain', 'text/html'].map(
    (type) => mailParts(raw).find((part) => part.type === type)?.text ?? '',
  );
  const names = (part: string | undefined) => [...new Set(part?.match(/[a-z0-9-]+\.digest\.example/g))].sort();
  expect(names(html)).toEqual(names(text));
  return names(text);
};
const actionOf = async (certificate: string) => {
  const [{ firingId }] = await scene.firingsOf(certificate);
  const firing = await scene.firing(firingId);
  return { ...firing.triggers[0].actions[0], deliveriesOpen: firing.counts.deliveriesOpen };
};

describe('digests', () => {
  it('one mail for each owner with exactly the own certificates, and again at the next step only', async () => {
    await watching();
    const owners = await Promise.all(['ann', 'bob', 'eve'].map(owner));
    const names: string[][] = [[], [], []];
    let first = '';
    for (let index = 0; index < 30; index += 1) {
      const subject = `n${index}.digest.example`;
      names[index % 3]!.push(subject);
      const patch = { owner: owners[index % 3]!.uuid };
      const uuid = await scene.stored(clock.in((20 + index / 10) * dayMs), { subject, sans: [subject], patch });
      if (index === 0) first = uuid;
    }
    expect(await scan()).toBe(3);
    expect(mail.mails).toHaveLength(3);
    for (const [index, { email }] of owners.entries()) {
      const [message, ...more] = mailsTo(email);
      expect(more).toEqual([]);
      expect(namesIn(message!.raw)).toEqual([...names[index]!].sort());
      expect(message!.headers.get('subject')).toEqual([
        expect.stringMatching(/^\S+, 20 days left: 10 certificates are expiring$/),
      ]);
      expect(message!.raw).toContain('P30D');
    }
    expect(await actionOf(first)).toMatchObject({ outcome: 'ok', changed: true, deliveriesOpen: 0 });
    expect((await actionOf(first)).deliveries).toMatchObject([
      { status: 'delivered', recipient: { value: owners[0]!.email } },
    ]);

    clock.advance(hourMs);
    expect(await scan()).toBe(0);
    expect(mail.mails).toHaveLength(3);

    clock.advance(14 * dayMs);
    expect(await scan()).toBe(3);
    expect(mail.mails).toHaveLength(6);
    expect(namesIn(mailsTo(owners[1]!.email)[1]!.raw)).toContain('n1.digest.example');
  });

  it('members of a group get what belongs to the group, beside their own', async () => {
    await watching();
    const [ann, bob] = [await owner('ann'), await owner('bob')];
    const group = await scene.group({ members: [ann.uuid, bob.uuid], email: null });
    const both = await scene.stored(clock.in(9 * dayMs), { subject: 'both.digest.example', sans: [] });
    await scene.patch(both, { owner: null, groups: [group.uuid] });
    await scene.stored(clock.in(8 * dayMs), { subject: 'own.digest.example', sans: [], patch: { owner: ann.uuid } });
    expect(await scan()).toBe(2);
    expect(namesIn(mailsTo(ann.email)[0]!.raw)).toEqual(['both.digest.example', 'own.digest.example']);
    expect(namesIn(mailsTo(bob.email)[0]!.raw)).toEqual(['both.digest.example']);
    expect(mailsTo(bob.email)[0]!.raw).toContain(group.name);
  });

  it('a failing address holds up nobody; its firings fail and are well after it recovers', async () => {
    await watching();
    const [ann, bob] = [await owner('ann'), await owner('bob')];
    const good = await scene.stored(clock.in(9 * dayMs), { patch: { owner: ann.uuid } });
    const bad = await scene.stored(clock.in(9 * dayMs), { patch: { owner: bob.uuid } });
    mail.onRecipient = (address) => (address === bob.email ? { code: 451, text: 'later' } : undefined);
    const { run } = await startScan();
    await eventually('mail to ann', async () => mailsTo(ann.email).length === 1);
    const failed = await eventually('failed action', async () => {
      const action = await actionOf(bad);
      return action.outcome === 'failed' && action;
    });
    expect(failed.deliveriesOpen).toBe(1);
    expect(await actionOf(good)).toMatchObject({ outcome: 'ok', deliveriesOpen: 0 });
    // The step of what was accepted is noticed; the other one's notice is still under way.
    const streams = async (uuid: string) =>
      Object.values((await product.foundation.stores.expirationWatches.find(uuid))!.streams);
    expect(await streams(good)).toMatchObject([{ step: 'P30D', counted: 1, claim: null }]);
    expect(await streams(bad)).toMatchObject([{ counted: 0, claim: { step: 'P30D' } }]);

    mail.onRecipient = () => undefined;
    clock.advance(2_000);
    await run.result();
    expect(mailsTo(bob.email)).toHaveLength(1);
    expect(await actionOf(bad)).toMatchObject({ outcome: 'ok', deliveriesOpen: 0 });
    expect(await streams(bad)).toMatchObject([{ step: 'P30D', counted: 1, claim: null }]);
  });

  it('a digest that was given up is told to its firings, and redelivery by hand too', async () => {
    await watching();
    const ann = await owner('ann');
    const uuid = await scene.stored(clock.in(9 * dayMs), { patch: { owner: ann.uuid } });
    mail.onRecipient = () => ({ code: 550, text: 'no' });
    expect(await scan()).toBe(1);
    expect(await actionOf(uuid)).toMatchObject({ outcome: 'failed', deliveriesOpen: 0 });

    mail.onRecipient = () => undefined;
    const { items } = await scene.read('/deliveries?status=undeliverable');
    expect(items).toHaveLength(1);
    const retried = await product.call('post', `/deliveries/${items[0].deliveryId}/retry`).send();
    expect(retried.status).toBe(202);
    await eventually('ok after redelivery', async () => (await actionOf(uuid)).outcome === 'ok');
    expect(mailsTo(ann.email)).toHaveLength(1);
  });

  it('quiet hours hold a digest; a certificate that is replaced meanwhile leaves it', async () => {
    const at = clock.now().toISOString();
    const to = new Date(clock.now().getTime() + 2 * hourMs).toISOString();
    await watching({ quietHours: { timeZone: 'UTC', from: at.slice(11, 16), to: to.slice(11, 16), days: [] } });
    const ann = await owner('ann');
    const bob = await owner('bob');
    const renewable = { subject: 'old.digest.example', sans: ['old.digest.example'] };
    const old = await scene.stored(clock.in(9 * dayMs), { ...renewable, patch: { owner: ann.uuid } });
    await scene.stored(clock.in(9 * dayMs), { subject: 'stays.digest.example', patch: { owner: ann.uuid } });
    const alone = { subject: 'alone.digest.example', sans: ['alone.digest.example'] };
    await scene.stored(clock.in(9 * dayMs), { ...alone, patch: { owner: bob.uuid } });
    const { run, scanId } = await startScan();
    const held = () => scene.read('/deliveries?status=held');
    await eventually('held digests', async () => (await held()).items.length === 2);
    expect(mail.mails).toEqual([]);

    for (const facts of [renewable, alone]) {
      const notAfter = clock.in(300 * dayMs);
      const notBefore = clock.in(-hourMs);
      await scene.stored(notAfter, { ...facts, notBefore });
    }
    await eventually('the one that became empty', async () => (await held()).items.length === 1);
    await eventually('the other without the replaced one', async () => {
      const { items } = await held();
      const { message } = await scene.read(`/deliveries/${items[0].deliveryId}`);
      return !message.text.includes('old.digest.example') && message.text.includes('stays.digest.example');
    });
    clock.advance(3 * hourMs);
    const { client, queueName } = product.foundation;
    await client.workflow.execute('redelivery', {
      workflowId: `redelivery:${randomUUID()}`,
      taskQueue: queueName('certloom'),
      args: [digestFiringId(scanId)],
    });
    expect(mail.mails.map(({ to }) => to)).toEqual([[ann.email]]);
    expect(namesIn(mail.mails[0]!.raw)).toEqual(['stays.digest.example']);
    expect(await actionOf(old)).toMatchObject({ outcome: 'ok', deliveriesOpen: 0 });
    await run.terminate();
  });

  it('without any limits every scan makes a digest; channels without a table tell one by one', async () => {
    await watching({ escalationSteps: [] });
    const ann = await owner('ann');
    await scene.stored(clock.in(9 * dayMs), { patch: { owner: ann.uuid } });
    expect(await scan()).toBe(1);
    clock.advance(hourMs);
    expect(await scan()).toBe(1);
    expect(mailsTo(ann.email)).toHaveLength(2);
    expect(new Set(mail.mails.map(({ headers }) => headers.get('message-id')?.[0])).size).toBe(2);
  });
});
