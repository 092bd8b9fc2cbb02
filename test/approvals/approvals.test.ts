/** Approvals over HTTP on the real engines: steps, events, rules, races, expiry, the page of a notice. */
import { randomUUID } from 'node:crypto';
import { makeKey } from '../../src/services/operations/made-keys';
import { createApprovalServices } from '../../src/process/parts/approval-services';
import { createScene, eventually, property, type Person } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { startMailCatcher, type MailCatcher } from '../notifications/support/smtp';
import { mailParts } from '../notifications/support/mime';
import { productOfFile } from '../support/product';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

let mail: MailCatcher;
beforeAll(async () => {
  mail = await startMailCatcher();
});
afterAll(() => mail?.close());
const product = productOfFile(() => ({ env: { SMTP_URL: `smtp://127.0.0.1:${mail.port}` } }));
const scene = createScene(product);
const rows = (collection: string) => product().foundation.db.collection(collection);
const services = () => createApprovalServices(product().foundation);

const member = (change: object = {}) => scene.person(['approvals:read', 'approvals:write'], change);

/** A certificate of the inventory that somebody wants to have revoked. */
async function stored(): Promise<string> {
  return (await scene.upload(buildCertificate()).expect(201)).body.uuid as string;
}

async function requested(creator: Person, profile: string, objectUuid: string): Promise<string> {
  const { approvalUuid } = await services().requests.request({
    ...{ key: randomUUID(), resource: 'certificates', resourceAction: 'revoke', objectUuid, objectName: 'www' },
    ...{ creator: { uuid: creator.uuid, name: creator.username }, profile },
  });
  return approvalUuid;
}

const steps = async (list: readonly object[], change: object = {}): Promise<any> =>
  scene.make('/approval-profiles', { name: `profile ${randomUUID()}`, steps: list, ...change });
const decide = (uuid: string, { key }: Person, decision: string, change: object = {}) =>
  product()
    .call('post', `/approvals/${uuid}/decision`, key)
    .send({ decision, ...change });
const firingsOf = async (event: string, objectUuid: string): Promise<any[]> =>
  rows('firings').find({ event, objectUuid }).toArray();
/** The approval once its events have fired. */
const closed = (uuid: string): Promise<any> =>
  eventually('the end of the approval', async () => {
    const [firing] = await firingsOf('approval_closed', uuid);
    return firing !== undefined && firing.status !== 'running' && (await scene.read(`/approvals/${uuid}`));
  });

/** Mails to whoever is meant by default when the event happens to an approval that is to revoke. */
async function telling(event: string): Promise<void> {
  const profile = await scene.profile({ recipientType: 'default', channels: [{ type: 'email' }] });
  const act = await scene.act([{ type: 'sendNotification', profiles: [profile.uuid] }], {
    event,
    condition: property('APPROVAL_ACTION', 'EQUALS', 'revoke'),
  });
  await product()
    .call('put', `/trigger-sets/${event}`)
    .send({ ignore: [], actions: [act.uuid] });
}
const mailsTo = (address: string) => mail.mails.filter(({ to }) => to.includes(address));

