/** One message of what follows from a CA, however many certificates it has issued. */
import { randomUUID } from 'node:crypto';
import { eventually } from '../acceptance/scene';
import { mailParts } from '../notifications/support/mime';
import { startMailCatcher, type MailCatcher } from '../notifications/support/smtp';
import { startTestProduct, type TestProduct } from '../support/product';
import { createValidationScene } from './scene';

/* Replies and rows are of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

const event = 'certificate_status_changed';
let product: TestProduct;
let mail: MailCatcher;
const { scene, call, authority, issued, stored, trust, validate, statusOf } = createValidationScene(() => product);

beforeAll(async () => {
  mail = await startMailCatcher();
  product = await startTestProduct({
    env: { CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1', SMTP_URL: `smtp://127.0.0.1:${mail.port}` },
  });
});
afterAll(async () => {
  await product?.close();
  await mail?.close();
});
afterEach(() => jest.restoreAllMocks());

/** A trusted CA in the inventory with valid certificates that it has issued. */
async function family(name: string, members: number) {
  const ca = await authority(name);
  const [issuing, root] = await Promise.all((await ca.issuers()).map(stored));
  await trust(root!, true);
  const ders = await Promise.all(Array.from({ length: members }, () => issued(ca)));
  const leaves = await Promise.all(ders.map(stored));
  await Promise.all([root!, issuing!, ...leaves].map(validate));
  await eventually(`${name} to be valid`, async () => {
    const statuses = await Promise.all([root!, issuing!, ...leaves].map(statusOf));
    return statuses.every((status) => status === 'valid');
  });
  return { ca, root: root!, issuing: issuing!, leaves, ders };
}

/** From now on an administrator has a mail, and the event log an entry, for each change of status. */
async function telling() {
  const email = `admin.${randomUUID()}@example.com`;
  const person = await scene.person([], { email });
  const rules = { recipientType: 'user', recipients: [person.uuid], mode: 'single' };
  const profile = await scene.profile({ ...rules, channels: [{ type: 'email' }, { type: 'eventLog' }] });
  const tell = await scene.act([{ type: 'sendNotification', profiles: [profile.uuid] }], { event });
  const { headers } = await call('get', `/trigger-sets/${event}`);
  await call('put', `/trigger-sets/${event}`)
    .set(headers['etag'] === undefined ? {} : { 'If-Match': headers['etag'] })
    .send({ ignore: [], actions: [tell.uuid] })
    .expect(({ status, body }) => {
      if (status >= 300) throw new Error(JSON.stringify(body));
    });
  return { email, profile: profile.uuid as string };
}

/** Firings of these certificates that tell of this change. */
async function firings(certificates: readonly string[], oldStatus: string, newStatus: string) {
  const told = { 'particulars.oldStatus': oldStatus, 'particulars.newStatus': newStatus };
  const wanted = { event, objectUuid: { $in: [...certificates] }, ...told };
  const { db, stores } = product.foundation;
  const found = await db.collection('firings').find(wanted).toArray();
  return stores.firings.load(found.map(({ _id }) => String(_id)));
}

const mailsTo = (address: string) => mail.mails.filter(({ to }) => to.includes(address));
const subjectsTo = (address: string) => mailsTo(address).flatMap(({ headers }) => headers.get('subject') ?? []);
const textOf = (raw: string) => mailParts(raw).find(({ type }) => type === 'text/plain')?.text ?? '';
const lookedAt = async (name: string) => {
  const { client } = product.foundation;
  const queue = product.foundation.queueName('certloom');
  const open = [];
  const query = `WorkflowType = '${name}' AND TaskQueue = '${queue}' AND ExecutionStatus = 'Running'`;
  for await (const run of client.workflow.list({ query })) open.push(run.workflowId);
  return open;
};
/** Everything that was started has come to its end. */
const quiet = () =>
  eventually('the end of all runs', async () => {
    for (const type of ['certificateValidation', 'certificateStatusChanged', 'issuerDigest', 'expirationDigest'])
      if ((await lookedAt(type)).length > 0) return false;
    return true;
  });

