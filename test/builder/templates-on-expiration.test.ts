/** The templates that alerts start, on the real engines: what is written and sent for a certificate that is due, and its renewal. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { makeKey } from '../../src/services/operations/made-keys';
import { eventually, type Person } from '../acceptance/scene';
import { alertScene } from '../alerts/scene';
import { dayMs } from '../expiration/scene';
import { itOnPwsh, pwshEnv } from './pwsh';
import { createBuilderScene, isEnded, type Json } from './scene';

const scene = alertScene({ CERTLOOM_EVENT_LOG_SINKS: 'file', ...pwshEnv });
const builder = createBuilderScene(() => scene.product());
const mark = { name: 'RetiredCertificate' };
let ann: Person;
let inside: Json;
let raProfile: string;
beforeAll(async () => {
  ann = await scene.person([], { displayName: 'Ann Mary Lee', email: 'ann@x.example' });
  await scene.make('/custom-attributes', {
    ...{ ...mark, label: 'Retired', contentType: 'boolean', resources: ['certificates'] },
  });
  inside = await scene.make('/authorities', { name: 'Inside', settings: { kind: 'builtin' } });
  raProfile = (await scene.make('/ra-profiles', { name: 'web', authorityInstanceUuid: inside['uuid'] })).uuid;
  await scene.settings(({ alerts, ...rest }) => ({
    ...rest,
    alerts: { ...alerts, fallbackRecipients: ['admins@x.example'] },
  }));
}, 60_000);

/** An alert that starts what a template has made; the steps may be changed before that is published. */
async function bound(code: string, more: Json, edit: (step: Json) => Json = (step) => step) {
  // However short a certificate lives, the days alone count.
  const alert = await scene.alert({ mode: 'workflow', thresholds: [30], lifetimeShare: 100 });
  const body = { name: `for ${alert.name}`, keys: [{ alert: alert.uuid }], ...more };
  const draft = await builder.ok('post', `/builder/templates/${code}/instantiate`, body);
  const definition = `/builder/definitions/${draft['uuid']}`;
  const steps = (draft['steps'] as Json[]).map(edit);
  const tag = (revision: unknown) => ['If-Match', `"${String(revision)}"`] as const;
  const changed = await scene
    .call('patch', definition)
    .set(...tag(draft['revision']))
    .send({ steps });
  expect([changed.status, changed.body.errors]).toEqual([200, []]);
  await scene
    .call('post', `${definition}/publish`)
    .set(...tag(changed.body.revision))
    .expect(200);
  return { alert, definition: String(draft['uuid']) };
}

/** The one instance of a definition, once it has ended, and what became of its steps. */
async function ended(definition: string) {
  const { items } = await builder.ok('get', `/builder/instances?definitionUuid=${definition}`);
  expect(items).toHaveLength(1);
  const instance = await builder.until(items[0].uuid, isEnded);
  const steps = (instance['steps'] as Json[]).map(({ uniqueName, status }) => `${uniqueName} ${status}`);
  return { instance, steps };
}

/** Entries of the file that say something, as they stand there. */
function entriesOf(text: string): Json[] {
  const folder = path.join(scene.product().foundation.config.dataDir, 'event-log');
  const lines = readdirSync(folder).flatMap((file) => readFileSync(path.join(folder, file), 'utf8').split('\n'));
  return lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Json)
    .filter(({ message }) => String(message).includes(text));
}
const textOf = ({ raw }: { readonly raw: string }) => raw.replaceAll('=\r\n', '');
const subjects = () => scene.mail().mails.map(({ headers }) => headers.get('subject')?.[0]);

describe('write-event-log-on-expiration', () => {
  async function logs(variant: string, tells: boolean): Promise<void> {
    const cn = `${variant}-${tells ? 'told' : 'logged'}.example`;
    const notAfter = scene.clock.in(20 * dayMs);
    const certificate = await scene.stored(notAfter, { subject: cn, patch: { owner: ann.uuid } });
    const { alert, definition } = await bound('write-event-log-on-expiration', { variant }, (step) =>
      step['uniqueName'] === 'Tell' ? { ...step, enabled: tells } : step,
    );
    expect((await scene.run(alert)).counts).toMatchObject({ due: 1, done: 1 });
    const { instance, steps } = await ended(definition);
    expect(instance).toMatchObject({ status: 'complete', item: { kind: 'certificate', uuid: certificate } });
    expect(steps).toEqual(['Start done', 'WriteLog done', tells ? 'Tell done' : 'Tell skipped', 'End done']);

    const { thumbprint } = await scene.read(`/certificates/${certificate}`);
    const [entry] = await eventually('the line of the entry', async () => {
      const found = entriesOf(cn);
      return found.length > 0 && found;
    });
    expect(entry).toMatchObject({ eventId: 4101, level: 'Warning', source: 'Certloom' });
    for (const said of [cn, thumbprint, notAfter.toISOString()]) expect(entry?.['message']).toContain(said);

    // What was reported is not reported again.
    expect((await scene.run(alert)).counts).toMatchObject({ due: 0 });
    await ended(definition);
    expect(entriesOf(cn)).toHaveLength(1);
    expect(scene.mailsTo('ann@x.example')).toHaveLength(tells ? 1 : 0);
    expect(subjects()).toEqual(tells ? [`The certificate ${cn} ends at ${notAfter.toISOString()}`] : []);
  }

  it.each(['native', 'node'])('B20 in the form %s writes one warning for a certificate that is due', (variant) =>
    logs(variant, false),
  );
  itOnPwsh('B20 in the form pwsh writes one warning for a certificate that is due', () => logs('pwsh', false));
  it.each(['native', 'node'])('B20 in the form %s sends one mail too, with its step Tell enabled', (variant) =>
    logs(variant, true),
  );
  itOnPwsh('B20 in the form pwsh sends one mail too, with its step Tell enabled', () => logs('pwsh', true));
});