describe('an approval of two steps', () => {
  let [carl, ada, bob, dora] = [] as unknown as [Person, Person, Person, Person];
  let uuid = '';
  let certificate = '';

  beforeAll(async () => {
    carl = await member({ email: 'carl@example.org' });
    ada = await member({ email: 'ada@example.org' });
    bob = await member();
    dora = await member({ email: 'dora@example.org' });
    const desk = await scene.group({ members: [ada.uuid, bob.uuid] });
    await telling('approval_requested');
    await telling('approval_closed');
    const profile = await steps([{ groupUuid: desk.name, requiredApprovals: 2 }, { userUuid: dora.uuid }]);
    certificate = await stored();
    uuid = await requested(carl, profile.uuid, certificate);
  }, 60_000);

  it('A02 asks the first step, then the second, and tells the creator of the end', async () => {
    await eventually('the first mail', async () => mailsTo('ada@example.org').length === 1);
    expect(mailsTo('dora@example.org')).toEqual([]);
    await decide(uuid, ada, 'approve', { comment: 'fine' }).expect(200);
    const opened = await decide(uuid, bob, 'approve').expect(200);
    expect(opened.body).toMatchObject({ status: 'pending', step: 2, mayDecide: false });
    await eventually('the second mail', async () => mailsTo('dora@example.org').length === 1);
    await decide(uuid, dora, 'approve').expect(200);
    expect(await closed(uuid)).toMatchObject({ status: 'approved', closedBecause: 'decision' });
    await eventually('the last mail', async () => mailsTo('carl@example.org').length === 1);
    const asked = await firingsOf('approval_requested', uuid);
    expect(asked).toHaveLength(2);
    expect(await firingsOf('approval_closed', uuid)).toHaveLength(1);
    const { objectName } = asked[0];
    expect(objectName).toBe('revoke www');
    const [first] = mailsTo('ada@example.org');
    const { text } = mailParts(first!.raw).find(({ type }) => type === 'text/plain')!;
    expect(text).toContain(`Approval requested (by ${carl.username}): revoke www`);
    expect(text).toContain('For: www');
  });

  it('A03 names in the history of the certificate who decided', async () => {
    const { items } = await scene.read(`/certificates/${certificate}/history`);
    const entries = items.filter(({ event }: any) => /^approval/.test(event));
    expect(entries.map(({ event, createdBy }: any) => [event, createdBy.name])).toEqual([
      ['approvalClose', dora.username],
      ['approvalRequest', carl.username],
    ]);
    expect(entries[0].message).toBe(`revoke approved by ${ada.username}, ${bob.username}, ${dora.username}`);
  });

  it('A03 takes no decision afterwards', async () => {
    const refused = await decide(uuid, dora, 'reject').expect(409);
    expect(refused.body).toMatchObject({ code: 'already_decided', decision: 'approve' });
    expect((await decide(uuid, carl, 'approve').expect(403)).body.code).toBe('self_approval');
  });

  it('A01 is seen by those whom it concerns, and by who may see all', async () => {
    const list = async ({ key }: Person, query = '') =>
      (await product().call('get', `/approvals${query}`, key).expect(200)).body.items.map((one: any) => one.uuid);
    const stranger = await member();
    const overseer = await scene.person(['approvals:read', 'approvals:all']);
    const seen = await Promise.all([carl, ada, dora, stranger, overseer].map((one) => list(one)));
    expect(seen).toEqual([[uuid], [uuid], [uuid], [], expect.arrayContaining([uuid])]);
    expect(await list(carl, '?mine=created&status=approved')).toEqual([uuid]);
    expect(await list(overseer, '?mine=waiting')).toEqual([]);
    await product().call('get', `/approvals/${uuid}`, stranger.key).expect(404);
  });
});

