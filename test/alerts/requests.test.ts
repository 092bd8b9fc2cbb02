/** Alerts on requests: at once when something happens to one, and by their schedule. */
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeKey } from '../../src/services/operations/made-keys';
import { pemOf } from '../../src/x509/pem-writer';
import { eventually } from '../acceptance/scene';
import { dayMs } from '../expiration/scene';
import { alertScene } from './scene';

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-deploy-'));
const scene = alertScene({ CERTLOOM_DEPLOY_FOLDERS: folder });
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const email = { type: 'email', name: 'mail', settings: {} };
let raProfile: string;
let asked: string;
let approver: string;

beforeAll(async () => {
  const authority = await scene.make('/authorities', { name: 'Inside', settings: { kind: 'builtin' } });
  const person = await scene.person(['approvals:read', 'approvals:write']);
  approver = person.key;
  const profile = await scene.make('/approval-profiles', { name: 'four eyes', steps: [{ userUuid: person.uuid }] });
  raProfile = (await scene.make('/ra-profiles', { name: 'web', authorityInstanceUuid: authority.uuid })).uuid;
  asked = (
    await scene.make('/ra-profiles', {
      ...{ name: 'asked', authorityInstanceUuid: authority.uuid, approvalProfiles: { issue: profile.uuid } },
    })
  ).uuid;
}, 60_000);

async function order(
  name: string,
  profile: string,
  more: { names?: string[] } & Record<string, unknown> = {},
): Promise<any> {
  const { names = [], ...placement } = more;
  const { request } = await makeKey('ec-p256', { subject: [['CN', name]], names: [`dNSName:${name}`, ...names] });
  const { body } = await scene
    .call('post', '/certificates/requests')
    .send({ raProfile: profile, csr: request.csr, ...placement })
    .expect(202);
  return body;
}
const operation = (uuid: string, state: string): Promise<any> =>
  eventually(`the request to be ${state}`, async () => {
    const found = await scene.read(`/operations/${uuid}`);
    return found.state === state && found;
  });
const subjectsTo = (address: string) => scene.mailsTo(address).map(({ headers }) => headers.get('subject')?.[0]);
const mailed = (address: string, count: number) =>
  eventually(`${count} mails to ${address}`, async () => scene.mailsTo(address).length >= count);
/** What the signed link of a mail shows to somebody without an API key. */
async function pageIn(address: string, subject: string): Promise<string> {
  const mail = scene.mailsTo(address).find(({ headers }) => headers.get('subject')?.[0] === subject);
  const link = /http:\/\/[\d.:]+(\/n\/[\w-]+)/.exec(mail?.raw.replaceAll('=\r\n', '') ?? '');
  const answer = await fetch(`${scene.product().api.url}${link?.[1] ?? ''}`);
  expect([link !== null, answer.status]).toEqual([true, 200]);
  return answer.text();
}
const decide = (uuid: string, decision: string, comment: string) =>
  scene.call('post', `/approvals/${uuid}/decision`, approver).send({ decision, comment }).expect(200);

it('H23 an issued and a denied alert each fire once, and stand in the firing of the event', async () => {
  const ann = await scene.person([], { displayName: 'Ann Mary Lee', email: 'ann@x.example' });
  await scene.make('/custom-attributes', {
    ...{ name: 'CostCentre', label: 'Cost centre', contentType: 'string', resources: ['certificates'] },
  });
  const placed = {
    ...{ owner: ann.uuid, customAttributes: [{ name: 'CostCentre', content: [{ data: '4711' }] }] },
  };
  const common = { recipients: ['log@x.example', '{requester:mail}'], handlers: [email] };
  const issued = await scene.alert({
    ...{ ...common, kind: 'issued', schedule: undefined, raProfileId: asked },
    ...{
      subject: 'issued {cn} {template}',
      message: '<p>{owner} {owner:mail} {metadata:CostCentre} {principal:givenname}/{principal:sn} {dnldlink}</p>',
    },
  });
  const denied = await scene.alert({
    ...{ ...common, kind: 'denied', schedule: undefined, raProfileId: asked },
    ...{ subject: 'denied {rcn}: {cmnt}', message: '<p>{owner} {owner:mail} {metadata:CostCentre} {reqid}</p>' },
  });
  const named = { ...placed, names: ['rfc822Name:ANN@x.example'] };
  const good = await operation((await order('good.example', asked, named)).uuid, 'pending_approval');
  const bad = await operation((await order('bad.example', asked, placed)).uuid, 'pending_approval');
  await order('elsewhere.example', raProfile);
  await decide(good.approvalUuid, 'approve', 'fine');
  await decide(bad.approvalUuid, 'reject', 'not our domain');
  await mailed('log@x.example', 2);
  expect(subjectsTo('log@x.example').sort()).toEqual([
    'denied bad.example: not our domain',
    'issued good.example asked',
  ]);
  const texts = scene.mailsTo('log@x.example').map(({ raw }) => raw);
  expect(texts.filter((text) => text.includes('Ann Mary Lee ann@x.example 4711'))).toHaveLength(2);
  expect(texts.filter((text) => text.includes('Ann Mary/Lee'))).toHaveLength(1);
  expect(texts.filter((text) => text.includes(bad.uuid))).toHaveLength(1);
  expect(await pageIn('log@x.example', 'issued good.example asked')).toContain('Certificate: good.example');
  const ended = [await operation(good.uuid, 'issued'), await operation(bad.uuid, 'rejected')];
  for (const [index, alert] of [issued, denied].entries()) {
    const { firingId } = ended[index];
    const firing = await eventually('the result', async () => {
      const { items } = await scene.read(`/event-history?trigger=${alert.uuid}`);
      return items.length > 0 && items;
    });
    expect(firing).toMatchObject([{ event: 'certificate_action_performed', firingId }]);
    const shown = await scene.firing(firingId);
    expect(shown.triggers.filter(({ uuid }: any) => uuid === alert.uuid)).toMatchObject([
      { name: alert.name, result: 'matched', actions: [{ type: 'email', outcome: 'ok' }] },
    ]);
    expect(shown.triggers.find(({ uuid }: any) => uuid === alert.uuid).explain).toMatch(/^It is an alert/);
    // The catch-up finds nothing that was not reported.
    expect((await scene.run(alert)).counts).toMatchObject({ due: 0 });
  }
});