describe('renew-and-mail-on-expiration', () => {
  /** A certificate of the authority inside that ends in ten days and is Ann's. */
  async function issued(cn: string): Promise<Json> {
    const { request } = await makeKey('ec-p256', { subject: [['CN', cn]], names: [`dNSName:${cn}`] });
    const { body } = await scene
      .call('post', '/certificates/requests')
      .send({ raProfile, csr: request.csr, owner: ann.uuid, lifetimeSeconds: (10 * dayMs) / 1_000 })
      .expect(202);
    const operation = await eventually('the certificate', async () => {
      const found = await scene.read(`/operations/${body.uuid}`);
      return found.state === 'issued' && found;
    });
    return scene.read(`/certificates/${operation.issuedCertificate}`);
  }
  const successorsOf = async (uuid: string): Promise<Json[]> =>
    (await scene.read(`/certificates/${uuid}/relations`)).successors;

  it('B21 renews, tells the owner once and marks the old certificate', async () => {
    const old = await issued('renewed.example');
    const { alert, definition } = await bound('renew-and-mail-on-expiration', {});
    expect((await scene.run(alert)).counts).toMatchObject({ due: 1, done: 1 });
    const { instance, steps } = await ended(definition);
    expect(steps).toEqual(['Start done', 'Renew done', 'TellOwner done', 'MarkOld done', 'End done']);
    expect(instance['status']).toBe('complete');

    const renewed = await scene.read(`/certificates/${instance['variables'].newCertificateId}`);
    expect(renewed).toMatchObject({ state: 'issued', commonName: 'renewed.example', raProfile });
    expect(renewed.uuid).not.toBe(old['uuid']);
    expect(Date.parse(renewed.notAfter)).toBeGreaterThan(Date.parse(old['notAfter']));
    expect(await successorsOf(old['uuid'])).toMatchObject([{ type: 'renewal', certificate: { uuid: renewed.uuid } }]);
    expect(await scene.valuesOf(old['uuid'], mark)).toEqual([true]);
    expect(await scene.valuesOf(renewed.uuid, mark)).toBeUndefined();

    expect(subjects()).toEqual(['The certificate renewed.example was renewed']);
    const [mail] = scene.mailsTo('ann@x.example');
    for (const said of [old['notBefore'], old['notAfter'], renewed.notAfter]) expect(textOf(mail!)).toContain(said);
    expect((await scene.run(alert)).counts).toMatchObject({ due: 0 });
    expect(scene.mail().mails).toHaveLength(1);
  });

  it('B21 tells the administrators alone of a renewal that fails, and marks nothing', async () => {
    const old = await issued('refused.example');
    const { alert, definition } = await bound('renew-and-mail-on-expiration', {});
    const toggle = (enabled: boolean) =>
      scene.change(`/authorities/${inside['uuid']}`, ({ name, description, settings }) => ({
        ...{ name, description, settings, enabled },
      }));
    await toggle(false);
    expect((await scene.run(alert)).counts).toMatchObject({ due: 1, done: 1 });
    const { instance, steps } = await ended(definition);
    await toggle(true);
    expect(steps).toEqual(['Start done', 'Renew failed', 'TellAdmins done', 'Failed done']);
    expect(instance['status']).toBe('rejected');

    expect(subjects()).toEqual(['The certificate refused.example could not be renewed']);
    const [mail] = scene.mailsTo('admins@x.example');
    for (const said of ['authority_disabled', 'The authority is disabled.', old['notAfter']])
      expect(textOf(mail!)).toContain(said);
    expect(await scene.valuesOf(old['uuid'], mark)).toBeUndefined();
    expect(await successorsOf(old['uuid'])).toEqual([]);
  });
});