describe('what follows from a CA', () => {
  it('is one mail, whoever checks its members and whatever dies meanwhile; what changes by itself has its own', async () => {
    const { root, issuing, leaves } = await family('Distrusted', 12);
    const other = await family('Other', 1);
    await quiet();
    const { email, profile } = await telling();
    const { validations, firings: firingStore } = product.foundation.stores;
    // Attempts that die between two writes are made again.
    const died = [
      jest.spyOn(validations, 'close').mockRejectedValueOnce(new Error('the process ends here')),
      jest.spyOn(firingStore, 'close').mockRejectedValueOnce(new Error('the process ends here')),
    ];
    await other.ca.revoke({ key: 'r', certificate: other.ders[0]!, reason: 'keyCompromise' });

    await trust(root, false);
    await Promise.all([
      ...leaves.slice(0, 4).flatMap((leaf) => [validate(leaf), validate(leaf)]),
      validate(other.leaves[0]!),
      call('post', '/certificates/validate').send({ certificates: leaves }).expect(202),
    ]);
    const members = [root, issuing, ...leaves];
    await eventually('the firings', async () => (await firings(members, 'valid', 'invalid')).length >= 14);
    await eventually('two mails', async () => mailsTo(email).length >= 2);
    await quiet();

    for (const attempt of died) expect(attempt.mock.calls.length).toBeGreaterThan(1);
    expect(await firings(members, 'valid', 'invalid')).toHaveLength(14);
    expect(subjectsTo(email).sort()).toEqual([
      'Distrusted Root is no longer trusted: 14 certificates changed their status',
      expect.stringMatching(/: Certificate status changed \(valid to revoked\)$/),
    ]);
    const digest = mailsTo(email).find(({ raw }) => raw.includes('no longer trusted'))!;
    expect(textOf(digest.raw).match(/Status: valid to invalid/g)).toHaveLength(14);

    // The event log has each of them by itself, and each firing knows what became of its notices.
    const { items } = await scene.read(`/deliveries?profile=${profile}&limit=200`);
    const entries = (items as any[]).filter(({ channel }) => channel === 'eventLog');
    expect(entries.map(({ status }) => status)).toEqual(Array.from({ length: 15 }, () => 'delivered'));
    for (const firing of await firings(members, 'valid', 'invalid')) {
      expect(firing).toMatchObject({ status: 'finished', deliveriesOpen: 0 });
      expect(firing.triggers[0]?.actions[0]).toMatchObject({ outcome: 'ok' });
    }
    const { items: history } = await scene.read(`/certificates/${leaves[0]!}/history?limit=50`);
    expect(history).toContainEqual(
      expect.objectContaining({
        message: 'validation status changed from valid to invalid',
        additionalInformation: expect.objectContaining({
          follows: 'Distrusted Root is no longer trusted',
          issuerFingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        }),
      }),
    );
  });

  it('is one mail beside that of a CA that was revoked, and another once it is trusted again', async () => {
    const { root, issuing, leaves } = await family('Revoked', 5);
    await quiet();
    const { email } = await telling();
    await scene.revoke(issuing, { reason: 'cACompromise' });
    await validate(issuing);
    await eventually('two mails', async () => mailsTo(email).length >= 2);
    await quiet();
    expect(await firings(leaves, 'valid', 'invalid')).toHaveLength(5);
    expect(subjectsTo(email).sort()).toEqual([
      expect.stringMatching(/: Certificate status changed \(valid to revoked\)$/),
      expect.stringMatching(/^the status of .* changed from valid to revoked: 5 certificates changed their status$/),
    ]);

    mail.mails.length = 0;
    await trust(root, false);
    await eventually('a mail', async () => mailsTo(email).length >= 1);
    await quiet();
    await trust(root, true);
    await eventually('another', async () => mailsTo(email).length >= 2);
    await quiet();
    // Members of the revoked CA stay invalid.
    expect(subjectsTo(email)).toEqual([
      expect.stringMatching(/^Revoked Root is no longer trusted: \d certificates? changed/),
      expect.stringMatching(/^Revoked Root is trusted now: \d certificates? changed/),
    ]);
  });
});