it('H22 reminders of a pending request follow at most as often as the alert says, and none after the decision', async () => {
  const alert = await scene.alert({
    ...{ kind: 'pending', raProfileId: asked, repeat: { everyDays: 1, max: 3 }, recipients: ['ra@x.example'] },
    ...{ handlers: [email], subject: 'waits {rcn}', message: '<p>{apprlink}</p>' },
  });
  const one = await operation((await order('waits.example', asked)).uuid, 'pending_approval');
  const two = await operation((await order('decided.example', asked)).uuid, 'pending_approval');
  await mailed('ra@x.example', 2);
  const page = await pageIn('ra@x.example', 'waits waits.example');
  expect(page).toContain('It waits for a decision.');
  expect(page).toContain('waits.example');
  expect((await scene.run(alert)).counts).toMatchObject({ due: 0 });
  scene.clock.advance(dayMs);
  expect((await scene.run(alert)).counts).toMatchObject({ due: 2 });
  await decide(two.approvalUuid, 'reject', 'no');
  await operation(two.uuid, 'rejected');
  // By its own schedule too: two more of the one that waits, then none.
  for (const due of [1, 1, 0, 0]) {
    scene.clock.advance(dayMs);
    expect(await scene.runBySchedule(alert)).toMatchObject({ counts: { due, done: due } });
  }
  await decide(one.approvalUuid, 'approve', 'at last');
  await operation(one.uuid, 'issued');
  scene.clock.advance(dayMs);
  expect((await scene.run(alert)).counts).toMatchObject({ due: 0 });
  const subjects = subjectsTo('ra@x.example');
  expect(subjects.filter((subject) => subject === 'waits waits.example')).toHaveLength(4);
  expect(subjects.filter((subject) => subject === 'waits decided.example')).toHaveLength(2);
  expect(one.state).toBe('pending_approval');
});

it('asks for a schedule where an alert on requests looks by the clock', async () => {
  const { body } = await scene
    .call('post', '/alerts')
    .send({ name: 'no clock', kind: 'pending', when: 'schedule' })
    .expect(422);
  expect(body.errors).toMatchObject([{ pointer: '/schedule', code: 'required' }]);
});

it('a renewal handler renews through the authority that it names, and puts the new certificate into its file; one that failed is ordered anew when it is sent again', async () => {
  const second = await scene.make('/authorities', { name: 'Second', enabled: false, settings: { kind: 'builtin' } });
  const first = await operation((await order('deploy.example', raProfile)).uuid, 'issued');
  const { issuedCertificate: uuid } = first;
  const file = path.join(folder, 'web.pem');
  const pem = pemOf('CERTIFICATE', (await scene.product().foundation.stores.inventory.contents([uuid])).get(uuid)!);
  writeFileSync(file, `# kept\n${pem}`);
  const seen = (name: string, data: string[]) => ({ name, contentType: 'string', data });
  await scene
    .rows('certificates')
    .updateOne(
      { _id: uuid as never },
      { $set: { metadata: [seen('path', [file]), seen('place', [file, 'deploy.example:443'])] } },
    );
  const query = { source: 'property', field: 'COMMON_NAME', operator: 'EQUALS', value: 'deploy.example' };
  await scene.make('/collections', { name: 'deployed', query });
  const alert = await scene.alert({
    ...{ collectionId: 'deployed', thresholds: [3650], lifetimeShare: 100 },
    handlers: [
      { type: 'renewal', name: 'renew', settings: { raProfile: 'web', authority: 'Second', deploy: true } },
      { type: 'event_log', name: 'log', settings: { message: '$(deployed) $(notDeployed)' } },
    ],
  });
  // Nothing is ordered from an authority that is disabled.
  expect((await scene.run(alert)).counts).toMatchObject({ due: 1, failed: 1 });
  const [row] = await scene.ledger(alert, 'failed');
  expect(readFileSync(file, 'utf8')).toContain(pem);

  await scene.call('patch', `/authorities/${second.uuid}`).set('If-Match', '*').send({ enabled: true }).expect(200);
  const { body } = await scene.call('post', `/alerts/ledger/${row.rowId}/resend`).expect(202);
  expect(await scene.runEnd(body.runId)).toMatchObject({ trigger: 'resend', counts: { due: 1, done: 1 } });
  const renewed = await scene.rows('operations').findOne({ certificate: uuid, state: 'issued' } as never);
  expect(renewed).toMatchObject({ action: 'renew', authority: second.uuid, raProfile });
  const text = readFileSync(file, 'utf8');
  const { fingerprint } = await scene.read(`/certificates/${renewed!['issuedCertificate']}`);
  expect(text.startsWith('# kept\n')).toBe(true);
  expect(new X509Certificate(text).fingerprint256.replaceAll(':', '').toLowerCase()).toBe(fingerprint);
}, 90_000);