describe('decisions', () => {
  let carl: Person;
  let approvers: Person[];
  let profile: any;

  beforeAll(async () => {
    carl = await member();
    approvers = await Promise.all(Array.from({ length: 6 }, () => member()));
    const group = await scene.group({ members: [...approvers.map(({ uuid }) => uuid), carl.uuid] });
    profile = await steps([{ groupUuid: group.uuid }]);
  }, 60_000);

  it('SEC12 of several at the same instant: one decides', async () => {
    const uuid = await requested(carl, profile.uuid, await stored());
    const answers = await Promise.all(
      approvers.map((person, index) => decide(uuid, person, index % 2 === 0 ? 'approve' : 'reject')),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    const { decisions, status } = await closed(uuid);
    expect(decisions).toHaveLength(1);
    expect(status).toBe(decisions[0].decision === 'approve' ? 'approved' : 'rejected');
    expect(await firingsOf('approval_closed', uuid)).toHaveLength(1);
  });

  it('SEC12 are repeated under their key, and refused for oneself and for what has changed', async () => {
    const certificate = await stored();
    const uuid = await requested(carl, profile.uuid, certificate);
    await expect(requested(carl, profile.uuid, certificate)).rejects.toMatchObject({ code: 'approval_pending' });
    await decide(uuid, carl, 'approve').expect(403);
    await product()
      .foundation.db.collection('certificates')
      .updateOne({ _id: certificate as never }, { $set: { state: 'revoked' } });
    expect((await decide(uuid, approvers[0]!, 'approve').expect(409)).body.code).toBe('approval_closed');
    expect(await closed(uuid)).toMatchObject({ closedBecause: 'subjectChanged', decisions: [] });
    const other = await requested(carl, profile.uuid, await stored());
    const send = () => decide(other, approvers[0]!, 'reject').set('Idempotency-Key', 'once');
    expect((await send().expect(200)).body.decisions).toEqual((await send().expect(200)).body.decisions);
  });

  it('of administrators go past the steps, which is recorded, but not on their own request', async () => {
    const root = await scene.person(['approvals:read', 'approvals:write', 'approvals:override']);
    const own = await requested(root, profile.uuid, await stored());
    await decide(own, root, 'approve', { override: true }).expect(403);
    await product().call('post', `/approvals/${own}/withdraw`, root.key).expect(200);
    expect(await closed(own)).toMatchObject({ status: 'rejected', closedBecause: 'withdrawal' });
    const uuid = await requested(carl, profile.uuid, await stored());
    await decide(uuid, root, 'approve').expect(403);
    await decide(uuid, root, 'approve', { override: true }).expect(200);
    expect(await closed(uuid)).toMatchObject({ status: 'approved', decisions: [{ override: true }] });
  });

  it('keep a profile from being deleted while an approval or an RA profile needs it', async () => {
    const used = await steps([{ userUuid: approvers[0]!.uuid }]);
    const ra = await scene.raProfile({ approvalProfiles: { revoke: used.name } });
    expect(ra.approvalProfiles).toMatchObject({ revoke: used.uuid, revokeName: used.name });
    const uuid = await requested(carl, used.uuid, await stored());
    const remove = () => product().call('delete', `/approval-profiles/${used.uuid}`).set('If-Match', '"1"');
    const { body } = await remove().expect(409);
    expect(body.usedBy.map(({ kind }: any) => kind)).toEqual(['raProfile', 'approval']);
    await decide(uuid, approvers[0]!, 'reject').expect(200);
    const detached = product().call('patch', `/ra-profiles/${ra.uuid}`).set('If-Match', '"1"');
    await detached.send({ approvalProfiles: { revoke: null } }).expect(200);
    await remove().expect(204);
  });

  it('that can never be enough are refused with the profile, warned of, or told by the approval', async () => {
    const [ada, bob] = [approvers[0]!, await member()];
    const twice = await product()
      .call('post', '/approval-profiles')
      .send({ name: `twice ${randomUUID()}`, steps: [{ userUuid: ada.uuid }, { userUuid: ada.uuid }] });
    expect([twice.status, twice.body.errors]).toMatchObject([
      422,
      [{ pointer: '/steps/1/userUuid', code: 'approver_repeated' }],
    ]);
    const pair = await scene.group({ members: [ada.uuid, bob.uuid] });
    const small = await steps([{ groupUuid: pair.uuid, requiredApprovals: 3 }]);
    expect(small.warnings).toMatchObject([{ pointer: '/steps/0', code: 'too_few_approvers' }]);
    const both = await steps([{ groupUuid: pair.uuid, requiredApprovals: 2 }]);
    expect(both.warnings).toEqual([]);
    const uuid = await requested(carl, both.uuid, await stored());
    expect(await scene.read(`/approvals/${uuid}`)).toMatchObject({ canFinish: true, cannotFinishBecause: null });
    const leave = product().call('patch', `/users/${bob.uuid}`).send({ enabled: false });
    await leave
      .set('If-Match', (await product().call('get', `/users/${bob.uuid}`)).headers['etag'] as string)
      .expect(200);
    const stuck = (await decide(uuid, ada, 'approve').expect(200)).body;
    expect(stuck).toMatchObject({
      canFinish: false,
      cannotFinishBecause: expect.stringMatching(/^Step 1 needs 1 more/),
    });
    const root = await scene.person(['approvals:read', 'approvals:write', 'approvals:override']);
    await decide(uuid, root, 'approve', { override: true }).expect(200);
    expect(await closed(uuid)).toMatchObject({ status: 'approved', canFinish: null });
    const unknown = await product()
      .call('post', '/ra-profiles')
      .send({ name: randomUUID(), approvalProfiles: { revoke: 'no such profile' } });
    expect(unknown.body.errors).toMatchObject([{ pointer: '/approvalProfiles/revoke' }]);
  });

  it('are made on the page of a notice with an API key, never by the link alone', async () => {
    const eve = await member({ email: 'eve@example.org' });
    const personal = await steps([{ userUuid: eve.uuid }]);
    const uuid = await requested(carl, personal.uuid, await stored());
    const [message] = await eventually('the mail', async () => {
      const found = mailsTo('eve@example.org');
      return found.length > 0 && found;
    });
    const text = mailParts(message!.raw).find(({ type }) => type === 'text/plain')!.text;
    const [, token] = /\/n\/([A-Za-z0-9_-]+)/.exec(text)!;
    const url = `${product().api.url}/n`;
    const page = await (await fetch(`${url}/${token}`)).text();
    expect(page).toContain('Approve');
    const hidden = [...page.matchAll(/type="hidden" name="(\w+)" value="([^"]+)"/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    const press = async (fields: object) => {
      const body = new URLSearchParams({ ...Object.fromEntries(hidden), decision: 'approve', ...fields });
      return (await fetch(`${url}/decide`, { method: 'POST', body, redirect: 'manual' })).status;
    };
    expect(await press({})).toBe(401);
    expect(await press({ key: approvers[0]!.key })).toBe(403);
    expect(await press({ key: eve.key, comment: 'by the link' })).toBe(303);
    expect(await closed(uuid)).toMatchObject({ status: 'approved', decisions: [{ comment: 'by the link' }] });
    expect(await (await fetch(`${url}/${token}`)).text()).not.toContain('<form');
  });
});

