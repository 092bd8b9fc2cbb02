/**
 * dns-01 by a script of the user's own, which an ACME server of others asks for; and alerts on requests that wait for
 * that server.
 */
import { X509Certificate } from 'node:crypto';
import { eventually } from '../acceptance/scene';
import { startMailCatcher, type MailCatcher } from '../notifications/support/smtp';
import { startAcmeServers, type AcmeServers } from '../support/acme-servers';
import { productOfFile } from '../support/product';
import { createOperationScene, requestFor } from './scene';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

let servers: AcmeServers;
let mail: MailCatcher;
// Building the servers is part of it where they are not there yet.
beforeAll(async () => {
  mail = await startMailCatcher();
  servers = await startAcmeServers({ nonceRejectPercent: 10 });
}, 30 * 60_000);
const product = productOfFile(() => ({
  env: {
    CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1',
    CERTLOOM_OUTBOUND_CA: servers.trust,
    SMTP_URL: `smtp://127.0.0.1:${mail.port}?tls=none`,
  },
}));
afterAll(async () => {
  await servers?.stop();
  await mail?.close();
});
const scene = createOperationScene(product);

/** Writes records into the name server that pebble asks, by its own way of being managed. */
const script = (address: string) => `
export default async ({ params, log }) => {
  const call = params.action === 'add' ? 'set-txt' : 'clear-txt';
  const body = JSON.stringify({ host: params.name + '.', value: params.value });
  const answer = await fetch('${address}/' + call, { method: 'POST', body });
  if (!answer.ok) throw new Error('the name server answers ' + answer.status);
  log.info(params.action + ' ' + params.name);
};`;
const stored = (name: string, content: string) =>
  scene.make('/scripts', { name, runtime: 'node', categories: ['workflow'], content });
const settings = (dnsScript: string) => ({
  ...{ kind: 'acme', termsOfServiceAgreed: true, directoryUrl: servers.pebbleDirectory, profile: 'default' },
  ...{ challenge: 'dns-01', dnsScript },
});
const runsOf = async (name: string): Promise<any[]> => (await scene.read(`/script-runs?script=${name}`)).items;

it('takes the records that a script makes, and has it remove each at the end', async () => {
  await stored('records', script(servers.dnsManagement));
  const { ra } = await scene.binding('by script', settings('records'));
  const asked = ['example.net', 'deep.below.example.net'];
  const done = await scene.issue(ra, await requestFor(asked));
  expect(done).toMatchObject({ state: 'issued', message: null });
  const leaf = new X509Certificate(await scene.contentOf(done.issuedCertificate));
  expect(leaf.subjectAltName?.split(', ').sort()).toEqual(asked.map((name) => `DNS:${name}`).sort());
  expect(servers.pebbleLog().match(/set VALID by completed challenge/g)).toHaveLength(2);

  const runs = await eventually('the records to be removed', async () => {
    const found = await runsOf('records');
    return found.length === 4 && found.every(({ status }) => status === 'succeeded') && found;
  });
  // Nobody is asked then what it may do: scripts of authorities are the service's.
  expect(new Set(runs.map(({ context }: any) => context))).toEqual(new Set(['service']));
  const output = await Promise.all(runs.map(({ runId }: any) => scene.read(`/script-runs/${runId}`)));
  const said = output.map(({ stdout }: any) => stdout.trim()).sort();
  expect(said).toEqual(
    ['add', 'remove'].flatMap((action) => asked.map((name) => `${action} _acme-challenge.${name}`)).sort(),
  );
}, 120_000);

it('says what the script said where it fails', async () => {
  await stored('fails', `export default async () => { throw new Error('the zone is locked'); };`);
  const { ra } = await scene.binding('by failing script', settings('fails'));
  const failed = await scene.issue(ra, await requestFor(['example.net']));
  expect(failed).toMatchObject({ state: 'failed', errorCode: 'dns_script_failed' });
  expect(failed.message).toContain('the zone is locked');
}, 120_000);

it('tells of a request that waits for the authority, by the name that the authority has for it', async () => {
  await stored(
    'waits',
    `${script(servers.dnsManagement).replace('const call', 'await new Promise((done) => setTimeout(done, 8_000));\n  const call')}`,
  );
  const { ra } = await scene.binding('waiting', settings('waits'));
  const alertOn = (kind: string, more: object = {}) =>
    scene.make('/alerts', {
      ...{ name: kind, kind, raProfileId: ra, recipients: ['ra@x.example'], when: 'event', firstRun: 'fire' },
      ...{ subject: `${kind} {rcn}{cn}`, message: 'id={careqid}; approve={apprlink};' },
      handlers: [{ type: 'email', name: 'mail', settings: {} }],
      ...more,
    });
  const pending = await alertOn('pending', { sources: ['authority'] });
  await alertOn('pending', { name: 'people', sources: ['approval'] });
  await alertOn('issued', { subject: 'issued', message: 'id={careqid};' });
  const csr = await requestFor(['waits.example.net']);
  const { body } = await product().call('post', '/certificates/requests').send({ raProfile: ra, csr }).expect(202);
  await eventually('the mail', async () => mail.mails.length === 1);
  const waiting = await scene.read(`/operations/${body.uuid}`);
  expect(waiting).toMatchObject({ state: 'pending_issue', finishedAt: null });
  const order = /id=(https:\/\/127\.0\.0\.1:\d+\/my-order\/[\w-]+); approve=;/.exec(textOf(mail.mails[0]!.raw))?.[1];
  expect(order?.startsWith(new URL(servers.pebbleDirectory).origin)).toBe(true);
  const [firing] = (await scene.read(`/event-history?trigger=${pending.uuid}`)).items;
  expect(firing).toMatchObject({ matchedTriggers: [{ uuid: pending.uuid }] });

  expect(await scene.ended(body.uuid)).toMatchObject({ state: 'issued' });
  // The authority's name for it outlives the order.
  await eventually('the mail at the end', async () => mail.mails.length === 2);
  expect(textOf(mail.mails[1]!.raw)).toContain(`id=${order};`);
}, 120_000);

/** The text part, with its lines put together again. */
function textOf(raw: string): string {
  return raw.replaceAll('=\r\n', '').replaceAll('=3D', '=');
}