describe('an operation', () => {
  it('waits for its approval, and goes on or ends as people decide', async () => {
    const eve = await member();
    const personal = await steps([{ userUuid: eve.uuid }]);
    const authority = await scene.make('/authorities', { name: 'inside', settings: { kind: 'builtin' } });
    const ra = await scene.raProfile({
      authorityInstanceUuid: authority.uuid,
      approvalProfiles: { issue: personal.uuid, revoke: personal.uuid },
    });
    const at = async (uuid: string, state: string): Promise<any> =>
      eventually(`an operation that is ${state}`, async () => {
        const operation = await rows('operations').findOne({ _id: uuid as never });
        return operation?.['state'] === state && operation['approval'] !== null && operation;
      });
    const issue = async (name: string): Promise<any> => {
      const { request } = await makeKey('ec-p256', { subject: [['CN', name]], names: [`dNSName:${name}`] });
      const { body } = await product()
        .call('post', '/certificates/requests')
        .send({ raProfile: ra.uuid, csr: request.csr })
        .expect(202);
      return at(body.uuid as string, 'pending_approval');
    };
    const [wanted, unwanted] = [await issue('wanted.example'), await issue('unwanted.example')];
    await decide(wanted.approval, eve, 'approve').expect(200);
    await decide(unwanted.approval, eve, 'reject').expect(200);
    const { issuedCertificate } = await at(wanted._id, 'issued');
    expect(await at(unwanted._id, 'rejected')).toMatchObject({ errorCode: 'approval_rejected' });
    const withdrawn = await issue('withdrawn.example');
    await product().call('post', `/approvals/${withdrawn.approval}/withdraw`).expect(200);
    expect(await at(withdrawn._id, 'cancelled')).toMatchObject({ errorCode: 'approval_withdrawn' });
    await closed(withdrawn.approval);
    const [firing] = await firingsOf('approval_closed', withdrawn.approval);
    const told = await scene.read(`/event-history/${firing._id}`);
    expect(told).toMatchObject({
      happened: 'withdrawn, by admin',
      particulars: { objectName: 'withdrawn.example', objectNames: ['dNSName:withdrawn.example'], status: 'rejected' },
    });
    const { body } = await product()
      .call('post', `/certificates/${issuedCertificate}/revoke`)
      .send({ reason: 'superseded' })
      .expect(202);
    const { approval } = await at(body.uuid as string, 'pending_approval');
    await decide(approval, eve, 'approve').expect(200);
    await at(body.uuid as string, 'revoked');
  });
});

describe('expiry', () => {
  it('A04 closes once and names nobody, also when it passes while nothing runs', async () => {
    const carl = await member();
    const { approvalProfiles } = product().foundation.stores;
    const brief = await approvalProfiles.create(randomUUID(), {
      ...{ name: 'brief', enabled: true, description: '', expiry: 'PT2S' },
      steps: [{ description: '', userUuid: carl.uuid, roleUuid: null, groupUuid: null, requiredApprovals: 1 }],
    });
    const certificate = await stored();
    const uuids = [await requested(carl, brief.uuid, certificate), await requested(carl, brief.uuid, await stored())];
    await product.restart();
    for (const uuid of uuids) {
      expect(await closed(uuid)).toMatchObject({ status: 'expired', closedBecause: 'expiry', decisions: [] });
      const [firing, ...more] = await firingsOf('approval_closed', uuid);
      expect([firing.actor.name, more]).toEqual(['system', []]);
    }
    const { items } = await scene.read(`/certificates/${certificate}/history`);
    expect(items.find(({ event }: any) => event === 'approvalClose').createdBy).toEqual({ uuid: null, name: 'system' });
    expect(await requested(carl, brief.uuid, certificate)).not.toBe(uuids[0]);
  });
});
